/** Opaque handle of an n-gram model: native/binding/ngram_model.h. */
export type NgramHandle = { readonly isNgramHandle: never };

/** The scorer arguments of a beam search: native/binding/beam_scorer.h. */
export type NativeScorer =
  | readonly [scorer: null, details: null, weights: null]
  | readonly [scorer: NgramHandle, details: Uint8Array, weights: Float64Array]
  | readonly [scorer: (sample: number, label: number, length: number) => number, details: Int32Array, weights: null];

type BeamSearchArguments = [
  block: Int32Array,
  scores: Float32Array,
  paths: Int32Array,
  logProbs: Float64Array,
  settings: Float64Array,
  ...scorer: NativeScorer,
];

/** The exports of native/binding/addon.cc. */
export interface NativeAddon {
  /** Throws plain errors with one of our codes. native/binding/batch_arguments.h describes the arrays. */
  lossSync(block: Int32Array, scores: Float32Array, gradient: Float32Array | null): void;
  /** lossSync on another thread. No other code may access the arrays until the promise settles. */
  loss(block: Int32Array, scores: Float32Array, gradient: Float32Array | null): Promise<void>;
  /** Best path decoding; `paths` and `logProbs` receive one path per sample: native/binding/decode_calls.h. */
  greedySync(block: Int32Array, scores: Float32Array, paths: Int32Array, logProbs: Float64Array): void;
  greedy(block: Int32Array, scores: Float32Array, paths: Int32Array, logProbs: Float64Array): Promise<void>;
  /** Prefix beam search: native/binding/decode_calls.h describes the settings. */
  beamSearchSync(...call: BeamSearchArguments): void;
  beamSearch(...call: BeamSearchArguments): Promise<void>;
  /** An empty handle for readArpa to fill. */
  newNgramModel(): NgramHandle;
  /** Reads a model; throws ERR_CTC_FILE if the file is missing or malformed. */
  readArpaSync(model: NgramHandle, path: string): void;
  readArpa(model: NgramHandle, path: string): Promise<void>;
  /** The sizes of a model and its most probable words; the handle must be filled. */
  ngramSizes(model: NgramHandle): { order: number; tokens: number; ngrams: number; commonWords: string[] };
  /** Forced alignment: native/binding/decode_calls.h. */
  alignSync(block: Int32Array, scores: Float32Array, states: Int32Array, logScores: Float64Array): void;
  align(block: Int32Array, scores: Float32Array, states: Int32Array, logScores: Float64Array): Promise<void>;
  /** Edit distances of pairs of sequences: native/binding/edit_distance_call.h. */
  editDistancesSync(words: Int32Array): void;
  editDistances(words: Int32Array): Promise<void>;
  /**
   * Registers the loss ops with the TensorFlow library of tfjs-node, once per process, and returns their names;
   * native/tensorflow/loss_kernel.h describes them. Throws ERR_CTC_UNSUPPORTED if TensorFlow is not loaded or lacks the symbols.
   */
  registerTensorFlowOps(): { loss: string; lossAndGradient: string };
  /** Makes the first write to a large new array several times faster: native/base/huge_pages.h. */
  adviseHugePages(array: Float32Array): void;
  /** The names in the header and the arrays of a call block, and in the header of an edit distance block, in order. */
  blockLayouts(): { header: string[]; arrays: string[]; editDistanceHeader: string[] };
  capabilities(): { kernel: string; kernels: string[]; threads: number; threading: string; version: string };
  /** Selects a kernel for the whole process; returns false if it is unknown or unsupported by the processor. */
  selectKernel(name: string): boolean;
}
