/** npm forwards a Ctrl-C that the program already got from the terminal: signals this close count as one. */
const SAME_SIGNAL_MILLISECONDS = 500;

/** Turns the first Ctrl-C (or SIGTERM) into an abort signal; a second one exits at once. */
export class Interruption {
  private readonly controller = new AbortController();
  private firstAt = 0;
  private readonly onSignal = (): void => {
    if (!this.signal.aborted) {
      this.firstAt = performance.now();
      this.controller.abort();
    } else if (performance.now() - this.firstAt > SAME_SIGNAL_MILLISECONDS) {
      process.exit(130);
    }
  };

  constructor() {
    process.on('SIGINT', this.onSignal);
    process.on('SIGTERM', this.onSignal);
  }

  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Restores the default: signals end the process. */
  release(): void {
    process.off('SIGINT', this.onSignal);
    process.off('SIGTERM', this.onSignal);
  }
}
