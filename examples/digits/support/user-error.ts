/** An error that the user can fix. Its message is a complete sentence, printed without a stack trace. */
export class UserError extends Error {
  override name = 'UserError';
}

/** An error on the command line. */
export class UsageError extends UserError {
  override name = 'UsageError';
}

/** An error's message without its full stop, for use in a sentence. */
export function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
