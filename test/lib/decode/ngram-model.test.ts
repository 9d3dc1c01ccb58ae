import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { beamSearchDecode, beamSearchDecodeAsync, CtcError, readArpa, readArpaAsync } from '../../../lib';
import { withFile } from '../../support/arpa';
import { randomBatch } from '../../support/random-batch';
import { errorOf } from '../../support/refusals';
import { root } from '../../support/root';

const RIGHT = `SRILM says something here

\\data\\
ngram 1=4
ngram 2=2
ngram 3=1

\\1-grams:
-99\t<s>\t-0.3
-0.9\t</s>
-0.7\tein\t-0.2
-1.5\thaus\t-1e-02

\\2-grams:
-0.2\t<s> ein\t-0.1
-0.5\tein haus\t+0.2

\\3-grams:
-0.1\t<s> ein haus

\\end\\
`;

const edited = (from: string, to: string) => {
  expect(RIGHT).toContain(from);
  return RIGHT.replace(from, to);
};

test('a model has its order and sizes', () => {
  const sizes = { order: 3, tokens: 4, ngrams: 7 };
  withFile(RIGHT, (path) => {
    expect(readArpa(path)).toEqual(sizes);
    expect(readArpa(pathToFileURL(path))).toEqual(sizes);
    expect(Object.isFrozen(readArpa(path))).toBe(true);
  });
});

test.each([
  ['a byte order mark', `\uFEFF${RIGHT.slice(RIGHT.indexOf('\\data'))}`],
  ['CRLF', RIGHT.replaceAll('\n', '\r\n')],
  ['spaces', RIGHT.replaceAll('\t', '  ')],
  ['spaces around', RIGHT.replaceAll('\n', ' \n ')],
  ['no end of the last line', RIGHT.trimEnd()],
  ['text after the end', `${RIGHT}\nbye\n`],
  ['a back-off of the highest order', edited('-0.1\t<s> ein haus', '-0.1\t<s> ein haus\t0')],
])('a file with %s is read', (_, text) => {
  expect(withFile(text, readArpa)).toEqual({ order: 3, tokens: 4, ngrams: 7 });
});

const wrong: [name: string, text: () => string | Uint8Array, message: string][] = [
  ['nothing', () => '', "the file ends without a line '\\data\\': it is not an ARPA file"],
  ['other text', () => 'hello\n', "line 1: the file ends without a line '\\data\\': it is not an ARPA file"],
  ['gzip', () => gzipSync(RIGHT), 'line 1: it is compressed with gzip: expected the text itself'],
  [
    'a binary of KenLM',
    () => 'mmap lm http://kheafield.com/code format version 5\n\0\0',
    'line 1: it is a KenLM binary: expected the ARPA file that it was built from',
  ],
  ['an endless line', () => 'x'.repeat(3e6), 'line 1: it is longer than 1048576 bytes'],
  ['an end before the end', () => RIGHT.slice(0, -7), "line 19: the file ends before the line '\\end\\'"],
  ['an end within', () => edited('-0.9\t</s>\n', '\\end\\\n'), 'line 10: the section has 1 1-gram: the header gives 4'],
  [
    'a section too few',
    () => edited('\\3-grams:\n-0.1\t<s> ein haus\n', ''),
    "line 19: the file ends without the section '\\3-grams:'",
  ],
  ['a section out of turn', () => edited('\\2-grams:', '\\3-grams:'), "line 14: '\\3-grams:': expected '\\2-grams:'"],
  ['a section too many', () => edited('\\end\\', '\\4-grams:'), "line 21: '\\4-grams:': expected '\\end\\'"],
  [
    'no counts',
    () => '\\data\\\n\\1-grams:\n',
    "line 2: '\\1-grams:': expected a number of n-grams, as in 'ngram 1=200'",
  ],
  [
    'a count that is not a number',
    () => edited('ngram 2=2', 'ngram 2=two'),
    "line 5: 'ngram 2=two': expected a number of n-grams, as in 'ngram 1=200'",
  ],
  [
    'a negative count',
    () => edited('ngram 2=2', 'ngram 2=-2'),
    "line 5: 'ngram 2=-2': expected a number of n-grams, as in 'ngram 1=200'",
  ],
  [
    'a count of the wrong order',
    () => edited('ngram 2=2', 'ngram 3=2'),
    "line 5: 'ngram 3=2': expected the number of 2-grams",
  ],
  [
    'a count too small',
    () => edited('ngram 1=4', 'ngram 1=3'),
    "line 12: '-1.5\thaus\t-1e-02' is one too many: the header gives 3 1-grams".replaceAll('\t', '?'),
  ],
  [
    'a count too large',
    () => edited('ngram 1=4', 'ngram 1=9223372036854775807'),
    'line 14: the section has 4 1-grams: the header gives 9223372036854775807',
  ],
  [
    'a probability that is not a number',
    () => edited('-0.7', 'x'),
    "line 11: 'x': expected the decimal logarithm of a probability, at most 0",
  ],
  [
    'a probability above 1',
    () => edited('-0.7', '0.7'),
    "line 11: '0.7': expected the decimal logarithm of a probability, at most 0",
  ],
  ['NaN', () => edited('-0.7', 'nan'), "line 11: 'nan': expected the decimal logarithm of a probability, at most 0"],
  [
    'infinity',
    () => edited('-0.7', '-inf'),
    "line 11: '-inf': expected the decimal logarithm of a probability, at most 0",
  ],
  [
    'a number no float can hold',
    () => edited('-0.7', '-1e39'),
    "line 11: '-1e39': expected the decimal logarithm of a probability, at most 0",
  ],
  [
    'a back-off that is not a number',
    () => edited('ein\t-0.2', 'ein\t-0.2x'),
    "line 11: '-0.2x': expected a back-off, the decimal logarithm of a weight",
  ],
  [
    'a token too few',
    () => edited('-0.5\tein haus\t+0.2', '-0.5\tein'),
    "line 16: '-0.5?ein' has 2 fields: expected a logarithm, 2 tokens, and optionally a back-off",
  ],
  [
    'a token too many',
    () => edited('-0.5\tein haus', '-0.5\tein ein haus'),
    "line 16: '-0.5?ein ein haus?+0.2' has 5 fields: expected a logarithm, 2 tokens, and optionally a back-off",
  ],
  ['a token from nowhere', () => edited('ein haus\t', 'ein hut\t'), "line 16: 'hut' is not among the 1-grams"],
  [
    'a context from nowhere',
    () => edited('-0.1\t<s> ein', '-0.1\thaus ein'),
    'line 19: its first 2 tokens are not among the 2-grams',
  ],
  ['a token twice', () => edited('haus\t-1e', 'ein\t-1e'), 'line 12: duplicate n-gram'],
  ['an n-gram twice', () => edited('ein haus\t', '<s> ein\t'), 'line 16: duplicate n-gram'],
  [
    'too high an order',
    () => `\\data\\\n${Array.from({ length: 17 }, (__, i) => `ngram ${i + 1}=1\n`).join('')}`,
    "line 18: 'ngram 17=1': expected an order of at most 16",
  ],
];

test.each(wrong)('a file with %s is refused', (_, text, message) => {
  const wanted = (path: string) => ({ code: 'ERR_CTC_FILE', argument: 'path', message: `${path}: ${message}` });
  withFile(text(), (path) => expect(errorOf(() => readArpa(path))).toMatchObject(wanted(path)));
});

test('a valid file truncated anywhere is refused', () => {
  for (let length = 0; length < RIGHT.length - 1; length++) {
    const error = withFile(RIGHT.slice(0, length), (path) => errorOf(() => readArpa(path)));
    expect(error).toMatchObject({ code: 'ERR_CTC_FILE' });
  }
});

test('readArpaAsync reads and refuses the same files', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ctc-arpa-'));
  try {
    const path = join(folder, 'model.arpa');
    writeFileSync(path, RIGHT);
    expect(await readArpaAsync(path)).toEqual({ order: 3, tokens: 4, ngrams: 7 });
    writeFileSync(path, edited('-0.7', 'x'));
    const { message } = errorOf(() => readArpa(path));
    await expect(readArpaAsync(path)).rejects.toMatchObject({ code: 'ERR_CTC_FILE', argument: 'path', message });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.each([
  [undefined, 'ERR_CTC_TYPE'],
  [5, 'ERR_CTC_TYPE'],
  ['', 'ERR_CTC_RANGE'],
  ['a\0b', 'ERR_CTC_RANGE'],
  [new URL('https://example.org/a.arpa'), 'ERR_CTC_TYPE'],
  [new URL('file:///a%2Fb'), 'ERR_CTC_TYPE'],
  [{ toString: () => 'a' }, 'ERR_CTC_TYPE'],
])('path %p is refused', async (path, code) => {
  expect(errorOf(() => readArpa(path as string))).toMatchObject({ code, argument: 'path' });
  await expect(readArpaAsync(path as string)).rejects.toMatchObject({ code, argument: 'path' });
});

test('reports why a file cannot be read', () => {
  expect(errorOf(() => readArpa('/no/such.arpa')).message).toBe(
    '/no/such.arpa: it cannot be read: No such file or directory',
  );
  expect(errorOf(() => readArpa(__dirname)).message).toBe(`${__dirname}: it cannot be read: Is a directory`);
});

test('refuses a device or pipe instead of waiting for it', async () => {
  const refused = { code: 'ERR_CTC_FILE', message: '/dev/null: it is a pipe or a device: expected a file' };
  expect(errorOf(() => readArpa('/dev/null'))).toMatchObject(refused);
  await expect(readArpaAsync('/dev/null')).rejects.toMatchObject(refused);
});

test('an aborted signal stops reading', async () => {
  const reason = new Error('enough');
  await expect(readArpaAsync('/no/such.arpa', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

describe('a model in use', () => {
  const symbols = ['', 'e', 'i', 'n', ' '];
  const { logits, shape } = randomBatch(5, 4, 60, symbols.length, 0);
  const model = withFile(RIGHT, readArpa);
  const request = { logits, shape, scorer: { model, symbols }, beamWidth: 30, topPaths: 3 };

  test('gives the same result on any number of threads, asynchronously and in concurrent calls', async () => {
    const expected = beamSearchDecode({ ...request, threads: 1 });
    expect(beamSearchDecode({ ...request, threads: 4 })).toEqual(expected);
    const all = await Promise.all(Array.from({ length: 8 }, () => beamSearchDecodeAsync(request)));
    expect(all).toEqual(Array.from({ length: 8 }, () => expected));
  });

  test('cannot be sent to a Worker, which must read its own', async () => {
    const program = `
      const { parentPort, workerData } = require('node:worker_threads');
      const { beamSearchDecode, readArpa } = require(workerData.library);
      try { beamSearchDecode(workerData.request); } catch (error) { parentPort.postMessage(error.message); }
    `;
    const library = join(root, 'dist');
    const worker = new Worker(program, { eval: true, workerData: { library, request } });
    const message = await new Promise((resolve, reject) => {
      worker.once('message', resolve).once('error', reject);
    });
    expect(message).toBe('scorer.model is an object: expected an NgramModel that readArpa returned in this thread');
  });

  test('cannot be built by hand', () => {
    const scorer = { model: { ...model }, symbols };
    expect(errorOf(() => beamSearchDecode({ ...request, scorer }))).toBeInstanceOf(CtcError);
  });
});
