import { resolve } from 'node:path';
import { misspelling } from '../io/manifest';
import { Complaint, show } from './complaint';
import { readWavLength, UnknownLength, type WavLength } from './wav-header';

/** Rules for lengths. Times are in seconds. */
export interface SoundRules {
  /** Base folder of relative audio paths. */
  readonly folder: string;
  readonly frameShift: number;
  readonly window: number;
  /** Expected sample rate in Hz. */
  readonly sampleRate: number | undefined;
}

/** The audio of a line: a whole file, or the part that NeMo's "offset" and "duration" cut out of it. */
export interface Sound {
  /** Of features, before the network's stride. */
  readonly frames: number;
  /** First and last second of a part; undefined for a whole file, or without audio. */
  readonly part: readonly [start: number, end: number] | undefined;
  /** Whether the length, or the expected sample rate, could not be verified. */
  readonly isUnchecked: boolean;
}

export type Fields = Readonly<Record<string, unknown>>;

/** Tolerance in seconds, for durations rounded to a tenth. */
const ROUNDING = 0.05 + 1e-6;

/** `audio_filepath` is NeMo's name for it. @throws {Complaint} */
export function audioOf(fields: Fields, { folder }: SoundRules): string | undefined {
  const name = ['audio', 'audio_filepath'].find((candidate) => fields[candidate] !== undefined);
  if (name === undefined) return undefined;
  const path = fields[name];
  if (typeof path !== 'string' || path === '') {
    throw new Complaint('audio', `has ${show(path)} for "${name}": expected a path`);
  }
  return resolve(folder, path);
}

/** Reads lengths. The header of a file is read once for successive lines that name it. */
export class SoundReader {
  #last: { readonly audio: string; readonly header: WavLength | UnknownLength } | undefined;

  constructor(private readonly rules: SoundRules) {}

  /**
   * @param complain called for each contradiction to the audio's header, which takes precedence
   * @throws {Complaint} if the length is unknown
   */
  read(fields: Fields, audio: string | undefined, complain: (complaint: Complaint) => void): Sound {
    const { frames } = fields;
    if (frames !== undefined && !isCount(frames)) {
      throw new Complaint('length', `has ${show(frames)} "frames": expected a whole number, 0 or more`);
    }
    const [offset, duration] = [secondsOf(fields, 'offset'), secondsOf(fields, 'duration')];
    const header = audio === undefined ? undefined : this.#headerOf(audio);
    const isUnread = header instanceof UnknownLength;
    let total: number | undefined;
    if (header !== undefined && !isUnread) {
      total = header.samples / header.sampleRate;
      const { sampleRate } = this.rules;
      if (sampleRate !== undefined && header.sampleRate !== sampleRate) {
        complain(
          new Complaint('sampleRate', `has audio of ${header.sampleRate} Hz: expected ${sampleRate} (${audio})`),
        );
      }
    }
    const length =
      offset === undefined
        ? wholeLength(duration, total, complain)
        : partLength(offset, duration, total ?? Number.POSITIVE_INFINITY, complain);
    if (frames === undefined && length === undefined) {
      if (isUnread) {
        const missing = offset === undefined ? '"duration" or "frames"' : '"duration", too';
        throw new Complaint('audio', `has audio that ${header.message}; give its ${missing} (${audio})`);
      }
      const slip = misspelling(['frames', 'duration', 'audio', 'audio_filepath'], fields);
      throw new Complaint('length', `has no length: ${slip ?? 'expected "audio", "frames" or "duration"'}`);
    }
    const isWhole = offset === undefined || (offset === 0 && length === total);
    return {
      frames: frames ?? framesIn(length!, this.rules),
      part: isWhole || audio === undefined ? undefined : [offset, offset + (length ?? Number.POSITIVE_INFINITY)],
      isUnchecked: isUnread || (audio === undefined && this.rules.sampleRate !== undefined),
    };
  }

  #headerOf(audio: string): WavLength | UnknownLength {
    if (this.#last?.audio !== audio) this.#last = { audio, header: readHeader(audio) };
    return this.#last.header;
  }
}

function readHeader(audio: string): WavLength | UnknownLength {
  try {
    return readWavLength(audio);
  } catch (error) {
    if (error instanceof UnknownLength) return error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Complaint('audio', `has audio that ${code === undefined ? '' : 'cannot be read: '}${message} (${audio})`);
  }
}

/** @param total length of the file in seconds, if known */
function wholeLength(
  duration: number | undefined,
  total: number | undefined,
  complain: (complaint: Complaint) => void,
): number | undefined {
  if (duration !== undefined && total !== undefined && Math.abs(duration - total) > ROUNDING) {
    complain(
      new Complaint(
        'duration',
        `has a "duration" of ${duration} s and audio of ${round(total)} s: for a part of the audio give "offset", too`,
      ),
    );
  }
  return total ?? duration;
}

/** @param total length of the file in seconds; Infinity if unknown */
function partLength(
  offset: number,
  duration: number | undefined,
  total: number,
  complain: (complaint: Complaint) => void,
): number | undefined {
  const rest = total - offset;
  if (rest <= 0 && offset > 0) {
    throw new Complaint('duration', `has an "offset" of ${offset} s, and audio that ends at ${round(total)} s`);
  }
  if (duration === undefined) return rest === Number.POSITIVE_INFINITY ? undefined : rest;
  if (duration - rest > ROUNDING) {
    complain(
      new Complaint(
        'duration',
        `has an "offset" and a "duration" up to ${round(offset + duration)} s, and audio that ends at ${round(total)} s`,
      ),
    );
  }
  return Math.min(duration, rest);
}

function secondsOf(fields: Fields, name: 'duration' | 'offset'): number | undefined {
  const value = fields[name];
  if (value === undefined || (Number.isFinite(value) && (value as number) >= 0)) return value as number | undefined;
  const article = name === 'offset' ? 'an' : 'a';
  throw new Complaint('length', `has ${article} "${name}" of ${show(value)}: expected a number of seconds, 0 or more`);
}

/** Number of whole windows in a duration; a quotient just below a whole number is rounded up to it. */
function framesIn(seconds: number, { window, frameShift }: SoundRules): number {
  const shifts = (seconds - window) / frameShift + 1e-6;
  if (shifts < 0) return 0;
  const frames = 1 + Math.floor(shifts);
  if (Number.isSafeInteger(frames)) return frames;
  throw new Complaint('length', `lasts ${seconds} seconds: more frames than can be counted`);
}

export function round(seconds: number): number {
  return Number(seconds.toFixed(3));
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
