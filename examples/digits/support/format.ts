export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}

/** Minutes and seconds, such as `4:05`. */
export function formatDuration(seconds: number): string {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
