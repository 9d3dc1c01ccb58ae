import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { inRoot, root } from '../../setup/checkout.mjs';
import { failure, success } from './tally.mjs';

export const cores = String(availableParallelism());

/**
 * Runs a program in the checkout, shows its output, and returns its exit code and standard output.
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {NodeJS.ProcessEnv} [env] added to this process's environment
 * @returns {Promise<{ code: number | null, output: string }>}
 */
export function run(command, parameters, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (data) => {
      output += data;
      process.stdout.write(data);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, output }));
  });
}

/**
 * A program whose exit code is the check.
 * @param {Parameters<typeof run>} command
 */
export const check = async (...command) => ((await run(...command)).code === 0 ? success : failure);

/**
 * @param {readonly string[]} parameters
 * @param {NodeJS.ProcessEnv} [env]
 */
export const node = (parameters, env) => check(process.execPath, parameters, env);

/**
 * A file of an installed npm package.
 * @param {string[]} parts
 */
export const npmFile = (...parts) => inRoot('node_modules', ...parts);
