/** An error that the user can cure. The message is one sentence with the cause and the cure. */
export class Problem extends Error {
  /**
   * @param {string} message
   * @param {string} logTail the last lines of the log, to be shown above the message
   */
  constructor(message, logTail = '') {
    super(message);
    this.logTail = logTail;
  }
}
