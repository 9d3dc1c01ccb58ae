import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '../command-line/problem';
import { PeerProcess } from './peer-process';

/** What `--peers` knows. Each has a file in bench/peers; those that differ after a dash share one. */
export const PEERS = {
  optax: 'python',
  tensorflow: 'python',
  torch: 'python',
  paddle: 'python',
  tfjs: 'node',
  dropin: 'node',
  tfjsctcloss: 'node',
  'ours-two-threads': 'node',
  'ours-avx2': 'node',
  'ours-scalar': 'node',
} as const;

/** What `--tfjs` compares: our loss inside tfjs-node, and TensorFlow's own there. */
export const TFJS_PEERS = ['dropin', 'tfjs'] as const satisfies (keyof typeof PEERS)[];

export type PeerName = keyof typeof PEERS;

/** A peer that cannot be measured, and why. */
export interface MissingPeer {
  readonly name: PeerName;
  readonly reason: string;
}

/** This file is two folders deep in lib/ or, compiled, in dist/: both are beside bench/. */
const FOLDER = join(__dirname, '..', '..', '..', 'bench', 'peers');

/**
 * Starts the peers that are installed.
 *
 * @param pythons a Python peer runs in the first of these interpreters that has it
 * @param folder where arrays are exchanged
 */
export async function startPeers(
  names: readonly PeerName[],
  pythons: readonly string[],
  threads: number,
  folder: string,
): Promise<{ running: PeerProcess[]; missing: MissingPeer[] }> {
  const running: PeerProcess[] = [];
  const missing: MissingPeer[] = [];
  for (const name of names) {
    const started = await startPeer(name, pythons, threads, folder);
    if (started instanceof PeerProcess) running.push(started);
    else missing.push({ name, reason: started });
  }
  return { running, missing };
}

/** @return the peer, or why it is not there */
async function startPeer(
  name: PeerName,
  pythons: readonly string[],
  threads: number,
  folder: string,
): Promise<PeerProcess | string> {
  if (!existsSync(FOLDER)) return 'the programs that run peers are not in this package; use a checkout';
  const [script, interpreters] =
    PEERS[name] === 'python' ? (['serve.py', pythons] as const) : (['serve.cjs', [process.execPath]] as const);
  const reasons: string[] = [];
  for (const interpreter of interpreters) {
    try {
      return await PeerProcess.start(name, interpreter, [join(FOLDER, script), name, String(threads)], folder);
    } catch (error) {
      reasons.push((error as Error).message);
    }
  }
  return [...new Set(reasons)].join('; ');
}

/** Starts one of the peers that decode, in the first interpreter that has it. @throws {Problem} if none has */
export async function startDecoderPeer(
  name: 'tensorflow_greedy' | 'tensorflow_beam',
  pythons: readonly string[],
  threads: number,
  folder: string,
): Promise<PeerProcess> {
  const reasons: string[] = [];
  for (const python of pythons) {
    try {
      return await PeerProcess.start(name, python, [join(FOLDER, 'serve.py'), name, String(threads)], folder);
    } catch (error) {
      reasons.push((error as Error).message);
    }
  }
  throw new Problem(`${name} cannot be measured: ${[...new Set(reasons)].join('; ')}`);
}
