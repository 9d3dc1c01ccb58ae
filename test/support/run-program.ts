import { execFile } from 'node:child_process';
import { join } from 'node:path';

/** Runs one of programs/, which use the compiled package like a user's program. */
export function run(program: string, args: string[] = [], environment: NodeJS.ProcessEnv = {}, options: string[] = []) {
  return new Promise<{ output: string; errors: string; code: unknown; signal: unknown }>((resolve) => {
    execFile(
      process.execPath,
      [...options, join(__dirname, 'programs', program), ...args],
      { env: { ...process.env, ...environment }, maxBuffer: 2 ** 26 },
      (error, stdout, stderr) =>
        resolve({ output: stdout.trim(), errors: stderr, code: error?.code ?? 0, signal: error?.signal ?? null }),
    );
  });
}

/** The result of a program that succeeds with this output. */
export const fine = (output: unknown) => ({ output, errors: '', code: 0, signal: null });
