/** What went wrong, for code that reacts to it. */
export type CtcErrorCode =
  /** An option that must be there is not. */
  | 'ERR_CTC_MISSING'
  /** A value of the wrong kind, such as a Float64Array for a Float32Array. */
  | 'ERR_CTC_TYPE'
  /** A value of the right kind outside its range, such as a label that is not a class. */
  | 'ERR_CTC_RANGE'
  /** An array whose number of elements contradicts the shape or the lengths. */
  | 'ERR_CTC_SIZE'
  /** Labels that are rows of zeros with a single one instead of class numbers. */
  | 'ERR_CTC_ONE_HOT'
  /** Options that exclude or contradict each other. */
  | 'ERR_CTC_CONFLICT'
  /** A sample whose frames cannot spell its labels, where the request says to throw. */
  | 'ERR_CTC_INFEASIBLE'
  /** A name that is no option. */
  | 'ERR_CTC_UNKNOWN_OPTION'
  /** Something this version does not offer. */
  | 'ERR_CTC_UNSUPPORTED'
  /** The gradient's array shares memory with the input. */
  | 'ERR_CTC_OVERLAP'
  /** An array whose memory was transferred or resized while it was needed. */
  | 'ERR_CTC_DETACHED'
  /** Memory for the results or for the work could not be had. */
  | 'ERR_CTC_OUT_OF_MEMORY'
  /** The native addon is missing or could not be loaded. */
  | 'ERR_CTC_ADDON'
  /** `CTC_NATIVE_KERNEL` names a kernel that this machine has not got. */
  | 'ERR_CTC_KERNEL'
  /** A file that cannot be read, or is not what it should be. */
  | 'ERR_CTC_FILE'
  /** A fault of ctc-native itself. */
  | 'ERR_CTC_INTERNAL';

/** What a {@link CtcError} is about. */
export interface CtcErrorDetails {
  /** The option at fault. */
  readonly argument?: string;
  /** The sample at fault, an index into the batch. */
  readonly sample?: number;
  readonly cause?: unknown;
}

/** Every error of this package. The message says what was expected, what came, and where. */
export class CtcError extends Error {
  static {
    // On the prototype, so that the stack begins with it.
    CtcError.prototype.name = 'CtcError';
  }

  readonly code: CtcErrorCode;
  /** The option at fault, where there is one. */
  declare readonly argument?: string;
  /** The sample at fault, an index into the batch, where there is one. */
  declare readonly sample?: number;

  constructor(code: CtcErrorCode, message: string, details: CtcErrorDetails = {}) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined);
    this.code = code;
    if (details.argument !== undefined) this.argument = details.argument;
    if (details.sample !== undefined) this.sample = details.sample;
  }
}

/** The addon throws plain errors that carry one of our codes: it cannot know this class. */
export function fromNative(error: unknown): unknown {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code !== 'string' || !code.startsWith('ERR_CTC_')) return error;
  const details = code === 'ERR_CTC_OVERLAP' ? { argument: 'gradient', cause: error } : { cause: error };
  return new CtcError(code as CtcErrorCode, String(message), details);
}
