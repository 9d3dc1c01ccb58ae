import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CtcError } from './errors';
import { platformOfThisProcess, requirePrebuilt } from './prebuilds';

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
  /** Throws plain errors with one of our codes. The arrays are described in native/binding/request.h. */
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
  capabilities(): { kernel: string; kernels: string[]; threads: number; threading: string; version: string };
  /** Chooses for the whole process; false if the kernel is unknown or not supported by the processor. */
  selectKernel(name: string): boolean;
}

/** The addon, and what it said about this machine when it was loaded. */
export interface LoadedAddon {
  readonly addon: NativeAddon;
  /** How many threads a call may use unless it says otherwise. */
  readonly threads: number;
}

let loaded: LoadedAddon | undefined;

/**
 * Loads the addon at its first use, so that importing the package cannot fail: the one that CTC_NATIVE_ADDON names, or
 * the one that was built from the sources here, or the package's for this platform.
 *
 * @throws {CtcError} ERR_CTC_ADDON with the reason and the cure; ERR_CTC_KERNEL for a kernel that cannot be forced
 */
export function loadNative(): LoadedAddon {
  if (loaded === undefined) {
    const addon = findAddon();
    const forced = process.env.CTC_NATIVE_KERNEL;
    if (forced) forceKernel(addon, forced);
    loaded = { addon, threads: addon.capabilities().threads };
  }
  return loaded;
}

/** This file is in lib/ or, compiled, in dist/: both are beside build/. */
const SOURCE_BUILD = join(__dirname, '..', 'build', 'Release', 'ctc_native.node');
const BUILD =
  'npm run build:native, or from a project that depends on it: npm explore ctc-native -- npm run build:native ' +
  '(this needs a C++17 compiler, make and python3)';

function findAddon(): NativeAddon {
  const given = process.env.CTC_NATIVE_ADDON;
  if (given) {
    const path = resolve(given);
    if (existsSync(path)) return requireFile(path);
    throw new CtcError(
      'ERR_CTC_ADDON',
      `the native addon is missing: there is no file ${path}; CTC_NATIVE_ADDON must be the path of a ctc_native.node`,
    );
  }
  if (existsSync(SOURCE_BUILD)) return requireFile(SOURCE_BUILD);
  const platform = platformOfThisProcess();
  const addon = withReason(`of the package, for ${platform},`, () => requirePrebuilt(platform));
  if (addon !== undefined) return addon as NativeAddon;
  throw new CtcError(
    'ERR_CTC_ADDON',
    `the native addon is missing: this installation of the package has none for ${platform}, Node.js ` +
      `${process.versions.node}; if a bundler moved the package, let it leave ctc-native out or copy .node files; ` +
      `otherwise build it: ${BUILD}`,
  );
}

const requireFile = (path: string): NativeAddon => withReason(path, () => require(path) as NativeAddon);

function withReason<Addon>(which: string, load: () => Addon): Addon {
  try {
    return load();
  } catch (cause) {
    throw new CtcError(
      'ERR_CTC_ADDON',
      `the native addon ${which} does not load on ${process.platform}-${process.arch}, Node.js ${process.versions.node}: ` +
        `${String((cause as Error).message)}; it was probably built for another system: build it here: ${BUILD}`,
      { cause },
    );
  }
}

function forceKernel(addon: NativeAddon, name: string): void {
  if (addon.selectKernel(name)) return;
  const { kernels } = addon.capabilities();
  throw new CtcError(
    'ERR_CTC_KERNEL',
    `CTC_NATIVE_KERNEL is ${JSON.stringify(name)}: the kernels supported here are ${kernels.join(', ')}`,
  );
}
