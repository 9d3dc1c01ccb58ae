import { createHash } from 'node:crypto';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { misspelling } from '../io/manifest';
import { readWavLength } from './wav-header';

/** A class number, or a character of a text. */
export type Label = number | string;

/** A line of a manifest, understood. */
export interface Utterance {
  /** Of features, before the network's stride. */
  readonly frames: number;
  readonly labels: readonly Label[];
}

export type ProblemKind = 'json' | 'length' | 'audio' | 'sampleRate' | 'labels' | 'text' | 'infeasible' | 'duplicate';

/** What is wrong with a line. A line may have several. */
export interface LineProblem {
  readonly kind: ProblemKind;
  readonly message: string;
}

/** How lines are read. Times are in seconds. */
export interface ReadingRules {
  /** What paths of audio are relative to. */
  readonly folder: string;
  readonly frameShift: number;
  readonly window: number;
  /** What all audio must have, in Hz. */
  readonly sampleRate: number | undefined;
  readonly classes: number | undefined;
  readonly blank: number;
  /** The characters that a text may have. */
  readonly symbols: ReadonlySet<string> | undefined;
}

/** What a line holds; the utterance is left out where its length or its labels are not known. */
export interface ReadLine {
  readonly utterance: Utterance | undefined;
  readonly problems: readonly LineProblem[];
  /** What no other line may have. */
  readonly identity: Identity | undefined;
}

/** The audio, the id, or every field where there is neither. */
export interface Identity {
  readonly key: string;
  /** For the message: 'the audio talk.wav'. */
  readonly words: string;
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

export function readLine(bytes: Buffer, rules: ReadingRules): ReadLine {
  let fields: Record<string, unknown>;
  let line: string;
  try {
    line = strictUtf8.decode(bytes).trim();
    fields = JSON.parse(line);
  } catch (error) {
    return nothingBut({ kind: 'json', message: `is no JSON: ${(error as Error).message}` });
  }
  if (typeof fields !== 'object' || fields === null || Array.isArray(fields)) {
    return nothingBut({ kind: 'json', message: `is ${shorten(line)}: expected a JSON object` });
  }
  const problems: LineProblem[] = [];
  const attempt = <Value>(read: () => Value): Value | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof Complaint)) throw error;
      problems.push({ kind: error.kind, message: error.message });
      return undefined;
    }
  };
  const audio = attempt(() => audioOf(fields, rules));
  const frames = attempt(() => framesOf(fields, audio, rules));
  const labels = attempt(() => labelsOf(fields, rules));
  const utterance = frames === undefined || labels === undefined ? undefined : { frames, labels };
  return { utterance, problems, identity: identityOf(fields, audio, line) };
}

class Complaint extends Error {
  constructor(
    readonly kind: ProblemKind,
    message: string,
  ) {
    super(message);
  }
}

const nothingBut = (problem: LineProblem): ReadLine => ({
  utterance: undefined,
  problems: [problem],
  identity: undefined,
});

/** `audio_filepath` is NeMo's name for it. */
function audioOf(fields: Record<string, unknown>, { folder }: ReadingRules): string | undefined {
  const name = ['audio', 'audio_filepath'].find((candidate) => fields[candidate] !== undefined);
  if (name === undefined) return undefined;
  const path = fields[name];
  if (typeof path !== 'string' || path === '') {
    throw new Complaint('audio', `has ${show(path)} for "${name}": expected a path`);
  }
  return resolve(folder, path);
}

function framesOf(fields: Record<string, unknown>, audio: string | undefined, rules: ReadingRules): number {
  const { frames, duration } = fields;
  if (audio !== undefined && (frames !== undefined || duration !== undefined)) mustBeThere(audio);
  if (frames !== undefined) {
    if (!isCount(frames))
      throw new Complaint('length', `has ${show(frames)} "frames": expected a whole number, 0 or more`);
    return frames;
  }
  if (duration !== undefined) {
    if (!isFiniteFromZero(duration)) {
      throw new Complaint('length', `has a "duration" of ${show(duration)}: expected a number of seconds, 0 or more`);
    }
    return framesIn(duration, rules);
  }
  if (audio === undefined) {
    const slip = misspelling(['frames', 'duration', 'audio', 'audio_filepath'], fields);
    throw new Complaint('length', `has no length: ${slip ?? 'expected "audio", "frames" or "duration"'}`);
  }
  return framesOfAudio(audio, rules);
}

function framesOfAudio(audio: string, rules: ReadingRules): number {
  const { samples, sampleRate } = readAudio(audio);
  if (rules.sampleRate !== undefined && sampleRate !== rules.sampleRate) {
    throw new Complaint('sampleRate', `has audio of ${sampleRate} Hz: expected ${rules.sampleRate} (${audio})`);
  }
  return framesIn(samples / sampleRate, rules);
}

function readAudio(audio: string): ReturnType<typeof readWavLength> {
  try {
    return readWavLength(audio);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const what = code === undefined ? `${message}; give its "duration" or "frames"` : `cannot be read: ${message}`;
    throw new Complaint('audio', `has audio that ${what} (${audio})`);
  }
}

function mustBeThere(audio: string): void {
  try {
    statSync(audio);
  } catch (error) {
    throw new Complaint('audio', `has audio that cannot be read: ${(error as Error).message}`);
  }
}

/** Windows that lie within so many seconds; a quotient a rounding short of a whole number counts as that. */
function framesIn(seconds: number, { window, frameShift }: ReadingRules): number {
  const shifts = (seconds - window) / frameShift + 1e-6;
  if (shifts < 0) return 0;
  const frames = 1 + Math.floor(shifts);
  if (Number.isSafeInteger(frames)) return frames;
  throw new Complaint('length', `lasts ${seconds} seconds: more frames than can be counted`);
}

function labelsOf(fields: Record<string, unknown>, rules: ReadingRules): readonly Label[] {
  const { labels, text } = fields;
  if (labels !== undefined) return classesOf(labels, rules);
  if (text === undefined) {
    const slip = misspelling(['labels', 'text'], fields);
    throw new Complaint('labels', `has neither "labels" nor "text"${slip === undefined ? '' : `: ${slip}`}`);
  }
  if (typeof text !== 'string') throw new Complaint('text', `has ${show(text)} for "text": expected a string`);
  const characters = [...text];
  const { symbols } = rules;
  const at = symbols === undefined ? -1 : characters.findIndex((character) => !symbols.has(character));
  if (at >= 0) {
    const point = characters[at]!.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
    throw new Complaint(
      'text',
      `has ${show(characters[at])} (U+${point}) at ${at} in its text: --symbols has no such line`,
    );
  }
  return characters;
}

function classesOf(labels: unknown, { classes, blank }: ReadingRules): readonly number[] {
  if (!Array.isArray(labels)) throw new Complaint('labels', `has ${show(labels)} for "labels": expected an array`);
  labels.forEach((label: unknown, index) => {
    if (!isCount(label) || label === blank || (classes !== undefined && label >= classes)) {
      const range = classes === undefined ? 'are whole numbers' : `run from 0 to ${classes - 1}`;
      const blankIs = blank < 0 ? '' : ` and ${blank} is the blank`;
      throw new Complaint('labels', `has ${show(label)} for labels[${index}]: classes ${range}${blankIs}`);
    }
  });
  return labels;
}

function identityOf({ id }: Record<string, unknown>, audio: string | undefined, line: string): Identity {
  if (audio !== undefined) return { key: `audio ${audio}`, words: `the audio ${audio}` };
  if (typeof id === 'string' || typeof id === 'number')
    return { key: `id ${JSON.stringify(id)}`, words: `the id ${show(id)}` };
  return { key: createHash('sha256').update(line).digest('base64'), words: 'every field' };
}

function isFiniteFromZero(value: unknown): value is number {
  return Number.isFinite(value) && (value as number) >= 0;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** JSON has numbers that are infinite when they are read, and none that are written so. */
const show = (value: unknown): string => shorten(value === Infinity ? '1e999' : (JSON.stringify(value) ?? 'nothing'));

const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}...` : text);
