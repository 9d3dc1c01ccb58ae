import { heldOutBatches } from '../evaluation/held-out';
import { printTestResult } from '../evaluation/print-test-result';
import { evaluateTest, type ScoredUtterances, scoreUtterances, testUtterances } from '../evaluation/test-set';
import { FEATURES } from '../features/log-mel';
import { buildNetwork } from '../model/network';
import { Recognizer } from '../model/recognizer';
import { saveModel } from '../model/saved-model';
import { writeReport } from '../report/write-report';
import type { Corpus } from '../speech/clips';
import { readRecordings } from '../speech/recordings';
import { synthesizeCorpus } from '../speech/speech-synthesis';
import { VOICES } from '../speech/voices';
import { makeFolder } from '../support/files';
import { percent } from '../support/format';
import { Interruption } from '../support/interruption';
import { startProgress } from '../support/progress';
import { UsageError } from '../support/user-error';
import { Checkpoints } from '../training/checkpoints';
import { identifyRun } from '../training/run-identity';
import { TrainingBatches } from '../training/training-batches';
import { TrainingLog } from '../training/training-log';
import { train } from '../training/training-loop';
import { TrainingProgress } from '../training/training-progress';
import { TrainingState } from '../training/training-state';

export interface TrainOptions {
  readonly steps: number;
  readonly seed: number;
  readonly patience?: number;
  /** The folder of all files that are written. */
  readonly out: string;
  /** Discards an unfinished training in that folder. */
  readonly fresh?: boolean;
  /** A folder of recordings; by default, synthetic speech. */
  readonly data?: string;
  /** A speaker of the recordings to test on instead of training on. */
  readonly leaveOut?: string;
}

/** Trains, saves and tests a recogniser, and writes the report. */
export async function trainCommand(options: TrainOptions): Promise<void> {
  const { steps, seed, out, patience = Number.POSITIVE_INFINITY } = options;
  if (options.leaveOut !== undefined && options.data === undefined) {
    throw new UsageError('--leave-out needs --data: the test voices of synthetic speech are never trained on.');
  }
  makeFolder(out);
  const interruption = new Interruption();
  const { signal } = interruption;
  const corpus = await loadCorpus(options, signal);
  if (signal.aborted) {
    console.log('Stopped before the first step: nothing to save.');
    return;
  }
  console.log(`Data: ${corpus.description}.`);
  const run = identifyRun(steps, seed, corpus);
  const checkpoints = new Checkpoints(out);
  if (options.fresh) checkpoints.clear();
  const checkpoint = checkpoints.load(run, (message) => console.error(message));
  const recognizer = new Recognizer(buildNetwork(FEATURES.melBins, seed), FEATURES);
  const state = new TrainingState(recognizer.network);
  if (checkpoint) {
    await state.restore(checkpoint);
    console.log(`Resuming the unfinished training in ${out} after step ${state.step} (--fresh starts over).`);
  }
  const log = new TrainingLog(out, run, checkpoint?.logBytes);
  const heldOut = heldOutBatches(recognizer, corpus.heldOut);
  const batches = new TrainingBatches(recognizer, corpus.training, seed);
  const progress = new TrainingProgress(steps);
  const onStep = progress.show.bind(progress);
  try {
    await train(recognizer, state, batches, { run, patience, heldOut, log, checkpoints, signal, onStep });
  } finally {
    progress.stop();
  }
  state.useBest();
  const file = await saveModel(recognizer, out);
  let scored: ScoredUtterances[] = [];
  if (signal.aborted) {
    console.log('Stopped early, so the model is not tested. Run the same command to resume.');
  } else {
    interruption.release();
    scored = testNetwork(recognizer, corpus, { log, step: state.best?.step ?? state.step, leaveOut: options.leaveOut });
  }
  log.close();
  printSummary(state, options);
  console.log(`Model: ${file}; try it: npm start -- transcribe FILE.wav --model ${out}`);
  console.log(`Report: ${await writeReport(out, scored, recognizer.frameShift)}`);
  // Only when everything is written: a kill in between resumes from the last step.
  if (!signal.aborted) checkpoints.clear();
}

async function loadCorpus({ data, leaveOut, seed }: TrainOptions, signal: AbortSignal): Promise<Corpus> {
  if (data !== undefined) return readRecordings(data, leaveOut);
  const progress = startProgress('Synthesising voice', VOICES);
  try {
    return await synthesizeCorpus(seed, { signal, onVoice: (done) => progress.update(done) });
  } finally {
    progress.stop();
  }
}

interface TestOptions {
  readonly log: TrainingLog;
  /** The step after which the network was kept. */
  readonly step: number;
  readonly leaveOut: string | undefined;
}

/** Returns the scores of the test set, without those of a left-out speaker. */
function testNetwork(recognizer: Recognizer, corpus: Corpus, { log, step, leaveOut }: TestOptions): ScoredUtterances[] {
  const testOn = (clips: Corpus['test'], title: string, speaker: string | null): ScoredUtterances[] => {
    const scored = scoreUtterances(recognizer, testUtterances(clips));
    const result = evaluateTest(scored);
    log.write({ kind: 'test', step, speaker, ...result });
    printTestResult(title, result);
    return scored;
  };
  const scored = testOn(corpus.test, 'Test', null);
  if (leaveOut !== undefined && corpus.leftOut) testOn(corpus.leftOut, `Left-out speaker ${leaveOut},`, leaveOut);
  return scored;
}

function printSummary({ step, seconds, lossSeconds, best }: TrainingState, { steps, seed }: TrainOptions): void {
  const trained = step < steps ? `${step} of ${steps} steps` : `${step} steps`;
  console.log(`Training: ${trained} in ${(seconds / 60).toFixed(1)} minutes, seed ${seed}`);
  if (best)
    console.log(`Best network: step ${best.step}, ${percent(best.labelErrorRate)} label errors on the held-out set`);
  console.log(`Time in the CTC loss: ${percent(lossSeconds / seconds)} of the training`);
}
