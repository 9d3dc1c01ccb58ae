import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { constants } from 'node:os';
import { inStore, root } from './checkout.mjs';
import { lockDescriptor } from './lock.mjs';
import { Problem } from './problem.mjs';

const log = inStore('setup.log');
const shownLines = 25;
const running = new Set();

// Each child leads a process group of its own, so that a stopped set-up takes its children's children with it: a compiler
// left behind would write into what the next set-up builds.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => {
    for (const child of running) killGroup(child);
    process.exit(128 + constants.signals[signal]);
  });
}

function killGroup(child) {
  try {
    process.kill(-child.pid, 'SIGTERM');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

export function startLog() {
  mkdirSync(inStore(), { recursive: true });
  writeFileSync(log, '');
}

/**
 * Runs a program to its end, its output into the log. Where it fails, throws a Problem with the log's last lines.
 * @param options called: the program's name for people. env: added to ours. seconds: the program's time limit
 */
export async function run(command, parameters, { called = command, env = {}, seconds } = {}) {
  const output = openSync(log, 'a');
  writeSync(output, `\n$ ${[command, ...parameters].join(' ')}\n`);
  const start = readFileSync(log).length;
  const end = await new Promise((resolve) => {
    const child = spawn(command, parameters, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', output, output, lockDescriptor() ?? 'ignore'],
      detached: true,
    });
    running.add(child);
    const timer = seconds && setTimeout(() => killGroup(child), seconds * 1000);
    const settle = (how) => {
      clearTimeout(timer);
      running.delete(child);
      resolve(how);
    };
    child.on('error', (error) => settle(`could not be started (${error.code})`));
    child.on('exit', (code, signal) => settle(code === 0 ? undefined : `ended with ${signal ?? `exit code ${code}`}`));
  });
  closeSync(output);
  if (end) throw new Problem(`${called} ${end}; all it said is in ${log}.`, tailOfLog(start));
}

function tailOfLog(start) {
  const lines = readFileSync(log).subarray(start).toString().trimEnd().split('\n');
  return lines
    .slice(-shownLines)
    .map((line) => `  | ${line}\n`)
    .join('');
}
