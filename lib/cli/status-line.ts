const MILLISECONDS_BETWEEN = 100;

/** A line on a terminal that says how far a stream of unknown length has come. Elsewhere nothing is shown. */
export class StatusLine {
  readonly #stream: NodeJS.WriteStream;
  #shownAt = Number.NEGATIVE_INFINITY;

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    this.#stream = stream;
  }

  show(text: string): void {
    const now = performance.now();
    if (!this.#stream.isTTY || now - this.#shownAt < MILLISECONDS_BETWEEN) return;
    this.#shownAt = now;
    this.#stream.write(`\r\x1b[K${text}`);
  }

  /** Takes the line away, for something else to be written in its place. */
  clear(): void {
    if (!this.#stream.isTTY || this.#shownAt === Number.NEGATIVE_INFINITY) return;
    this.#shownAt = Number.NEGATIVE_INFINITY;
    this.#stream.write('\r\x1b[K');
  }
}
