/** Something that the person at the keyboard can mend: the message is one sentence, shown without a stack. */
export class Problem extends Error {
  override name = 'Problem';
}
