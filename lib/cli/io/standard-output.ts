/** Exits if standard output cannot be written. A reader that closed it, such as head, is not a failure. */
export function endWithStandardOutput(): void {
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE') console.error(`ctc-native: standard output: ${message}`);
    process.exit(code === 'EPIPE' ? 0 : 1);
  });
}
