import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { root } from './root';

/** The result of a run of the program. */
export interface Outcome {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/**
 * Runs the compiled `ctc-native` of this checkout or of another package.
 *
 * @param input its standard input
 */
export function ctcNative(parameters: readonly string[], from = root, input = ''): Outcome {
  const program = join(from, 'dist', 'cli', 'main.js');
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [program, ...parameters], {
    encoding: 'utf8',
    input,
  });
  if (error) throw error;
  return { code: status, output: stdout, errors: stderr };
}
