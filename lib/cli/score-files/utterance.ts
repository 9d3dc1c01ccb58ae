import { dirname, resolve } from 'node:path';
import { describeValue } from '../../check/describe-value';
import { Problem } from '../command-line/problem';
import { type ManifestLine, misspelling, parseObject } from '../io/manifest';
import { type NpyArray, readNpy } from '../io/npy';
import type { Alphabet } from './alphabet';
import type { Layout } from './score-options';
import { checkSymbolCount } from './symbols';

/** The scores and labels of one sample. */
export interface Utterance {
  readonly place: string;
  /** What identifies it in the output: the line's `id`, the path of its scores, and the sample of a file with several. */
  readonly identity: { readonly id?: string; readonly scores: string; readonly sample?: number };
  /** [time, classes], of which the first `frames` count. */
  readonly data: Float32Array;
  readonly frames: number;
  readonly classes: number;
  readonly labels: readonly number[];
}

/** How to read the lines of a manifest. */
export interface UtteranceRules {
  /** Path of the manifest; undefined for standard input. */
  readonly manifest: string | undefined;
  readonly layout: Layout;
  readonly needsLabels: boolean;
  /** Turns texts into labels. */
  readonly alphabet: Alphabet | undefined;
}

const MAX_SAMPLES = 2 ** 20;

/**
 * Reads a line and its scores: [time, classes], or several samples at once as [batch, time, classes] (or time first, by
 * `layout`). Paths are relative to the manifest.
 *
 * @throws {Problem} that names the line
 */
export function readUtterances(line: ManifestLine, rules: UtteranceRules): Utterance[] {
  const entry = parseObject(line);
  try {
    return readEntry(entry, line.place, rules);
  } catch (error) {
    // An allocation that failed.
    if (error instanceof RangeError)
      throw new Problem(`${line.place}: ${entry.scores}: out of memory: ${error.message}`);
    throw error instanceof Problem ? new Problem(`${line.place}: ${error.message}`) : error;
  }
}

type Entry = Readonly<Record<string, unknown>>;

function readEntry(
  entry: Entry,
  place: string,
  { manifest, layout, needsLabels, alphabet }: UtteranceRules,
): Utterance[] {
  const { scores, id, frames } = entry;
  if (typeof scores !== 'string') throw new Problem(wrongField('scores', entry, 'the path of a .npy file'));
  if (id !== undefined && typeof id !== 'string') throw new Problem(wrongField('id', entry, 'a string'));
  const labels = needsLabels ? labelField(entry, alphabet) : undefined;
  const array = readNpy(manifest === undefined ? scores : resolve(dirname(manifest), scores));
  const { shape, data } = array;
  if (alphabet !== undefined && shape.length > 1) checkSymbolCount(alphabet.symbols, shape.at(-1)!, scores);
  const name = { ...(id !== undefined && { id }), scores };
  const common = { place, data, classes: shape.at(-1)! };
  if (shape.length === 2) {
    const all = shape[0]!;
    const count = frames ?? all;
    if (!isCount(count, all)) throw new Problem(wrongField('frames', entry, `a whole number from 0 to ${all}`));
    refuseMisspelledFrames(entry, all);
    if (labels !== undefined && !labels.isOfOneSample(entry[labels.field])) {
      throw new Problem(
        wrongField(labels.field, entry, `${labels.expected}: ${scores} has two dimensions, one sample`),
      );
    }
    return [{ ...common, identity: name, frames: count, labels: labels?.read(entry[labels.field]) ?? [] }];
  }
  if (shape.length !== 3)
    throw new Problem(`${scores} has ${shape.length} dimensions: expected [time, classes] or three`);
  const [batch, time] = layout === 'TBC' ? [shape[1]!, shape[0]!] : [shape[0]!, shape[1]!];
  if (batch > MAX_SAMPLES) throw new Problem(`${scores} has ${batch} samples: expected at most ${MAX_SAMPLES}`);
  const perSample = (values: unknown) => Array.isArray(values) && values.length === batch;
  if (labels !== undefined) {
    const { field, isOfOneSample } = labels;
    if (!(perSample(entry[field]) && (entry[field] as unknown[]).every(isOfOneSample))) {
      const element = field === 'text' ? 'a string' : 'an array';
      throw new Problem(`"${field}" does not have ${element} for each of the ${batch} samples of ${scores}`);
    }
  }
  if (frames !== undefined && !(perSample(frames) && (frames as unknown[]).every((each) => isCount(each, time)))) {
    throw new Problem(
      `"frames" does not have a whole number from 0 to ${time} for each of the ${batch} samples of ${scores}`,
    );
  }
  refuseMisspelledFrames(entry, time);
  return Array.from({ length: batch }, (_, sample) => ({
    ...common,
    identity: { ...name, sample },
    data: sampleOf(array, layout, sample),
    frames: (frames as number[] | undefined)?.[sample] ?? time,
    labels: labels?.read((entry[labels.field] as unknown[])[sample]) ?? [],
  }));
}

/** The field that holds the labels, and how to read the value of one sample. */
interface LabelField {
  readonly field: 'labels' | 'text';
  readonly expected: string;
  isOfOneSample(value: unknown): boolean;
  read(value: unknown): readonly number[];
}

const CLASS_NUMBERS: LabelField = {
  field: 'labels',
  expected: 'an array of class numbers',
  isOfOneSample: (value) => Array.isArray(value) && (value.length === 0 || !value.every(Array.isArray)),
  // The request checks the numbers.
  read: (value) => value as number[],
};

function labelField(entry: Entry, alphabet: Alphabet | undefined): LabelField {
  const { labels, text } = entry;
  if (labels === undefined && text !== undefined) {
    if (typeof text !== 'string' && !Array.isArray(text)) throw new Problem(wrongField('text', entry, 'a string'));
    if (alphabet === undefined) throw new Problem('"text" needs --symbols, the symbols of the classes');
    return {
      field: 'text',
      expected: 'a string',
      isOfOneSample: (value) => typeof value === 'string',
      read: (value) => alphabet.spell(value as string),
    };
  }
  if (Array.isArray(labels)) return CLASS_NUMBERS;
  const { expected } = CLASS_NUMBERS;
  throw new Problem(
    wrongField('labels', entry, labels === undefined ? `${expected}, or "text" and --symbols` : expected),
  );
}

function wrongField(field: string, entry: Entry, expected: string): string {
  if (entry[field] !== undefined) return `"${field}" is ${describeValue(entry[field])}: expected ${expected}`;
  const slip = misspelling([field], entry);
  return `there is no "${field}"${slip === undefined ? `: expected ${expected}` : `, and ${slip}`}`;
}

/** "frames" is optional: a misspelled one would let padding be computed without a warning. */
function refuseMisspelledFrames(entry: Entry, time: number): void {
  if (entry.frames !== undefined) return;
  const leavesSomeOut = (value: unknown) => [value].flat().some((each) => isCount(each, time - 1));
  const slip = misspelling(
    ['frames'],
    Object.fromEntries(Object.entries(entry).filter(([, value]) => leavesSomeOut(value))),
  );
  if (slip !== undefined) throw new Problem(slip);
}

function isCount(value: unknown, max: number): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= max;
}

/** The scores of one sample of an array of three dimensions, [time, classes]. */
export function sampleOf({ shape, data }: NpyArray, layout: Layout, sample: number): Float32Array {
  const [outer, inner, classes] = shape as [number, number, number];
  if (layout === 'BTC') return data.subarray(sample * inner * classes, (sample + 1) * inner * classes);
  const rows = new Float32Array(outer * classes);
  for (let frame = 0; frame < outer; frame++) {
    const at = (frame * inner + sample) * classes;
    rows.set(data.subarray(at, at + classes), frame * classes);
  }
  return rows;
}
