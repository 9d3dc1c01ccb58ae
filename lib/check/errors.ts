/** What went wrong, for code that handles it. */
export type CtcErrorCode =
  /** A required option is missing. */
  | 'ERR_CTC_MISSING'
  /** A value of the wrong type, such as a Float64Array instead of a Float32Array. */
  | 'ERR_CTC_TYPE'
  /** A value of the right type but out of range, such as a label that is not a class. */
  | 'ERR_CTC_RANGE'
  /** An array whose number of elements contradicts the shape or the lengths. */
  | 'ERR_CTC_SIZE'
  /** Labels that are one-hot rows instead of class numbers. */
  | 'ERR_CTC_ONE_HOT'
  /** Options that exclude or contradict each other. */
  | 'ERR_CTC_CONFLICT'
  /** An infeasible sample in a request with `infeasible: 'throw'`. */
  | 'ERR_CTC_INFEASIBLE'
  /** An unknown option name. */
  | 'ERR_CTC_UNKNOWN_OPTION'
  /** An unsupported feature, such as the second derivative. */
  | 'ERR_CTC_UNSUPPORTED'
  /** The gradient array shares memory with the input. */
  | 'ERR_CTC_OVERLAP'
  /** An array whose memory was transferred or resized before the call or during it. */
  | 'ERR_CTC_DETACHED'
  /** Memory for the results or for temporary buffers could not be allocated. */
  | 'ERR_CTC_OUT_OF_MEMORY'
  /** The native addon is missing or cannot be loaded. */
  | 'ERR_CTC_ADDON'
  /** `CTC_NATIVE_KERNEL` names a kernel that this machine does not support. */
  | 'ERR_CTC_KERNEL'
  /** A file that cannot be read or has the wrong format. */
  | 'ERR_CTC_FILE'
  /** A bug in ctc-native. */
  | 'ERR_CTC_INTERNAL';

/** A record instead of an array, so that the compiler reports a missing code. */
const CODES: Readonly<Record<CtcErrorCode, true>> = {
  ERR_CTC_MISSING: true,
  ERR_CTC_TYPE: true,
  ERR_CTC_RANGE: true,
  ERR_CTC_SIZE: true,
  ERR_CTC_ONE_HOT: true,
  ERR_CTC_CONFLICT: true,
  ERR_CTC_INFEASIBLE: true,
  ERR_CTC_UNKNOWN_OPTION: true,
  ERR_CTC_UNSUPPORTED: true,
  ERR_CTC_OVERLAP: true,
  ERR_CTC_DETACHED: true,
  ERR_CTC_OUT_OF_MEMORY: true,
  ERR_CTC_ADDON: true,
  ERR_CTC_KERNEL: true,
  ERR_CTC_FILE: true,
  ERR_CTC_INTERNAL: true,
};

/** Every error code. */
export const CTC_ERROR_CODES = Object.keys(CODES) as readonly CtcErrorCode[];

/** Details of a {@link CtcError}. */
export interface CtcErrorDetails {
  /** The option at fault. */
  readonly argument?: string;
  /** The sample at fault, an index into the batch. */
  readonly sample?: number;
  readonly cause?: unknown;
}

/** The error class of this package. The message states what was expected, the actual value, and where. */
export class CtcError extends Error {
  static {
    // On the prototype instead of the instance, so that the stack starts with this name.
    CtcError.prototype.name = 'CtcError';
  }

  readonly code: CtcErrorCode;
  /** The option at fault, if the error concerns one. */
  declare readonly argument?: string;
  /** The sample at fault, an index into the batch, if the error concerns one. */
  declare readonly sample?: number;

  constructor(code: CtcErrorCode, message: string, details: CtcErrorDetails = {}) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined);
    this.code = code;
    if (details.argument !== undefined) this.argument = details.argument;
    if (details.sample !== undefined) this.sample = details.sample;
  }
}

/** Converts an error of the addon, a plain Error with one of our codes, to a CtcError. Returns other errors unchanged. */
export function fromNative(error: unknown): unknown {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code !== 'string' || !code.startsWith('ERR_CTC_')) return error;
  const details = code === 'ERR_CTC_OVERLAP' ? { argument: 'gradient', cause: error } : { cause: error };
  return new CtcError(code as CtcErrorCode, String(message), details);
}
