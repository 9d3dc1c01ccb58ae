import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type NgramScorer, readArpa } from '../..';
import { randomNumbers } from './inputs';

const WORDS = 20_000;
const PAIRS = 90_000;
const TRIPLES = 90_000;
const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** A 3-gram model of 200,003 n-grams of made-up words, with the symbols of 29 classes that spell them; the same in every run. */
export function drawScorer(folder: string): NgramScorer {
  const path = join(folder, 'words.arpa');
  writeFileSync(path, drawArpa());
  return { model: readArpa(path), symbols: ['', ...LETTERS, ' ', "'"], weight: 0.5, bonus: 1.5 };
}

function drawArpa(): string {
  const random = randomNumbers(1);
  const below = (count: number) => Math.floor(random() * count);
  const words = drawSet(WORDS, () => Array.from({ length: 1 + below(9) }, () => LETTERS[below(26)]).join(''));
  // Word frequencies are skewed.
  const word = () => words[Math.floor(WORDS * random() ** 3)]!;
  const pairs = drawSet(PAIRS, () => `${word()} ${word()}`);
  const triples = drawSet(TRIPLES, () => `${pairs[below(PAIRS)]} ${word()}`);
  const sections = [['<unk>', '<s>', '</s>', ...words], pairs, triples];
  const logarithm = (min: number) => (min * random()).toFixed(4);
  return [
    '\\data\\',
    ...sections.map((section, i) => `ngram ${i + 1}=${section.length}`),
    ...sections.flatMap((section, i) => [
      `\\${i + 1}-grams:`,
      ...section.map((tokens) => `${logarithm(-5 / (i + 1))}\t${tokens}\t${logarithm(-1)}`),
    ]),
    '\\end\\',
    '',
  ].join('\n');
}

/** Draws until there are `count` different texts. */
function drawSet(count: number, draw: () => string): string[] {
  const all = new Set<string>();
  while (all.size < count) all.add(draw());
  return [...all];
}
