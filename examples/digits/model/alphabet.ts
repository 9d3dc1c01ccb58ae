/** The labels in the order of the network's classes; the CTC blank is the last class. */
export const LABELS: readonly string[] = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
export const BLANK = LABELS.length;
export const CLASSES = LABELS.length + 1;

export function spell(classes: readonly number[], labels: readonly string[] = LABELS): string {
  return classes.map((index) => labels[index]).join('');
}
