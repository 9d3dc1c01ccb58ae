/** npm passes a Ctrl-C on to a program that had it from the terminal already: within so long, two are one. */
const SAME_SIGNAL_MILLISECONDS = 500;

/** Turns the first Ctrl-C (or SIGTERM) into an abort signal; a second one ends the process at once. */
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

  /** Lets signals end the process again, as they do by default. */
  release(): void {
    process.off('SIGINT', this.onSignal);
    process.off('SIGTERM', this.onSignal);
  }
}
