/** Something that the person at the keyboard can cure. The message is one sentence that says what and how. */
export class Problem extends Error {
  /** @param logTail the last lines of the log, to be shown above the message */
  constructor(message, logTail = '') {
    super(message);
    this.logTail = logTail;
  }
}
