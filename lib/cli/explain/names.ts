/** What people call the classes and the frames. */
export interface Names {
  /** Of every class. */
  readonly symbols?: readonly string[] | undefined;
  /** Seconds from one frame to the next. */
  readonly frameShift?: number | undefined;
}

/** Of a class as it is shown: where a symbol is empty or white space, something that can be seen. */
export function nameOf(label: number, blank: number, { symbols }: Names): string {
  if (label === blank) return 'blank';
  const symbol = symbols?.[label] ?? String(label);
  return symbol.trim() === '' ? '␣' : symbol;
}

/** A frame's beginning, in the unit that the pictures have. */
export function timeOf(frame: number, { frameShift }: Names): number {
  return frame * (frameShift ?? 1);
}

export const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
export function figure(number: number): string {
  if (number === 0) return '0';
  return Math.abs(number) < 1000 ? number.toPrecision(3) : number.toFixed(0);
}
