import { type ScoredUtterances, scoreUtterances, test } from '../evaluation/error-counts';
import { heldOutBatches, testUtterances } from '../evaluation/held-out';
import { printTestResult } from '../evaluation/print-test-result';
import { FEATURES } from '../features/log-mel';
import { buildNetwork } from '../model/network';
import { Recognizer } from '../model/recognizer';
import { prepareFolder, saveModel } from '../model/saved-model';
import { writeReport } from '../report/write-report';
import type { Corpus } from '../speech/clips';
import { readRecordings } from '../speech/recordings';
import { synthesizeCorpus } from '../speech/speech-synthesis';
import { VOICES } from '../speech/voices';
import { percent } from '../support/formatting';
import { Interruption } from '../support/interruption';
import { startProgress } from '../support/progress';
import { UsageError } from '../support/user-error';
import { Checkpoints } from '../training/checkpoints';
import { describeRun } from '../training/run-identity';
import { TrainingData } from '../training/training-batches';
import { TrainingLog } from '../training/training-log';
import { train } from '../training/training-loop';
import { TrainingScreen } from '../training/training-progress';
import { TrainingState } from '../training/training-state';

export interface TrainOptions {
  readonly steps: number;
  readonly seed: number;
  readonly patience?: number;
  /** Where everything goes that is saved. */
  readonly out: string;
  /** Begins anew where there is an unfinished training. */
  readonly fresh?: boolean;
  /** A folder of recordings; without it, synthetic speech. */
  readonly data?: string;
  /** A speaker of the recordings who is not trained on. */
  readonly leaveOut?: string;
}

/** Trains, saves and judges a recogniser, and tells the user about it. */
export async function trainCommand(options: TrainOptions): Promise<void> {
  const { steps, seed, out, patience = Number.POSITIVE_INFINITY } = options;
  if (options.leaveOut !== undefined && options.data === undefined) {
    throw new UsageError('--leave-out wants --data: of synthetic speech, no voice that is tested is trained on.');
  }
  prepareFolder(out);
  const interruption = new Interruption();
  const { signal } = interruption;
  const corpus = await gather(options, signal);
  if (signal.aborted) {
    console.log('Stopped before the first step: there is nothing to save.');
    return;
  }
  console.log(`Data: ${corpus.description}.`);
  const run = describeRun(steps, seed, corpus);
  const checkpoints = new Checkpoints(out);
  if (options.fresh) checkpoints.clear();
  const checkpoint = checkpoints.load(run, (damage) => console.error(damage));
  const recognizer = new Recognizer(buildNetwork(FEATURES.melBins, seed), FEATURES);
  const state = new TrainingState(recognizer.network);
  if (checkpoint) {
    await state.restore(checkpoint);
    console.log(`Going on from step ${state.step} of the unfinished training in ${out} (--fresh would begin anew).`);
  }
  const log = new TrainingLog(out, run, checkpoint?.logBytes);
  const heldOut = heldOutBatches(recognizer, corpus.heldOut);
  const data = new TrainingData(recognizer, corpus.training, seed);
  const screen = new TrainingScreen(steps);
  const onStep = screen.show.bind(screen);
  try {
    await train(recognizer, state, data, { run, patience, heldOut, log, checkpoints, signal, onStep });
  } finally {
    screen.stop();
  }
  state.useBest();
  const file = await saveModel(recognizer, out);
  let tested: ScoredUtterances[] = [];
  if (signal.aborted) {
    console.log('Stopped early, so the model is not tested. The same command goes on from here.');
  } else {
    interruption.release();
    tested = judge(recognizer, corpus, { log, step: state.best?.step ?? state.step, leaveOut: options.leaveOut });
  }
  log.close();
  summarize(state, options);
  console.log(`Model: ${file}; try it: npm start -- transcribe FILE.wav --model ${out}`);
  console.log(`Report: ${await writeReport(out, tested, recognizer.frameShift)}`);
  // Not before everything is written: whoever is killed in between goes on from the last step.
  if (!signal.aborted) checkpoints.clear();
}

async function gather({ data, leaveOut, seed }: TrainOptions, signal: AbortSignal): Promise<Corpus> {
  if (data !== undefined) return readRecordings(data, leaveOut);
  const progress = startProgress('Voices speaking', VOICES);
  try {
    return await synthesizeCorpus(seed, { signal, onVoice: (done) => progress.update(done) });
  } finally {
    progress.stop();
  }
}

interface Judged {
  readonly log: TrainingLog;
  /** After which the network was as it is. */
  readonly step: number;
  readonly leaveOut: string | undefined;
}

/** Returns what the network makes of the test set. */
function judge(recognizer: Recognizer, corpus: Corpus, { log, step, leaveOut }: Judged): ScoredUtterances[] {
  const judgeSet = (clips: Corpus['test'], title: string, speaker: string | null): ScoredUtterances[] => {
    const scored = scoreUtterances(recognizer, testUtterances(clips));
    const result = test(scored);
    log.write({ kind: 'test', step, speaker, ...result });
    printTestResult(title, result);
    return scored;
  };
  const scored = judgeSet(corpus.test, 'Test', null);
  if (leaveOut !== undefined && corpus.leftOut) judgeSet(corpus.leftOut, `Left-out speaker ${leaveOut},`, leaveOut);
  return scored;
}

function summarize({ step, seconds, lossSeconds, best }: TrainingState, { steps, seed }: TrainOptions): void {
  const trained = step < steps ? `${step} of ${steps} steps` : `${step} steps`;
  console.log(`Training: ${trained} in ${(seconds / 60).toFixed(1)} minutes, seed ${seed}`);
  if (best)
    console.log(`Best network: step ${best.step}, ${percent(best.labelErrorRate)} label errors on what is held out`);
  console.log(`Time in the CTC loss: ${percent(lossSeconds / seconds)} of the training`);
}
