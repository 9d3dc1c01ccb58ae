import { type ChildProcess, type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { root } from './root';

/** examples/digits, compiled. It runs in a separate process, because jest cannot load ES modules such as eSpeak NG. */
export const BUILD = resolve(root, 'build/examples/digits');

const ARGUMENTS = ['--require', resolve(root, 'scripts/node-util-for-tfjs.cjs'), resolve(BUILD, 'main.js')];

/** Runs the example like `npm start -- ...parameters`, without set-up. */
export function runExample(...parameters: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [...ARGUMENTS, ...parameters], { cwd: root, encoding: 'utf8' });
}

export function startExample(...parameters: readonly string[]): ChildProcess {
  return spawn(process.execPath, [...ARGUMENTS, ...parameters], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
}
