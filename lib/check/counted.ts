/** `1 label`, `2 labels` */
export function counted(number: number, thing: string): string {
  return `${number} ${plural(number, thing)}`;
}

/** The thing that there are so many of, without their number. */
export function plural(number: number, thing: string): string {
  return number === 1 ? thing : `${thing}s`;
}
