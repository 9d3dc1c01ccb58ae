export type ProblemKind =
  | 'json'
  | 'length'
  | 'duration'
  | 'audio'
  | 'sampleRate'
  | 'noLabels'
  | 'labels'
  | 'text'
  | 'infeasible'
  | 'duplicate';

/** A problem of a line, which may have several. */
export interface LineProblem {
  readonly kind: ProblemKind;
  /** Continues `line 3 `. */
  readonly message: string;
}

/** Thrown if a field cannot be read. */
export class Complaint extends Error implements LineProblem {
  constructor(
    readonly kind: ProblemKind,
    message: string,
  ) {
    super(message);
  }
}

/** A field's value as JSON. 1e999 is parsed as Infinity, which JSON cannot write. */
export const show = (value: unknown): string =>
  shorten(value === Infinity ? '1e999' : (JSON.stringify(value) ?? 'nothing'));

export const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}...` : text);
