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

/** What is wrong with a line. A line may have several problems. */
export interface LineProblem {
  readonly kind: ProblemKind;
  /** Follows `line 3`. */
  readonly message: string;
}

/** A problem that leaves nothing to read of a field. */
export class Complaint extends Error implements LineProblem {
  constructor(
    readonly kind: ProblemKind,
    message: string,
  ) {
    super(message);
  }
}

/** A value of a field as JSON. JSON can spell numbers that are read as Infinity, but not Infinity. */
export const show = (value: unknown): string =>
  shorten(value === Infinity ? '1e999' : (JSON.stringify(value) ?? 'nothing'));

export const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}...` : text);
