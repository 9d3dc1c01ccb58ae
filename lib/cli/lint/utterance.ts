import { createHash } from 'node:crypto';
import { Problem } from '../command-line/problem';
import { misspelling, withoutNull } from '../io/manifest';
import type { Alphabet } from '../score-files/alphabet';
import { Complaint, type LineProblem, shorten, show } from './complaint';
import { audioOf, type Fields, isCount, round, type Sound, SoundReader, type SoundRules } from './sound';

/** A class number, a symbol, or a character of a text. */
export type Label = number | string;

/** A parsed line of a manifest. */
export interface Utterance {
  /** Of features, before the network's stride. */
  readonly frames: number;
  readonly labels: readonly Label[];
}

/** How lines are read. */
export interface ReadingRules extends SoundRules {
  readonly classes: number | undefined;
  readonly blank: number;
  /** How texts are spelled; without, each character is a label. */
  readonly alphabet: Alphabet | undefined;
}

/** The content of a line; the utterance is undefined if its length or its labels are unknown. */
export interface ReadLine {
  readonly utterance: Utterance | undefined;
  readonly problems: readonly LineProblem[];
  /** Must be unique among the lines. */
  readonly identity: Identity | undefined;
  /** Whether the length or sample rate is not checked. */
  readonly isUnchecked: boolean;
}

/** The audio or its segment; without audio the id; without either the whole line. */
export interface Identity {
  readonly key: string;
  /** For the message: 'the audio talk.wav'. */
  readonly words: string;
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

export class LineReader {
  readonly #sounds: SoundReader;

  constructor(private readonly rules: ReadingRules) {
    this.#sounds = new SoundReader(rules);
  }

  read(bytes: Buffer): ReadLine {
    let value: unknown;
    let line: string;
    try {
      line = strictUtf8.decode(bytes).trim();
      value = JSON.parse(line);
    } catch (error) {
      return nothingBut({ kind: 'json', message: `is not JSON: ${(error as Error).message}` });
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return nothingBut({ kind: 'json', message: `is ${shorten(line)}: expected a JSON object` });
    }
    const fields = withoutNull(value);
    const problems: LineProblem[] = [];
    const complain = ({ kind, message }: Complaint) => problems.push({ kind, message });
    const attempt = <Value>(read: () => Value): Value | undefined => {
      try {
        return read();
      } catch (error) {
        if (!(error instanceof Complaint)) throw error;
        complain(error);
        return undefined;
      }
    };
    const audio = attempt(() => audioOf(fields, this.rules));
    // A wrong path would also be reported as a missing length.
    const sound = problems.length > 0 ? undefined : attempt(() => this.#sounds.read(fields, audio, complain));
    const labels = attempt(() => labelsOf(fields, this.rules));
    return {
      utterance: sound === undefined || labels === undefined ? undefined : { frames: sound.frames, labels },
      problems,
      identity: identityOf(fields, audio, sound, line),
      isUnchecked: sound?.isUnchecked ?? false,
    };
  }
}

const nothingBut = (problem: LineProblem): ReadLine => ({
  utterance: undefined,
  problems: [problem],
  identity: undefined,
  isUnchecked: false,
});

function labelsOf(fields: Fields, rules: ReadingRules): readonly Label[] {
  const { labels, text } = fields;
  if (labels !== undefined) return classesOf(labels, rules);
  if (text === undefined) {
    const slip = misspelling(['labels', 'text'], fields);
    throw new Complaint('noLabels', `has neither "labels" nor "text"${slip === undefined ? '' : `: ${slip}`}`);
  }
  if (typeof text !== 'string') throw new Complaint('text', `has ${show(text)} for "text": expected a string`);
  const { alphabet } = rules;
  if (alphabet === undefined) return [...text];
  try {
    return alphabet.spell(text).map((label) => alphabet.symbols[label]!);
  } catch (error) {
    throw error instanceof Problem ? new Complaint('text', `cannot be spelled: ${error.message}`) : error;
  }
}

function classesOf(labels: unknown, { classes, blank }: ReadingRules): readonly number[] {
  if (!Array.isArray(labels)) throw new Complaint('labels', `has ${show(labels)} for "labels": expected an array`);
  labels.forEach((label: unknown, index) => {
    if (!isCount(label) || label === blank || (classes !== undefined && label >= classes)) {
      const range = classes === undefined ? 'are whole numbers' : `run from 0 to ${classes - 1}`;
      throw new Complaint(
        'labels',
        `has ${show(label)} for labels[${index}]: classes ${range} and ${blank} is the blank`,
      );
    }
  });
  return labels;
}

function identityOf(
  { id, offset }: Fields,
  audio: string | undefined,
  sound: Sound | undefined,
  line: string,
): Identity | undefined {
  if (audio !== undefined) {
    // The segment is unknown.
    if (sound === undefined && offset !== undefined) return undefined;
    if (sound?.part === undefined) return { key: `audio ${audio}`, words: `the audio ${audio}` };
    const [start, end] = sound.part.map(round);
    const to = end === Number.POSITIVE_INFINITY ? 'the end' : `${end} s`;
    return { key: `audio ${start} ${end} ${audio}`, words: `the audio ${audio} from ${start} s to ${to}` };
  }
  if (typeof id === 'string' || typeof id === 'number')
    return { key: `id ${JSON.stringify(id)}`, words: `the id ${show(id)}` };
  return { key: createHash('sha256').update(line).digest('base64'), words: 'every field' };
}
