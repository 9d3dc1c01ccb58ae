import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CtcError } from '../check/errors';
import { wrongText, wrongType } from '../check/wrong-value';
import type { NgramHandle } from '../native/addon';
import { runLater, runNow } from '../native/call';
import { loadNative } from '../native/load';
import { type CtcCallOptions, readCallOptions } from '../request/call-options';

/**
 * An n-gram language model in native memory, for {@link beamSearchDecode} as `scorer.model`. It does not change: any
 * number of calls may use it, also at the same time. It belongs to the thread that has read it; a Worker reads its own.
 * Its memory is freed when it is garbage-collected and no call uses it any more.
 */
export interface NgramModel {
  /** How many tokens its longest n-grams have. */
  readonly order: number;
  /** How many different tokens there are, `<s>`, `</s>` and `<unk>` included. */
  readonly tokens: number;
  /** How many n-grams of all orders. */
  readonly ngrams: number;
}

const handles = new WeakMap<object, NgramHandle>();

/** The native part of a model. @throws {CtcError} for what readArpa has not made */
export function handleOf(model: unknown): NgramHandle {
  const handle = typeof model === 'object' && model !== null ? handles.get(model) : undefined;
  if (handle !== undefined) return handle;
  if (model !== undefined)
    throw wrongType(model, 'scorer.model', 'an NgramModel, which readArpa has made in this thread');
  throw new CtcError('ERR_CTC_MISSING', 'scorer.model is missing: what readArpa gives', { argument: 'scorer' });
}

/**
 * Reads an n-gram model with back-off (Katz, 1987) from a file in the ARPA format, as KenLM's lmplz, SRILM and IRSTLM write
 * it. The file is UTF-8, not compressed, and no pipe.
 *
 * @throws {CtcError} `ERR_CTC_FILE` if the file cannot be read or is wrong: the message says what, and in which line
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

/** {@link readArpa} off the event loop; it takes its turn with the other calls that are. */
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
  const model = Object.freeze(loadNative().addon.ngramSizes(handle));
  handles.set(model, handle);
  return model;
}

function readPath(path: unknown): string {
  const name = path instanceof URL ? pathOf(path) : path;
  if (typeof name !== 'string' || name === '' || name.includes('\0')) {
    throw wrongText(path, 'path', 'the path of a file, or its file: URL');
  }
  // A pipe that nobody writes to would hold up every call off the event loop.
  if (!isPipeOrDevice(name)) return name;
  throw new CtcError('ERR_CTC_FILE', `${name}: it is a pipe or a device: expected a file`, { argument: 'path' });
}

function isPipeOrDevice(path: string): boolean {
  try {
    const status = statSync(path);
    return !status.isFile() && !status.isDirectory();
  } catch {
    return false; // the native call says why it cannot be read
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
