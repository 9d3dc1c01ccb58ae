/** `1 label`, `2 labels` */
export function counted(number: number, noun: string): string {
  return `${number} ${plural(number, noun)}`;
}

/** Adds an s to the noun, except for the number 1. */
export function plural(number: number, noun: string): string {
  return number === 1 ? noun : `${noun}s`;
}
