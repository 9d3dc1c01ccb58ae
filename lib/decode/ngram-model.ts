import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CtcError } from '../check/errors';
import { wrongText, wrongType } from '../check/wrong-value';
import type { NgramHandle } from '../native/addon';
import { runLater, runNow } from '../native/call';
import { loadNative } from '../native/load';
import { type CtcCallOptions, readCallOptions } from '../request/call-options';

/**
 * An n-gram language model in native memory, for {@link beamSearchDecode} as `scorer.model`. It is immutable: any number
 * of calls may use it, also concurrently. It belongs to the thread that read it; each Worker reads its own. Its memory is
 * freed once it is garbage-collected and no call uses it.
 */
export interface NgramModel {
  /** Number of tokens in its longest n-grams. */
  readonly order: number;
  /** Size of the vocabulary, with `<s>`, `</s>` and `<unk>`. */
  readonly tokens: number;
  /** Number of n-grams of all orders. */
  readonly ngrams: number;
}

/** The native side of a model. */
export interface NativeModel {
  readonly handle: NgramHandle;
  /** Its most probable words, the most probable first. */
  readonly commonWords: readonly string[];
}

const natives = new WeakMap<object, NativeModel>();

/** @throws {CtcError} if `model` is not a result of readArpa in this thread */
export function nativeOf(model: unknown): NativeModel {
  const native = typeof model === 'object' && model !== null ? natives.get(model) : undefined;
  if (native !== undefined) return native;
  if (model !== undefined)
    throw wrongType(model, 'scorer.model', 'an NgramModel that readArpa returned in this thread');
  throw new CtcError('ERR_CTC_MISSING', 'scorer.model is missing: expected the result of readArpa', {
    argument: 'scorer',
  });
}

/**
 * Reads an n-gram model with back-off (Katz, 1987) from a file in the ARPA format, as KenLM's lmplz, SRILM and IRSTLM write
 * it. The file must be uncompressed UTF-8, and not a pipe.
 *
 * @throws {CtcError} `ERR_CTC_FILE` if the file cannot be read or is malformed; the message names the line
 *
 * @example
 * const model = readArpa('3-gram.arpa');
 * beamSearchDecode({ logits, shape, scorer: { model, symbols } });
 */
export function readArpa(path: string | URL): NgramModel {
  const name = readPath(path);
  const { addon } = loadNative();
  const handle = addon.newNgramModel();
  try {
    runNow(() => addon.readArpaSync(handle, name));
  } catch (error) {
    throw withPath(error, name);
  }
  return modelOf(handle);
}

/** {@link readArpa} off the event loop, queued with the other asynchronous calls. */
export async function readArpaAsync(path: string | URL, options: CtcCallOptions = {}): Promise<NgramModel> {
  const signal = readCallOptions(options);
  const name = readPath(path);
  const { addon } = loadNative();
  const handle = addon.newNgramModel();
  try {
    await runLater({ start: () => addon.readArpa(handle, name), cancel: () => {}, signal });
  } catch (error) {
    throw withPath(error, name);
  }
  return modelOf(handle);
}

function modelOf(handle: NgramHandle): NgramModel {
  const { commonWords, ...sizes } = loadNative().addon.ngramSizes(handle);
  const model = Object.freeze(sizes);
  natives.set(model, { handle, commonWords });
  return model;
}

function readPath(path: unknown): string {
  const name = path instanceof URL ? pathOf(path) : path;
  if (typeof name !== 'string' || name === '' || name.includes('\0')) {
    throw wrongText(path, 'path', 'the path of a file, or its file: URL');
  }
  // A pipe without a writer would block all asynchronous calls.
  if (!isPipeOrDevice(name)) return name;
  throw new CtcError('ERR_CTC_FILE', `${name}: it is a pipe or a device: expected a file`, { argument: 'path' });
}

function isPipeOrDevice(path: string): boolean {
  try {
    const status = statSync(path);
    return !status.isFile() && !status.isDirectory();
  } catch {
    return false; // the native call reports why it cannot be read
  }
}

function pathOf(url: URL): string | undefined {
  try {
    return fileURLToPath(url);
  } catch {
    return undefined;
  }
}

function withPath(error: unknown, path: string): unknown {
  if (!(error instanceof CtcError) || error.code !== 'ERR_CTC_FILE') return error;
  return new CtcError('ERR_CTC_FILE', `${path}: ${error.message}`, { argument: 'path', cause: error.cause });
}
