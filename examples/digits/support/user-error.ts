/** A mistake the user can mend: its message is one whole sentence, shown without a stack. */
export class UserError extends Error {
  override name = 'UserError';
}

/** One on the command line. */
export class UsageError extends UserError {
  override name = 'UsageError';
}

/** What went wrong, to be put into a sentence. */
export function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
