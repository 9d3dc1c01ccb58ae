/** What the addon knows an n-gram model by: native/binding/ngram_model.h. */
export type NgramHandle = { readonly isNgramHandle: never };

/** The scorer of a beam search, as native/binding/beam_scorer.h describes it. */
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

/** What native/binding/addon.cc exports. */
export interface NativeAddon {
  /** Throws plain errors with one of our codes. The arrays are described in native/binding/batch_arguments.h. */
  lossSync(block: Int32Array, scores: Float32Array, gradient: Float32Array | null): void;
  /** As lossSync on another thread. Until it settles nobody else may reach the arrays. */
  loss(block: Int32Array, scores: Float32Array, gradient: Float32Array | null): Promise<void>;
  /** Best path decoding into room for one path of each sample: native/binding/decode_calls.h. */
  greedySync(block: Int32Array, scores: Float32Array, paths: Int32Array, logProbs: Float64Array): void;
  greedy(block: Int32Array, scores: Float32Array, paths: Int32Array, logProbs: Float64Array): Promise<void>;
  /** Prefix beam search; the settings are described in the same place. */
  beamSearchSync(...call: BeamSearchArguments): void;
  beamSearch(...call: BeamSearchArguments): Promise<void>;
  /** A handle without a model, for readArpa to fill. */
  newNgramModel(): NgramHandle;
  /** Reads a model; the error is ERR_CTC_FILE with what is wrong with the file. */
  readArpaSync(model: NgramHandle, path: string): void;
  readArpa(model: NgramHandle, path: string): Promise<void>;
  /** Of a model that has been read. */
  ngramSizes(model: NgramHandle): { order: number; tokens: number; ngrams: number };
  /** The best alignment of labels. */
  alignSync(block: Int32Array, scores: Float32Array, states: Int32Array, logScores: Float64Array): void;
  align(block: Int32Array, scores: Float32Array, states: Int32Array, logScores: Float64Array): Promise<void>;
  /** Edit distances of pairs of sequences: native/binding/edit_distance_call.h. */
  editDistancesSync(words: Int32Array): void;
  editDistances(words: Int32Array): Promise<void>;
  /**
   * Makes the loss known to the TensorFlow that tfjs-node has loaded, once for the process, and names its ops, which
   * native/tensorflow/loss_kernel.h describes. Throws ERR_CTC_UNSUPPORTED where there is none or it cannot be reached.
   */
  registerTensorFlowOps(): { loss: string; lossAndGradient: string };
  /** Makes the first write to a large new array several times faster: native/base/huge_pages.h. */
  adviseHugePages(array: Float32Array): void;
  /** The names in the header and the arrays of a call block, and in the header of an edit distance block, in order. */
  blockLayouts(): { header: string[]; arrays: string[]; editDistanceHeader: string[] };
  capabilities(): { kernel: string; kernels: string[]; threads: number; threading: string; version: string };
  /** Chooses for the whole process; false if the kernel is unknown or not supported by the processor. */
  selectKernel(name: string): boolean;
}
