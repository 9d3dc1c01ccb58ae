const MILLISECONDS_BETWEEN = 100;
const BAR_WIDTH = 24;
/** A rate over less time is unreliable. */
const MIN_SECONDS = 1;

/**
 * Shows the progress through a manifest in one line of a terminal, with a bar and the time left if the size is known. Shows
 * nothing elsewhere. A library for it would be a second run-time dependency of the package.
 */
export class ProgressLine {
  readonly #begun = performance.now();
  #shownAt = Number.NEGATIVE_INFINITY;

  /** @param size of the manifest in bytes; 0 if not known */
  constructor(
    private readonly size: number,
    private readonly stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = process.stderr,
  ) {}

  /**
   * @param bytes read so far
   * @param remark text to append
   */
  show(lines: number, bytes: number, remark: string): void {
    const now = performance.now();
    if (!this.stream.isTTY || now - this.#shownAt < MILLISECONDS_BETWEEN) return;
    this.#shownAt = now;
    this.stream.write(`\r\x1b[K${this.#text(lines, bytes, (now - this.#begun) / 1000)}${remark}`);
  }

  /** Removes the line, so that other output can take its place. */
  clear(): void {
    if (!this.stream.isTTY || this.#shownAt === Number.NEGATIVE_INFINITY) return;
    this.#shownAt = Number.NEGATIVE_INFINITY;
    this.stream.write('\r\x1b[K');
  }

  #text(lines: number, bytes: number, seconds: number): string {
    const share = this.size > 0 ? Math.min(1, bytes / this.size) : undefined;
    const rate = seconds < MIN_SECONDS ? '' : ` (${(lines / seconds).toPrecision(3)} a second)`;
    const count = `${lines} lines${rate}`;
    if (share === undefined) return count;
    const left = seconds < MIN_SECONDS || share === 0 ? '' : `, ${timeOf((seconds * (1 - share)) / share)} left`;
    return `${barOf(share)} ${Math.floor(100 * share)} %, ${count}${left}`;
  }
}

function barOf(share: number): string {
  const filled = Math.round(BAR_WIDTH * share);
  return '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled);
}

function timeOf(seconds: number): string {
  if (seconds < 100) return `${Math.ceil(seconds)} s`;
  return seconds < 6000 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3600)} h`;
}
