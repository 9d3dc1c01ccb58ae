/** Ends the program when its output can go nowhere. A reader that has seen enough, such as head, is no failure. */
export function endWithStandardOutput(): void {
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE') console.error(`ctc-native: standard output: ${message}`);
    process.exit(code === 'EPIPE' ? 0 : 1);
  });
}
