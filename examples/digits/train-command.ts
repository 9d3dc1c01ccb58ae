import { spell } from './alphabet';
import type { Corpus } from './clips';
import { FEATURES } from './features';
import { Interruption } from './interruption';
import { buildNetwork } from './network';
import { formatDuration, startProgress } from './progress';
import { Recognizer } from './recognizer';
import { readRecordings } from './recordings';
import { prepareFolder, saveModel } from './saved-model';
import { synthesizeCorpus } from './speech-synthesis';
import { type TrainingStatus, type TrainingSummary, train } from './training';
import { TrainingData, testBatches } from './training-data';
import { VOICES } from './voices';

/** Utterances shown beside their truth in the course of a training. */
const SHOWN_UTTERANCES = 12;

export interface TrainOptions {
  readonly steps: number;
  readonly seed: number;
  /** Where the model goes. */
  readonly out: string;
  /** A folder of recordings; without it, synthetic speech. */
  readonly data?: string;
}

/** Trains, saves and judges a recogniser, and tells the user about it. */
export async function trainCommand(options: TrainOptions): Promise<void> {
  prepareFolder(options.out);
  const interruption = new Interruption();
  const corpus = await gather(options, interruption.signal);
  if (interruption.signal.aborted) {
    console.log('Stopped before the first step: there is nothing to save.');
    return;
  }
  const recognizer = new Recognizer(buildNetwork(FEATURES.melBins, options.seed), FEATURES);
  const summary = await trainOnScreen(recognizer, corpus, options, interruption.signal);
  const file = await saveModel(recognizer, options.out);
  if (interruption.signal.aborted) {
    console.log('Stopped early, so the model is not tested.');
  } else {
    interruption.release();
    judge(recognizer, corpus);
  }
  report(summary, options);
  console.log(`Model: ${file}; try it: npm start -- transcribe FILE.wav --model ${options.out}`);
}

async function gather({ data, seed }: TrainOptions, signal: AbortSignal): Promise<Corpus> {
  if (data !== undefined) return readRecordings(data);
  const progress = startProgress('Voices speaking', VOICES);
  try {
    return await synthesizeCorpus(seed, { signal, onVoice: (done) => progress.update(done) });
  } finally {
    progress.stop();
  }
}

async function trainOnScreen(
  recognizer: Recognizer,
  corpus: Corpus,
  { steps, seed }: TrainOptions,
  signal: AbortSignal,
): Promise<TrainingSummary> {
  console.log(`Data: ${corpus.description}.`);
  const data = new TrainingData(recognizer, corpus.training, seed);
  const progress = startProgress('Training step', steps);
  const onStep = (status: TrainingStatus): void => {
    progress.update(status.step, describe(status, steps));
    if (status.step % Math.ceil(steps / SHOWN_UTTERANCES) === 0) {
      progress.say(`  spoken ${spell(status.truth).padEnd(8)} read ${spell(status.reading)}`);
    }
  };
  try {
    return await train(recognizer, data, { steps, signal, onStep });
  } finally {
    progress.stop();
  }
}

function describe(
  { step, loss, labelErrorRate, samplesPerSecond, secondsPerStep }: TrainingStatus,
  steps: number,
): string {
  return [
    `loss ${loss.toFixed(3)}`,
    `label errors ${percent(labelErrorRate)}`,
    `${samplesPerSecond.toFixed(0)} samples/s`,
    `${formatDuration((steps - step) * secondsPerStep)} left`,
  ].join(' | ');
}

function judge(recognizer: Recognizer, corpus: Corpus): void {
  const test = testBatches(recognizer, corpus.test);
  const truths = test.flatMap(({ labels }) => labels);
  const errorRate = recognizer.errorRate(test);
  console.log(
    `Test label error rate: ${percent(errorRate)} (${truths.flat().length} digits in ${truths.length} utterances)`,
  );
}

function report({ steps, seconds, lossSeconds }: TrainingSummary, options: TrainOptions): void {
  const trained = steps < options.steps ? `${steps} of ${options.steps} steps` : `${steps} steps`;
  console.log(`Training: ${trained} in ${(seconds / 60).toFixed(1)} minutes, seed ${options.seed}`);
  console.log(`Time in the CTC loss: ${percent(lossSeconds / seconds)} of the training`);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
