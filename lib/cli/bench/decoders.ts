import { beamSearchDecode, greedyDecode } from '../..';
import { CASES } from './cases';
import { drawInputs } from './inputs';
import { startDecoderPeer } from './peers';
import { type Contender, inProcess, type Limits, runRounds, type Timing } from './rounds';
import type { Table } from './tables';

const BEAM_WIDTH = 100;

export interface DecoderPlan {
  readonly threads: number;
  readonly limits: Limits;
  /** Interpreters that may have TensorFlow; the first that has it is taken. None: no comparison. */
  readonly pythons: readonly string[];
  /** Where arrays are exchanged. */
  readonly folder: string;
}

/** Times the decoders on the case `char`, beside one pass over the scores and, where it is installed, TensorFlow. */
export async function measureDecoders({ threads, limits, pythons, folder }: DecoderPlan): Promise<Table> {
  const char = CASES.find(({ name }) => name === 'char')!;
  const inputs = drawInputs(char);
  const { logits, inputLengths } = inputs;
  const request = { logits, shape: [char.batch, char.time, char.classes] as const, inputLengths, threads };
  const contenders: Contender[] = [
    inProcess('the sum of the scores, in JavaScript', () => sumOf(logits)),
    inProcess('greedyDecode', () => greedyDecode(request)),
    inProcess(`beamSearchDecode, width ${BEAM_WIDTH}`, () => beamSearchDecode({ ...request, beamWidth: BEAM_WIDTH })),
  ];
  const peers = [];
  try {
    for (const name of pythons.length > 0 ? (['tensorflow_greedy', 'tensorflow_beam'] as const) : []) {
      const peer = await startDecoderPeer(name, pythons, threads, folder);
      peers.push(peer);
      await peer.solve(char, inputs);
      contenders.push(peer);
    }
    return tableOf(await runRounds(contenders, limits), threads);
  } finally {
    for (const peer of peers) peer.stop();
  }
}

function sumOf(numbers: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < numbers.length; i++) sum += numbers[i]!;
  return sum;
}

function tableOf(timings: ReadonlyMap<string, Timing>, threads: number): Table {
  return {
    title: `Decoders on 32 utterances of 500 frames and 29 classes, ${threads} thread${threads === 1 ? '' : 's'}: median over the rounds`,
    header: ['contender', '', 'ms', 'rounds'],
    rows: [...timings].map(([name, { median, rounds }]) => [
      name,
      '',
      median.toFixed(median < 10 ? 3 : 1),
      String(rounds),
    ]),
  };
}
