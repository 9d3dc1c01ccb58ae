import { join } from 'node:path';
import { PeerProcess } from './peer-process';

/** The implementations that `--peers` accepts. Each has a file in bench/peers; variants after a dash share one. */
export const PEERS = {
  optax: { language: 'python', packages: '"jax[cpu]" optax' },
  tensorflow: { language: 'python', packages: 'tensorflow-cpu' },
  torch: { language: 'python', packages: 'torch numpy' },
  paddle: { language: 'python', packages: 'paddlepaddle' },
  tfjs: { language: 'node', packages: '@tensorflow/tfjs-node' },
  dropin: { language: 'node', packages: '@tensorflow/tfjs-node' },
  tfjsctcloss: { language: 'node', packages: '@tensorflow/tfjs-node tfjsctcloss' },
  'ours-two-threads': { language: 'node' },
  'ours-avx2': { language: 'node' },
  'ours-scalar': { language: 'node' },
} as const satisfies Record<string, Peer>;

/** TensorFlow's decoders, for `--decoders`. */
const DECODER_PEERS = {
  tensorflow_greedy: { language: 'python', packages: 'tensorflow-cpu' },
  tensorflow_beam: { language: 'python', packages: 'tensorflow-cpu' },
} as const satisfies Record<string, Peer>;

interface Peer {
  readonly language: 'python' | 'node';
  /** The pip or npm packages that it needs in addition. */
  readonly packages?: string;
}

/** The peers that `--tfjs` compares: our loss inside tfjs-node and TensorFlow's kernel there. */
export const TFJS_PEERS = ['dropin', 'tfjs'] as const satisfies PeerName[];

export type PeerName = keyof typeof PEERS;
type DecoderPeerName = keyof typeof DECODER_PEERS;

/** A peer that cannot be measured, and why. */
export interface MissingPeer {
  readonly name: PeerName;
  readonly reason: string;
}

/** This file is three folders deep, in lib/ or, compiled, in dist/; both are beside bench/. */
const FOLDER = join(__dirname, '..', '..', '..', 'bench', 'peers');

/** Settings common to the peers of a run. */
export interface PeerSetting {
  /** Interpreters; a Python peer runs in the first that can import it. */
  readonly pythons: readonly string[];
  readonly threads: number;
  /** Where arrays are exchanged. */
  readonly folder: string;
}

/** Starts those peers that are installed. */
export async function startPeers(
  names: readonly PeerName[],
  setting: PeerSetting,
): Promise<{ running: PeerProcess[]; missing: MissingPeer[] }> {
  const running: PeerProcess[] = [];
  const missing: MissingPeer[] = [];
  for (const name of names) {
    try {
      running.push(await startPeer(name, setting));
    } catch (error) {
      missing.push({ name, reason: (error as Error).message });
    }
  }
  return { running, missing };
}

/** @throws {Error} with the reason and the cure if the peer does not start */
export async function startPeer(
  name: PeerName | DecoderPeerName,
  { pythons, threads, folder }: PeerSetting,
): Promise<PeerProcess> {
  const { language, packages }: Peer = { ...PEERS, ...DECODER_PEERS }[name];
  const [script, interpreters] =
    language === 'python' ? (['serve.py', pythons] as const) : (['serve.cjs', [process.execPath]] as const);
  const reasons = new Set<string>();
  for (const interpreter of interpreters) {
    try {
      return await PeerProcess.start(name, interpreter, [join(FOLDER, script), name, String(threads)], { folder });
    } catch (error) {
      reasons.add((error as Error).message.replace(/[.\s]+$/, ''));
    }
  }
  throw new Error([...reasons, ...cureFor(language, packages)].join('; '));
}

function cureFor(language: Peer['language'], packages: string | undefined): string[] {
  if (packages === undefined) return [];
  return language === 'python'
    ? [`it needs pip install ${packages} in an interpreter that --python names`]
    : [`it needs npm install ${packages}`];
}
