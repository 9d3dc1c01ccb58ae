import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An n-gram with its log10 probability and back-off. */
export interface Ngram {
  readonly tokens: readonly string[];
  readonly logProb: number;
  readonly backOff: number;
}

/** Formats a model as an ARPA file. */
export function formatArpa(ngrams: readonly Ngram[]): string {
  const order = Math.max(...ngrams.map(({ tokens }) => tokens.length));
  const sections = Array.from({ length: order }, (_, i) => ngrams.filter(({ tokens }) => tokens.length === i + 1));
  return [
    '\\data\\',
    ...sections.map((section, i) => `ngram ${i + 1}=${section.length}`),
    ...sections.flatMap((section, i) => [
      '',
      `\\${i + 1}-grams:`,
      ...section.map(({ tokens, logProb, backOff }) =>
        [logProb, tokens.join(' '), ...(i + 1 < order ? [backOff] : [])].join('\t'),
      ),
    ]),
    '',
    '\\end\\',
    '',
  ].join('\n');
}

/**
 * log10 of the probability of a sentence by the definition of back-off, with `<s>`, and with `</s>` unless the sentence goes
 * on.
 */
export function sentenceLogProb(ngrams: readonly Ngram[], tokens: readonly string[], isWhole = true): number {
  const table = new Map(ngrams.map((ngram) => [ngram.tokens.join(' '), ngram]));
  const order = Math.max(...ngrams.map((ngram) => ngram.tokens.length));
  const known = (token: string) => (table.has(token) ? token : '<unk>');
  const logProb = (context: readonly string[], token: string): number => {
    const ngram = table.get([...context, token].join(' '));
    if (ngram !== undefined) return ngram.logProb;
    if (context.length === 0) return -100;
    return (table.get(context.join(' '))?.backOff ?? 0) + logProb(context.slice(1), token);
  };
  const sentence = [
    ...(table.has('<s>') ? ['<s>'] : []),
    ...tokens.map(known),
    ...(isWhole && table.has('</s>') ? ['</s>'] : []),
  ];
  let sum = 0;
  for (let at = table.has('<s>') ? 1 : 0; at < sentence.length; at++) {
    sum += logProb(sentence.slice(Math.max(0, at - order + 1), at), sentence[at]!);
  }
  return sum;
}

/** Writes a text to a temporary file while `work` runs. */
export function withFile<Result>(text: string | Uint8Array, work: (path: string) => Result): Result {
  const folder = mkdtempSync(join(tmpdir(), 'ctc-arpa-'));
  try {
    const path = join(folder, 'model.arpa');
    writeFileSync(path, text);
    return work(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
