const MILLISECONDS_BETWEEN = 100;
const BAR_WIDTH = 24;
/** Before, a rate is a guess. */
const LEAST_SECONDS = 1;

/**
 * A line on a terminal that says how far a manifest has been read; elsewhere nothing is shown. Where the size is known it has a
 * bar and the time left. Drawn here, because a library for it would be a second run-time dependency of the package.
 */
export class ProgressLine {
  readonly #begun = performance.now();
  #shownAt = Number.NEGATIVE_INFINITY;

  /** @param size of what is read, in bytes; 0 where it is not known */
  constructor(
    private readonly size: number,
    private readonly stream: Pick<NodeJS.WriteStream, 'isTTY' | 'write'> = process.stderr,
  ) {}

  /**
   * @param bytes that have been read
   * @param remark what else there is to say, if anything
   */
  show(lines: number, bytes: number, remark: string): void {
    const now = performance.now();
    if (!this.stream.isTTY || now - this.#shownAt < MILLISECONDS_BETWEEN) return;
    this.#shownAt = now;
    this.stream.write(`\r\x1b[K${this.#text(lines, bytes, (now - this.#begun) / 1000)}${remark}`);
  }

  /** Takes the line away, for something else to be written in its place. */
  clear(): void {
    if (!this.stream.isTTY || this.#shownAt === Number.NEGATIVE_INFINITY) return;
    this.#shownAt = Number.NEGATIVE_INFINITY;
    this.stream.write('\r\x1b[K');
  }

  #text(lines: number, bytes: number, seconds: number): string {
    const share = this.size > 0 ? Math.min(1, bytes / this.size) : undefined;
    const rate = seconds < LEAST_SECONDS ? '' : ` (${(lines / seconds).toPrecision(3)} a second)`;
    const count = `${lines} lines${rate}`;
    if (share === undefined) return count;
    const left = seconds < LEAST_SECONDS || share === 0 ? '' : `, ${timeOf((seconds * (1 - share)) / share)} left`;
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
