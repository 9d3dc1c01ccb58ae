/** A mistake the user can mend: its message is one whole sentence, shown without a stack. */
export class UserError extends Error {
  override name = 'UserError';
}
