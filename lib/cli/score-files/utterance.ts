import { dirname, resolve } from 'node:path';
import { describeValue } from '../../check/describe-value';
import { Problem } from '../command-line/problem';
import { type ManifestLine, misspelling, parseObject } from '../io/manifest';
import { type NpyArray, readNpy } from '../io/npy';
import type { Layout } from './score-options';

/** The scores of one sample, and what its line says of it. */
export interface Utterance {
  readonly place: string;
  /** What identifies it in the output: the line's `id`, the path of its scores, and the sample where there are several. */
  readonly identity: { readonly id?: string; readonly scores: string; readonly sample?: number };
  readonly data: Float32Array;
  readonly frames: number;
  readonly classes: number;
  readonly labels: readonly number[];
}

/**
 * Reads a line and its scores: [time, classes], or several samples at once as [batch, time, classes] (or time first, by
 * `layout`). Paths are relative to the manifest.
 *
 * @throws {Problem} that says where
 */
export function readUtterances(
  line: ManifestLine,
  { manifest, layout, needsLabels }: { manifest: string | undefined; layout: Layout; needsLabels: boolean },
): Utterance[] {
  const entry = parseObject(line);
  const problem = (what: string) => new Problem(`${line.place}: ${what}`);
  const { scores, id, labels, frames } = entry;
  if (typeof scores !== 'string') throw problem(wrongField('scores', entry, 'the path of a .npy file'));
  if (id !== undefined && typeof id !== 'string') throw problem(wrongField('id', entry, 'a string'));
  if (needsLabels && !Array.isArray(labels)) throw problem(wrongField('labels', entry, 'an array of class numbers'));
  let array: NpyArray;
  try {
    array = readNpy(manifest === undefined ? scores : resolve(dirname(manifest), scores));
  } catch (error) {
    throw error instanceof Problem ? problem(error.message) : error;
  }
  const { shape, data } = array;
  const name = { ...(id !== undefined && { id }), scores };
  const common = { place: line.place, data, classes: shape.at(-1)! };
  if (shape.length === 2) {
    const all = shape[0]!;
    const count = frames ?? all;
    if (!isCount(count, all)) throw problem(wrongField('frames', entry, `a whole number from 0 to ${all}`));
    refuseMisspeltFrames(entry, all, problem);
    return [{ ...common, identity: name, frames: count, labels: needsLabels ? (labels as number[]) : [] }];
  }
  if (shape.length !== 3) throw problem(`${scores} has ${shape.length} dimensions: expected [time, classes] or three`);
  const [batch, time] = layout === 'TBC' ? [shape[1]!, shape[0]!] : [shape[0]!, shape[1]!];
  const perSample = (values: unknown) => Array.isArray(values) && values.length === batch;
  if (needsLabels && !(perSample(labels) && (labels as unknown[]).every(Array.isArray))) {
    throw problem(`"labels" has not an array for each of the ${batch} samples of ${scores}`);
  }
  if (frames !== undefined && !(perSample(frames) && (frames as unknown[]).every((each) => isCount(each, time)))) {
    throw problem(`"frames" has not a whole number from 0 to ${time} for each of the ${batch} samples of ${scores}`);
  }
  refuseMisspeltFrames(entry, time, problem);
  return Array.from({ length: batch }, (_, sample) => ({
    ...common,
    identity: { ...name, sample },
    data: sampleOf(array, layout, sample),
    frames: (frames as number[] | undefined)?.[sample] ?? time,
    labels: needsLabels ? (labels as number[][])[sample]! : [],
  }));
}

type Entry = Readonly<Record<string, unknown>>;

function wrongField(field: string, entry: Entry, expected: string): string {
  if (entry[field] !== undefined) return `"${field}" is ${describeValue(entry[field])}: expected ${expected}`;
  const slip = misspelling([field], entry);
  return `there is no "${field}"${slip === undefined ? `: expected ${expected}` : `, and ${slip}`}`;
}

/** Frames need not be given: those of a misspelt field that leaves some out would be computed without a word. */
function refuseMisspeltFrames(entry: Entry, time: number, problem: (what: string) => Problem): void {
  if (entry.frames !== undefined) return;
  const leavesSomeOut = (value: unknown) => [value].flat().some((each) => isCount(each, time - 1));
  const slip = misspelling(
    ['frames'],
    Object.fromEntries(Object.entries(entry).filter(([, value]) => leavesSomeOut(value))),
  );
  if (slip !== undefined) throw problem(slip);
}

function isCount(value: unknown, most: number): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;
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
