/** Turns the first Ctrl-C (or SIGTERM) into an abort signal; a second one ends the process at once. */
export class Interruption {
  private readonly controller = new AbortController();
  private readonly onSignal = (): void => {
    if (this.controller.signal.aborted) process.exit(130);
    this.controller.abort();
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
