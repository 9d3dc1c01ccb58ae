/** An error that the user can correct: the message is one sentence, shown without a stack. */
export class Problem extends Error {
  override name = 'Problem';
}
