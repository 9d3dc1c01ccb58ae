import { type BatchOptions, beamSearchDecode, greedyDecode } from '../..';
import { counted } from '../../check/counted';
import { Problem } from '../command-line/problem';
import { CASES, type Case } from './cases';
import { drawInputs, type Inputs } from './inputs';
import { drawScorer } from './language-model';
import { type PeerSetting, startPeer } from './peers';
import { type Contender, inProcess, type Limits, runRounds, type Timing } from './rounds';
import type { Table } from './tables';
import { loadYardsticks, type YardstickFunctions } from './yardsticks';

const BEAM_WIDTH = 100;
/** One pass over the scores with the same threads: no decoder can take less. */
const ONE_PASS = 'the sum of the scores';

export interface DecoderPlan extends PeerSetting {
  readonly limits: Limits;
}

/**
 * Times the decoders on the case `char`, whose scores fit the caches, and greedyDecode on `bpe5k`, whose scores do not;
 * beside one pass over the scores where the benchmark's addon is built, and for `char` TensorFlow if `pythons` has it.
 *
 * @throws {Problem} if none of `pythons` has TensorFlow; with no `pythons` there is no comparison
 */
export async function measureDecoders(plan: DecoderPlan): Promise<Table[]> {
  const { sum } = loadYardsticks();
  return [await measureChar(plan, sum), await measureGreedy(caseNamed('bpe5k'), plan, sum)];
}

async function measureChar(plan: DecoderPlan, sum: YardstickFunctions['sum']): Promise<Table> {
  const { threads, limits, pythons, folder } = plan;
  const char = caseNamed('char');
  const inputs = drawInputs(char);
  const search = { ...requestFor(char, inputs, threads), logits: inputs.logits, beamWidth: BEAM_WIDTH };
  const scorer = drawScorer(folder);
  const contenders = [
    ...greedyContenders(char, inputs, threads, sum),
    inProcess(`beamSearchDecode, width ${BEAM_WIDTH}`, () => beamSearchDecode(search)),
    inProcess('the same with a 3-gram model of words', () => beamSearchDecode({ ...search, scorer })),
  ];
  const peers = [];
  try {
    for (const name of pythons.length > 0 ? (['tensorflow_greedy', 'tensorflow_beam'] as const) : []) {
      const peer = await startPeer(name, plan).catch((error: Error) => {
        throw new Problem(`${name} cannot be measured: ${error.message}`);
      });
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
  sum: YardstickFunctions['sum'],
): Promise<Table> {
  const contenders = greedyContenders(one, drawInputs(one), threads, sum);
  return tableOf(one, await runRounds(contenders, limits), threads);
}

/** The same numbers as logits and as log-probabilities, and their exponentials as probabilities. */
function greedyContenders(one: Case, inputs: Inputs, threads: number, sum: YardstickFunctions['sum']): Contender[] {
  const { logits } = inputs;
  const request = requestFor(one, inputs, threads);
  const probs = logits.map(Math.exp);
  return [
    ...(sum === undefined ? [] : [inProcess(ONE_PASS, () => sum(logits, threads))]),
    inProcess('greedyDecode, logits', () => greedyDecode({ ...request, logits })),
    inProcess('greedyDecode, logProbs', () => greedyDecode({ ...request, logProbs: logits })),
    inProcess('greedyDecode, probs', () => greedyDecode({ ...request, probs })),
  ];
}

function requestFor({ batch, time, classes }: Case, { inputLengths }: Inputs, threads: number): BatchOptions {
  return { shape: [batch, time, classes], inputLengths, threads };
}

function caseNamed(name: string): Case {
  return CASES.find((one) => one.name === name)!;
}

function tableOf({ batch, time, classes }: Case, timings: ReadonlyMap<string, Timing>, threads: number): Table {
  const onePass = timings.get(ONE_PASS);
  return {
    title: `Decoders on ${batch} utterances of ${time} frames and ${classes} classes, ${counted(threads, 'thread')}: median over the rounds`,
    header: ['contender', '', 'ms', ...(onePass ? ['of the sum'] : []), 'rounds'],
    rows: [...timings].map(([name, { median, rounds }]) => [
      name,
      '',
      median.toFixed(median < 10 ? 3 : 1),
      ...(onePass ? [ratio(median / onePass.median)] : []),
      String(rounds),
    ]),
  };
}

function ratio(value: number): string {
  return `${value < 100 ? value.toPrecision(3) : value.toFixed(0)}x`;
}
