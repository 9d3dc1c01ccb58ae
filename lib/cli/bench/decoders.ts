import { type BatchOptions, beamSearchDecode, greedyDecode } from '../..';
import { counted } from '../../check/counted';
import { CASES, type Case } from './cases';
import { drawInputs, type Inputs } from './inputs';
import { drawScorer } from './language-model';
import { startDecoderPeer } from './peers';
import { type Contender, inProcess, type Limits, runRounds, type Timing } from './rounds';
import type { Table } from './tables';
import { type BenchmarkAddon, loadBenchmarkAddon } from './yardsticks';

const BEAM_WIDTH = 100;
/** What it costs to read the scores once, with the same threads: no decoder can do with less. */
const READING = 'the sum of the scores';

export interface DecoderPlan {
  readonly threads: number;
  readonly limits: Limits;
  /** Interpreters that may have TensorFlow; the first that has it is taken. None: no comparison. */
  readonly pythons: readonly string[];
  /** Where arrays are exchanged. */
  readonly folder: string;
}

/**
 * Times the decoders on the case `char`, whose scores fit the caches, and greedyDecode on `bpe5k`, whose scores do not;
 * beside one pass over the scores and, for `char` and where it is installed, TensorFlow.
 */
export async function measureDecoders(plan: DecoderPlan): Promise<Table[]> {
  const addon = loadBenchmarkAddon();
  return [await measureChar(plan, addon), await measureGreedy(caseNamed('bpe5k'), plan, addon)];
}

async function measureChar(plan: DecoderPlan, addon: BenchmarkAddon | undefined): Promise<Table> {
  const { threads, limits, pythons, folder } = plan;
  const char = caseNamed('char');
  const inputs = drawInputs(char);
  const search = { ...requestFor(char, inputs, threads), logits: inputs.logits, beamWidth: BEAM_WIDTH };
  const scorer = drawScorer(folder);
  const contenders = [
    ...greedyContenders(char, inputs, threads, addon),
    inProcess(`beamSearchDecode, width ${BEAM_WIDTH}`, () => beamSearchDecode(search)),
    inProcess('the same with a 3-gram model of words', () => beamSearchDecode({ ...search, scorer })),
  ];
  const peers = [];
  try {
    for (const name of pythons.length > 0 ? (['tensorflow_greedy', 'tensorflow_beam'] as const) : []) {
      const peer = await startDecoderPeer(name, pythons, threads, folder);
      peers.push(peer);
      await peer.solve(char, inputs);
      contenders.push(peer);
    }
    return tableOf(char, await runRounds(contenders, limits), threads);
  } finally {
    for (const peer of peers) peer.stop();
  }
}

async function measureGreedy(
  one: Case,
  { threads, limits }: DecoderPlan,
  addon: BenchmarkAddon | undefined,
): Promise<Table> {
  const contenders = greedyContenders(one, drawInputs(one), threads, addon);
  return tableOf(one, await runRounds(contenders, limits), threads);
}

/** The same numbers as logits and as log-scores, and their exponentials. */
function greedyContenders(one: Case, inputs: Inputs, threads: number, addon: BenchmarkAddon | undefined): Contender[] {
  const { logits } = inputs;
  const request = requestFor(one, inputs, threads);
  const probs = logits.map(Math.exp);
  return [
    ...(addon === undefined ? [] : [inProcess(READING, () => addon.sum(logits, threads))]),
    inProcess('greedyDecode, logits', () => greedyDecode({ ...request, logits })),
    inProcess('greedyDecode, logProbs', () => greedyDecode({ ...request, logProbs: logits })),
    inProcess('greedyDecode, probs', () => greedyDecode({ ...request, probs })),
  ];
}

function requestFor({ batch, time, classes }: Case, { inputLengths }: Inputs, threads: number): BatchOptions {
  return { shape: [batch, time, classes], inputLengths, threads };
}

function caseNamed(wanted: string): Case {
  return CASES.find(({ name }) => name === wanted)!;
}

function tableOf({ batch, time, classes }: Case, timings: ReadonlyMap<string, Timing>, threads: number): Table {
  const reading = timings.get(READING);
  return {
    title: `Decoders on ${batch} utterances of ${time} frames and ${classes} classes, ${counted(threads, 'thread')}: median over the rounds`,
    header: ['contender', '', 'ms', 'of the sum', 'rounds'],
    rows: [...timings].map(([name, { median, rounds }]) => [
      name,
      '',
      median.toFixed(median < 10 ? 3 : 1),
      reading === undefined ? '' : ratio(median / reading.median),
      String(rounds),
    ]),
  };
}

function ratio(value: number): string {
  return `${value < 100 ? value.toPrecision(3) : value.toFixed(0)}x`;
}
