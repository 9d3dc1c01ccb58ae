/** What an option of another library is called here. */
export interface Translation {
  /** The option here. */
  readonly option: string;
  /** What to write, for the message. */
  readonly here: string;
}

/**
 * Options of the losses of PyTorch, TensorFlow, Keras, Optax and warp-ctc, and of the decoders of TensorFlow, torchaudio,
 * ctcdecode and pyctcdecode, normalised by {@link normalise}.
 */
const OPTIONS: Readonly<Record<string, Translation>> = {
  zeroinfinity: { option: 'infeasible', here: "infeasible: 'zero'" },
  ignorelongeroutputsthaninputs: { option: 'infeasible', here: "infeasible: 'zero'" },
  sizeaverage: { option: 'reduction', here: "reduction: 'batchMean' or 'sum'" },
  reduce: { option: 'reduction', here: "reduction: 'none' or 'batchMean'" },
  lengthaverage: { option: 'reduction', here: "reduction: 'volumeMean'" },
  timemajor: { option: 'layout', here: "layout: 'TBC' or 'BTC'" },
  logitstimemajor: { option: 'layout', here: "layout: 'TBC' or 'BTC'" },
  batchfirst: { option: 'layout', here: "layout: 'BTC' or 'TBC'" },
  blankindex: { option: 'blank', here: 'blank' },
  blankid: { option: 'blank', here: 'blank' },
  blanklabel: { option: 'blank', here: 'blank' },
  maskindex: { option: 'blank', here: 'blank' },
  ctcmergerepeated: { option: 'mergeRepeated', here: 'mergeRepeated' },
  preprocesscollapserepeated: { option: 'collapseRepeatedLabels', here: 'collapseRepeatedLabels' },
  targets: { option: 'labels', here: 'labels' },
  targetlengths: { option: 'labelLengths', here: 'labelLengths' },
  logitlength: { option: 'inputLengths', here: 'inputLengths' },
  logitlengths: { option: 'inputLengths', here: 'inputLengths' },
  sequencelength: { option: 'inputLengths', here: 'inputLengths' },
  nbest: { option: 'topPaths', here: 'topPaths' },
  beamsize: { option: 'beamWidth', here: 'beamWidth' },
  beamsizetoken: { option: 'classesPerFrame', here: 'classesPerFrame' },
  cutofftopn: { option: 'classesPerFrame', here: 'classesPerFrame' },
  tokenminlogp: { option: 'logProbThreshold', here: 'logProbThreshold' },
  numprocesses: { option: 'threads', here: 'threads' },
  alpha: { option: 'weight', here: 'weight' },
  beta: { option: 'bonus', here: 'bonus' },
  wordscore: { option: 'bonus', here: 'bonus' },
  fromlogits: { option: 'output', here: "output: 'logits' or 'probs'" },
};

/** Values of other libraries, by the option here. */
const VALUES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  reduction: {
    mean: "PyTorch's 'mean' is 'labelMean', the mean over the batch is 'batchMean'",
    elementwisemean: "PyTorch's 'elementwise_mean' is 'labelMean', the mean over the batch is 'batchMean'",
    sumoverbatchsize: "Keras' 'sum_over_batch_size' is 'batchMean'",
    meanbatch: "'mean_batch' is 'batchMean'",
    meanvolume: "'mean_volume' is 'volumeMean'",
    auto: "Keras' 'auto' is 'batchMean'",
  },
};

export function translateOption(name: string): Translation | undefined {
  const key = normalise(name);
  return Object.hasOwn(OPTIONS, key) ? OPTIONS[key] : undefined;
}

/** @returns what a value of another library is called here */
export function translateValue(option: string, value: string): string | undefined {
  const values = Object.hasOwn(VALUES, option) ? VALUES[option]! : {};
  const key = normalise(value);
  return Object.hasOwn(values, key) ? values[key] : undefined;
}

function normalise(name: string): string {
  return name.replaceAll(/[_-]/g, '').toLowerCase();
}

/**
 * A hint for a count that does not match the batch: time-major scores without `layout: 'TBC'`.
 *
 * @param count how many samples the labels or lengths have
 */
export function layoutHint(count: number, batch: number, time: number, timeMajor: boolean): string {
  if (timeMajor || count !== time || count === batch) return '';
  return "; if shape is [time, batch, classes], give layout: 'TBC'";
}
