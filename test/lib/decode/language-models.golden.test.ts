import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beamSearchDecode, readArpa } from '../../../lib';
import { root } from '../../support/root';

/** Language models as KenLM reads them, and a search for words as pyctcdecode does it. */

const folder = join(root, 'test', 'golden', 'language-models');
const model = readArpa(join(folder, 'words.arpa'));

interface Sentence {
  readonly call: string;
  readonly tokens: readonly string[];
  readonly log10: number;
}

interface Search {
  readonly call: string;
  readonly request: { readonly logits: number[]; readonly shape: [number, number, number] };
  readonly scorer: { readonly symbols: string[]; readonly weight: number; readonly bonus: number };
  readonly answers: readonly { readonly text: string; readonly logProb: number; readonly score: number }[];
}

const { entries } = JSON.parse(readFileSync(join(folder, 'kenlm.json'), 'utf8')) as { entries: (Sentence | Search)[] };
const sentences = entries.filter((entry): entry is Sentence => 'tokens' in entry);
const searches = entries.filter((entry): entry is Search => 'answers' in entry);

/** Scores that leave the labels no choice: each has a frame, and a blank after it. */
function spelling(labels: readonly number[], classes: number) {
  const logits = new Float32Array(2 * labels.length * classes).fill(-Infinity);
  for (const [place, label] of labels.entries()) {
    logits[2 * place * classes + label] = 0;
    logits[(2 * place + 1) * classes] = 0;
  }
  return { logits, shape: [1, 2 * labels.length, classes] as const };
}

test('golden vectors of both kinds exist', () => {
  expect([sentences.length, searches.length]).toEqual([101, 3]);
});

test.each(['labels', 'words'] as const)('sentences of %s have the same scores as in KenLM', (tokens) => {
  const words = [...new Set(sentences.flatMap((sentence) => sentence.tokens))];
  // As labels each word is a class; as words each begins with the delimiter.
  const symbols = ['', ...words.map((word) => (tokens === 'words' ? `▁${word}` : word))];
  const scorer = { model, symbols, tokens, wordDelimiter: '▁', weight: 1 };
  for (const sentence of sentences) {
    const labels = sentence.tokens.map((token) => 1 + words.indexOf(token));
    const [[path]] = beamSearchDecode({ ...spelling(labels, symbols.length), scorer, beamWidth: 5 }) as [[never]];
    expect(path).toMatchObject({ labels: Int32Array.from(labels), logProb: 0 });
    expect(path).toMatchObject({ score: expect.closeTo(sentence.log10 * Math.LN10, 4) });
  }
});

test.each(searches)('$call', ({ request, scorer, answers }) => {
  const asked = { ...request, logits: Float32Array.from(request.logits) };
  const [paths] = beamSearchDecode({ ...asked, scorer: { ...scorer, model }, beamWidth: 100_000, topPaths: 100_000 });
  // The best first; pyctcdecode makes one space of several, so that a text can have several paths here.
  const found = new Map<string, { text: string; logProb: number; score: number }>();
  for (const { labels, logProb, score } of paths!) {
    const text = Array.from(labels, (label) => scorer.symbols[label])
      .join('')
      .replace(/ +/g, ' ')
      .trim();
    const before = found.get(text)?.logProb ?? -Infinity;
    const sum = Math.log(Math.exp(before) + Math.exp(logProb));
    found.set(text, { text, logProb: sum, score: sum + (score! - logProb) });
  }
  const best = [...found.values()].sort((one, other) => other.score - one.score).slice(0, answers.length);
  expect(best.map(({ text }) => text)).toEqual(answers.map(({ text }) => text));
  for (const [place, { logProb, score }] of answers.entries()) {
    expect(best[place]!.logProb).toBeCloseTo(logProb, 4);
    expect(best[place]!.score).toBeCloseTo(score, 4);
  }
});
