import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { constants } from 'node:os';
import { inStore, root } from './checkout.mjs';
import { lockStream } from './lock.mjs';
import { Problem } from './problem.mjs';

/** @import { ChildProcess } from 'node:child_process' */

const log = inStore('setup.log');
const shownLines = 25;

/** @type {Set<ChildProcess>} */
const running = new Set();

// Each child leads a process group of its own, so that stopping set-up also stops the children's children: a compiler
// left behind would write into what the next set-up builds.
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.once(signal, () => {
    for (const child of running) killGroup(child);
    process.exit(128 + constants.signals[signal]);
  });
}

/** @param {ChildProcess} child */
function killGroup({ pid }) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGTERM');
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

export function startLog() {
  mkdirSync(inStore(), { recursive: true });
  writeFileSync(log, '');
}

/**
 * Runs a program to its end and writes its output to the log.
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {object} [options]
 * @param {string} [options.called] the program's name in messages
 * @param {NodeJS.ProcessEnv} [options.env] added to this process's environment
 * @param {number} [options.seconds] time limit
 * @throws {Problem} with the log's last lines, if the program fails
 */
export async function run(command, parameters, { called = command, env = {}, seconds } = {}) {
  const output = openSync(log, 'a');
  writeSync(output, `\n$ ${[command, ...parameters].join(' ')}\n`);
  const start = readFileSync(log).length;
  /** @type {string | undefined} */
  const failure = await new Promise((resolve) => {
    const child = spawn(command, parameters, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', output, output, lockStream() ?? 'ignore'],
      detached: true,
    });
    running.add(child);
    const timer = seconds && setTimeout(() => killGroup(child), seconds * 1000);
    /** @param {string} [message] */
    const settle = (message) => {
      clearTimeout(timer);
      running.delete(child);
      resolve(message);
    };
    child.on('error', (/** @type {NodeJS.ErrnoException} */ { code }) => settle(`could not be started (${code})`));
    child.on('exit', (code, signal) => settle(code === 0 ? undefined : `ended with ${signal ?? `exit code ${code}`}`));
  });
  closeSync(output);
  if (failure) throw new Problem(`${called} ${failure}; its whole output is in ${log}.`, tailOfLog(start));
}

/** @param {number} start in bytes */
function tailOfLog(start) {
  const lines = readFileSync(log).subarray(start).toString().trimEnd().split('\n');
  return lines
    .slice(-shownLines)
    .map((line) => `  | ${line}\n`)
    .join('');
}
