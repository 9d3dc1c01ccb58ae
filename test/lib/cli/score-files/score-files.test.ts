import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { align, beamSearchDecode, greedyDecode, readArpa } from '../../../../lib';
import { Options } from '../../../../lib/cli/command-line/options';
import { runManifest, SCORE_FILE_OPTIONS } from '../../../../lib/cli/score-files/run-manifest';
import type { LabelledBatch } from '../../../../lib/request/options';
import { formatArpa } from '../../../support/arpa';
import { ctcNative } from '../../../support/command-line';
import { writeNpy } from '../../../support/npy-file';
import { randomBatch, timeMajor } from '../../../support/random-batch';
import { root } from '../../../support/root';

const folder = mkdtempSync(join(tmpdir(), 'ctc-native-score-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

const batch = randomBatch(5, 3, 30, 6);
const { logits, shape, labels, inputLengths } = batch;
const [, time, classes] = shape;
const sampleOf = (sample: number) => logits.subarray(sample * time * classes, (sample + 1) * time * classes);

writeNpy(join(folder, 'one.npy'), sampleOf(0), [time, classes]);
writeNpy(join(folder, 'doubles.npy'), Float64Array.from(sampleOf(1)), [time, classes], { version: 2 });
writeNpy(join(folder, 'all.npy'), logits, shape);
writeNpy(join(folder, 'all-time-first.npy'), timeMajor(batch), [time, 3, classes]);
writeNpy(join(folder, 'wide.npy'), new Float32Array(14), [2, 7]);
writeFileSync(join(folder, 'symbols.txt'), ['_', 'a', 'b', 'c', 'd', 'e', ''].join('\n'));

/** Runs a command on lines of a manifest in the folder. */
function run(command: string, lines: readonly unknown[], ...options: string[]) {
  const manifest = join(folder, 'manifest.jsonl');
  writeFileSync(manifest, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));
  const { code, output, errors } = ctcNative([command, '--manifest', manifest, ...options]);
  const objects = output
    .split('\n')
    .filter(Boolean)
    .map((line) => (line.startsWith('{') ? JSON.parse(line) : line));
  return { code, objects, errors: errors.replaceAll(folder, '.').split('\n').filter(Boolean) };
}

const plain = ({
  labels: found,
  timesteps,
  logProb,
}: {
  labels: Int32Array;
  timesteps: Int32Array;
  logProb: number;
}) => ({
  labels: [...found],
  timesteps: [...timesteps],
  logProb,
});

const everyForm = [
  { scores: 'one.npy', id: 'first', frames: inputLengths[0], labels: labels[0] },
  { scores: 'wide.npy', labels: [6] },
  { scores: 'doubles.npy', frames: inputLengths[1], labels: labels[1] },
  { scores: 'all.npy', frames: inputLengths, labels },
];
const identities = [
  { id: 'first', scores: 'one.npy' },
  { scores: 'wide.npy' },
  { scores: 'doubles.npy' },
  { scores: 'all.npy', sample: 0 },
  { scores: 'all.npy', sample: 1 },
  { scores: 'all.npy', sample: 2 },
];
const wide = { logits: new Float32Array(14), shape: [1, 2, 7] as [number, number, number] };
const decodable = { logits, shape, inputLengths };

/** The results in the order of everyForm, from those of the three samples and of the wide one. */
const inOrder = <T>([a, b, c]: T[], [w]: T[]) => [a, w, b, a, b, c] as T[];

test('decode writes the results of greedyDecode for every form of file, in the order of the manifest', () => {
  const expected = inOrder(greedyDecode(decodable), greedyDecode(wide)).map(plain);
  const { code, objects, errors } = run('decode', everyForm);
  expect({ code, errors }).toEqual({ code: 0, errors: [] });
  expect(objects).toEqual(identities.map((identity, i) => ({ ...identity, ...expected[i] })));
  expect(run('decode', everyForm, '--batch', '1', '--threads', '1').objects).toEqual(objects);
});

test('allows fields that are not read, also possible misspellings that change nothing', () => {
  const others = { text: 'ab', duration: 0.6, audio_filepath: 'one.wav', label: [1] };
  const lines = [
    { ...everyForm[0], ...others, frame: 0 },
    { scores: 'one.npy', ...others, n_frames: 120, fname: 'one' },
    { scores: 'one.npy', n_frames: time },
    { scores: 'all.npy', ...others, n_frames: [time, time, time] },
  ];
  const { code, objects, errors } = run('decode', lines);
  expect({ code, errors, lines: objects.length }).toEqual({ code: 0, errors: [], lines: 6 });
});

test('decode with a language model writes the results and scores of beamSearchDecode', () => {
  const ngrams = ['ab', 'c', '<unk>'].map((token, i) => ({ tokens: [token], logProb: -1 - i, backOff: 0 }));
  writeFileSync(join(folder, 'model.arpa'), formatArpa(ngrams));
  const scorer = {
    model: readArpa(join(folder, 'model.arpa')),
    symbols: ['_', 'a', 'b', 'c', 'd', 'e'],
    wordDelimiter: 'e',
    weight: 0.7,
    bonus: 1.5,
    unknown: -2,
  };
  writeFileSync(join(folder, 'six-symbols.txt'), `${scorer.symbols.join('\n')}\n`);
  const [paths] = beamSearchDecode({
    logits: sampleOf(0),
    shape: [1, time, classes],
    scorer,
    beamWidth: 9,
    topPaths: 2,
  });
  const flags = ['--lm', join(folder, 'model.arpa'), '--symbols', join(folder, 'six-symbols.txt'), '--beam-width=9'];
  const weights = ['--lm-weight', '0.7', '--lm-bonus', '1.5', '--lm-unknown=-2', '--word-delimiter', 'e'];
  const { code, objects } = run('decode', [{ scores: 'one.npy' }], ...flags, ...weights, '--top-paths', '2');
  expect(code).toBe(0);
  expect(objects).toMatchObject([{ paths: paths!.map((path) => ({ ...plain(path), score: path.score })) }]);
  const broken = run('decode', [{ scores: 'one.npy' }], ...flags, ...weights, '--lm', join(folder, 'one.npy'));
  expect(broken).toMatchObject({
    code: 1,
    objects: [],
    errors: [expect.stringMatching(/--lm: .*: it is not an ARPA file/)],
  });
  const lines = [{ scores: 'wide.npy' }, { scores: 'one.npy' }];
  const { code: someFailed, objects: others, errors } = run('decode', lines, ...flags, ...weights);
  expect({ someFailed, others }).toEqual({ someFailed: 1, others: [expect.objectContaining({ scores: 'one.npy' })] });
  expect(errors).toEqual([
    expect.stringMatching(/wide.npy: --symbols has 6 lines: expected one for each of 7 classes, the blank among them$/),
  ]);
});

test.each([
  [5, ['a', 'b', 'c', 'd', 'e'], '5 lines: expected one for each of 6 classes, the blank among them'],
  [7, ['_', 'a', 'b', 'c', 'd', 'e', ''], '7 lines: expected one for each of 6 classes; its last line is empty'],
  [8, ['_', ...'abcdefg'], '8 lines: expected one for each of 6 classes'],
])('decode and align refuse %i symbols for 6 classes, even if only some are used', (_, symbols, message) => {
  writeFileSync(join(folder, 'other-count.txt'), `${symbols.join('\n')}\n`);
  for (const command of ['decode', 'align']) {
    const { code, objects, errors } = run(
      command,
      [{ scores: 'one.npy', labels: [1] }],
      ...['--symbols', join(folder, 'other-count.txt')],
    );
    expect({ code, objects }).toEqual({ code: 1, objects: [] });
    expect(errors).toEqual([expect.stringMatching(new RegExp(`line 1: one.npy: --symbols has ${message}$`))]);
  }
});

const unspellable: [symbols: string[], options: string[], message: string][] = [
  [
    ['_', ...'THECA', ' '],
    [],
    '--lm: --symbols cannot spell "the", a word of the model, but "THE": use the same case in both',
  ],
  [
    ['_', ...'xyz', ' '],
    [],
    'expected symbols in the letters of the model, or --lm-tokens labels if each label is a token of the model',
  ],
  [
    ['_', '▁the', '▁c', 'at', ' '],
    [],
    '--lm: class 1 of --symbols is "▁the", which would be part of a word, but no word of the model contains "▁": expected ' +
      'one mark between words, and the --word-delimiter is " "; if that mark is right, give --word-delimiter "▁"',
  ],
  [['_', ...'xyz'], ['--lm-tokens', 'labels'], 'or --lm-tokens words if the labels spell words'],
];

test.each(unspellable)('decode refuses %j, which cannot spell the words of --lm, before the first line', (...each) => {
  const [symbols, options, message] = each;
  const ngrams = ['the', 'cat', '<unk>'].map((token, i) => ({ tokens: [token], logProb: -1 - i, backOff: 0 }));
  writeFileSync(join(folder, 'words.arpa'), formatArpa(ngrams));
  writeFileSync(join(folder, 'unspellable.txt'), `${symbols.join('\n')}\n`);
  const files = ['--lm', join(folder, 'words.arpa'), '--symbols', join(folder, 'unspellable.txt')];
  const lines = [{ scores: 'one.npy' }, { scores: 'one.npy' }];
  const { code, objects, errors } = run('decode', lines, ...files, '--beam-width', '5', ...options);
  expect({ code, objects }).toEqual({ code: 2, objects: [] });
  expect(errors).toEqual([expect.stringContaining(message), 'ctc-native decode --help shows the usage.']);
});

test('decode with a beam writes the results of beamSearchDecode', () => {
  const options = { beamWidth: 8, topPaths: 2, classesPerFrame: 4, logProbThreshold: -6 };
  const expected = beamSearchDecode({ ...decodable, ...options }).map((paths) => ({ paths: paths.map(plain) }));
  const flags = ['--beam-width', '8', '--top-paths', '2', '--classes-per-frame', '4', '--log-prob-threshold=-6'];
  const { code, objects } = run('decode', [{ scores: 'all.npy', frames: inputLengths }], ...flags);
  expect(code).toBe(0);
  expect(objects).toEqual(expected.map((paths, sample) => ({ scores: 'all.npy', sample, ...paths })));
});

test('the blank may be the last class', () => {
  const { objects } = run('decode', [{ scores: 'one.npy' }], '--blank=-1');
  const [expected] = greedyDecode({ logits: sampleOf(0), shape: [1, time, classes], blank: -1 });
  expect(objects[0].labels).toEqual([...expected!.labels]);
});

test('reads time-major files', () => {
  const { objects } = run('decode', [{ scores: 'all-time-first.npy', frames: inputLengths }], '--layout', 'TBC');
  expect(objects.map(({ labels: found }) => found)).toEqual(
    greedyDecode(decodable).map(({ labels: found }) => [...found]),
  );
});

test('align writes the spans, with symbols and times if given', () => {
  const expected = inOrder(align(batch), align({ ...wide, labels: [[6]] }));
  const { code, objects, errors } = run('align', everyForm);
  expect({ code, errors }).toEqual({ code: 0, errors: [] });
  expect(objects).toEqual(
    identities.map((identity, i) => ({ ...identity, logProb: expected[i]!.logProb, spans: expected[i]!.spans })),
  );
  const [line] = run(
    'align',
    everyForm.slice(0, 1),
    '--frame-shift',
    '0.5',
    '--symbols',
    join(folder, 'symbols.txt'),
  ).objects;
  expect(line.spans).toEqual(
    expected[0]!.spans.map((span) => ({
      ...span,
      text: '_abcde'[span.label],
      startTime: span.start / 2,
      endTime: span.end / 2,
    })),
  );
});

test('align writes CTM', () => {
  const { code, objects } = run(
    'align',
    [
      { scores: 'wide.npy', labels: [6, 1], id: 'w' },
      { scores: 'wide.npy', labels: [] },
    ],
    '--ctm',
    '--frame-shift',
    '0.1',
  );
  expect(code).toBe(0);
  expect(objects).toEqual(['w 1 0.000 0.100 6 0.1429', 'w 1 0.100 0.100 1 0.1429']);
});

describe('texts and words', () => {
  const SPACED = ['_', 'a', 'b', ' '];
  /** Frames of a, a, blank, b, blank, space, blank, b, blank, blank, a, blank, after one of the blank. */
  const path = [0, 1, 1, 0, 2, 0, 3, 0, 2, 0, 0, 1, 0];
  const probs = Float32Array.from(path.flatMap((best) => SPACED.map((_, label) => (label === best ? 0.94 : 0.02))));
  const symbols = (name: string, lines: readonly string[]) => {
    writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
    return ['--symbols', join(folder, name)];
  };
  const ctm = ['--input', 'probs', '--frame-shift', '0.02', '--ctm'];
  let spaced: string[];
  let barred: string[];
  beforeAll(() => {
    writeNpy(join(folder, 'words.npy'), probs, [path.length, 4]);
    writeNpy(join(folder, 'two-words.npy'), Float32Array.of(...probs, ...probs), [2, path.length, 4]);
    spaced = symbols('spaced.txt', SPACED);
    barred = [...symbols('barred.txt', ['<pad>', 'A', 'B', '|']), '--word-delimiter', '|'];
  });
  const expected = ['utt1 1 0.020 0.080 ab 0.9400', 'utt1 1 0.160 0.080 ba 0.9400'];

  test('align writes the times of words as CTM, from labels and from text', () => {
    for (const spelled of [{ labels: [1, 2, 3, 2, 1] }, { text: 'ab ba' }, { labels: null, text: 'ab ba' }]) {
      const { code, objects, errors } = run(
        'align',
        [{ scores: 'words.npy', id: 'utt1', ...spelled }],
        ...ctm,
        ...spaced,
      );
      expect({ code, objects, errors }).toEqual({ code: 0, objects: expected, errors: [] });
    }
  });

  test('align takes a delimiter other than the space, and a text for each sample', () => {
    const { code, objects } = run(
      'align',
      [{ scores: 'two-words.npy', id: 'u', text: ['AB BA', 'A'] }],
      ...ctm,
      ...barred,
    );
    expect(code).toBe(0);
    expect(objects).toEqual([
      'u#0 1 0.020 0.080 AB 0.9400',
      'u#0 1 0.160 0.080 BA 0.9400',
      expect.stringMatching(/^u#1 1 \S+ \S+ A /),
    ]);
  });

  test('align writes words as JSON beside the spans', () => {
    const [line] = run('align', [{ scores: 'words.npy', text: 'ab ba' }], '--input', 'probs', ...spaced).objects;
    expect(line.spans.map(({ text }: { text: string }) => text).join('')).toBe('ab ba');
    const score = expect.closeTo(Math.log(0.94), 6);
    expect(line.words).toEqual([
      { text: 'ab', start: 1, end: 5, score },
      { text: 'ba', start: 8, end: 12, score },
    ]);
  });

  test('without a word delimiter among the symbols, align writes labels as CTM, and no words', () => {
    const phones = symbols('phones.txt', ['_', 'AH', 'K', 'T']);
    const line = { scores: 'words.npy', id: 'utt1', labels: [1, 2, 3, 2, 1] };
    expect(run('align', [line], ...ctm, ...phones).objects[0]).toBe('utt1 1 0.020 0.040 AH 0.9400');
    expect(run('align', [line], '--input', 'probs', ...phones).objects[0]).not.toHaveProperty('words');
  });

  test('align reports texts that it cannot spell by line', () => {
    const lines = [
      { scores: 'words.npy', text: 'ab' },
      { scores: 'words.npy', text: 'aé' },
      { scores: 'words.npy', text: 7 },
      { scores: 'words.npy', text: ['ab'] },
      { scores: 'words.npy', labels: [[1]] },
      { scores: 'two-words.npy', text: 'ab' },
      { scores: 'words.npy', txt: 'ab' },
    ];
    const { code, objects, errors } = run('align', lines, '--input', 'probs', ...spaced);
    expect({ code, lines: objects.length }).toEqual({ code: 1, lines: 1 });
    expect(errors.map((error) => error.replace('ctc-native: ./manifest.jsonl, ', ''))).toEqual([
      'line 2: no symbol for "é" (U+00E9) at 1 in the text',
      'line 3: "text" is 7: expected a string',
      'line 4: "text" is an array of 1: expected a string: words.npy has two dimensions, one sample',
      'line 5: "labels" is an array of 1: expected an array of class numbers: words.npy has two dimensions, one sample',
      'line 6: "text" does not have a string for each of the 2 samples of two-words.npy',
      'line 7: there is no "labels": expected an array of class numbers, or "text" and --symbols',
    ]);
    const unnamed = run('align', [{ scores: 'words.npy', text: 'ab' }], '--input', 'probs');
    expect(unnamed.errors).toEqual([expect.stringContaining('"text" needs --symbols, the symbols of the classes')]);
  });

  test('decode writes spaces for the delimiter, and align reads its text', () => {
    const [{ text: read }] = run('decode', [{ scores: 'words.npy' }], '--input', 'probs', ...barred).objects;
    expect(read).toBe('AB BA');
    expect(run('align', [{ scores: 'words.npy', text: read }], '--input', 'probs', ...barred).code).toBe(0);
    const [withoutOption] = run('decode', [{ scores: 'words.npy' }], '--input', 'probs', ...barred.slice(0, 2)).objects;
    expect(withoutOption.text).toBe('AB|BA');
  });
});

describe('scores that do not look like --input', () => {
  const probs = Float32Array.from({ length: 12 }, (_, i) => [0.7, 0.2, 0.1][i % 3]!);
  beforeAll(() => {
    writeNpy(join(folder, 'probs.npy'), probs, [4, 3]);
    writeNpy(join(folder, 'log-probs.npy'), probs.map(Math.log), [4, 3]);
  });

  test.each(['decode', 'align'])('%s warns once, with a count, and computes them', (command) => {
    const line = { scores: 'probs.npy', labels: [1] };
    const { code, objects, errors } = run(command, [line, line, { ...line, scores: 'log-probs.npy' }], '--batch', '1');
    expect({ code, lines: objects.length }).toEqual({ code: 0, lines: 3 });
    expect(errors).toEqual([
      expect.stringMatching(/^ctc-native: warning: 2 of 3 utterances have .*give --input probs$/),
    ]);
    expect(run(command, [line], '--input', 'probs').errors).toEqual([]);
    const right = run(command, [{ ...line, scores: 'log-probs.npy' }], '--input', 'logProbs');
    expect(right.errors).toEqual([]);
  });

  test('raw scores read as log-probabilities', () => {
    const { code, errors } = run('decode', [{ scores: 'one.npy' }], '--input', 'logProbs');
    expect(code).toBe(0);
    expect(errors).toEqual([
      expect.stringContaining('warning: 1 of 1 utterance has frames whose probabilities add up to '),
    ]);
  });
});

describe('files of very different sizes', () => {
  test('give the results of single calls in the order of the manifest', () => {
    const lengths = [3, 900, 5, 4, 70, 1, 2000, 3, 900];
    const lines = lengths.map((frames, i) => {
      writeNpy(join(folder, `length-${i}.npy`), randomBatch(i, 1, frames, 6).logits, [frames, 6]);
      return { scores: `length-${i}.npy` };
    });
    const { code, objects, errors } = run('decode', lines);
    expect({ code, errors }).toEqual({ code: 0, errors: [] });
    expect(objects).toEqual(
      lengths.map((frames, i) => {
        const { logits: scores } = randomBatch(i, 1, frames, 6);
        const [path] = greedyDecode({ logits: scores, shape: [1, frames, 6] });
        return { scores: `length-${i}.npy`, ...plain(path!) };
      }),
    );
  });

  test('a file that does not fit into memory fails only its line', () => {
    // A sparse file of 8 TB.
    const shape = [2 ** 37, 2 ** 4];
    writeNpy(join(folder, 'huge.npy'), new Float32Array(0), shape);
    truncateSync(join(folder, 'huge.npy'), statSync(join(folder, 'huge.npy')).size + 4 * shape[0]! * shape[1]!);
    const { code, objects, errors } = run('decode', [
      { scores: 'one.npy' },
      { scores: 'huge.npy' },
      { scores: 'one.npy' },
    ]);
    expect({ code, lines: objects.length }).toEqual({ code: 1, lines: 2 });
    expect(errors).toEqual([expect.stringContaining('line 2: ./huge.npy: it cannot be read: ')]);
  });

  test('results that do not fit into memory fail only their line', async () => {
    const work = {
      needsLabels: false,
      alphabet: undefined,
      compute: async ({ inputLengths: lengths }: LabelledBatch) => [...lengths!],
      describe({ frames }: { frames: number }) {
        if (frames === 2) throw new RangeError('Invalid string length');
        return '';
      },
    };
    const manifest = join(folder, 'results.jsonl');
    writeFileSync(manifest, '{"scores": "one.npy"}\n{"scores": "wide.npy"}\n');
    const errors: string[] = [];
    const log = jest.spyOn(console, 'error').mockImplementation((message: string) => errors.push(message));
    const options = Options.read(['--manifest', manifest], SCORE_FILE_OPTIONS);
    expect(await runManifest(options, work)).toBe(false);
    log.mockRestore();
    expect(errors).toEqual([`ctc-native: ${manifest}, line 2: wide.npy: out of memory: Invalid string length`]);
  });
});

test('reads the manifest from standard input, with paths relative to the working directory', () => {
  const { code, output } = ctcNative(['decode'], root, `${JSON.stringify({ scores: join(folder, 'one.npy') })}\n\n`);
  expect(code).toBe(0);
  expect(JSON.parse(output).labels).toEqual([
    ...greedyDecode({ logits: sampleOf(0), shape: [1, time, classes] })[0]!.labels,
  ]);
});

writeNpy(join(folder, 'integers.npy'), new Int32Array(12), [2, 6]);
writeNpy(join(folder, 'fortran.npy'), new Float32Array(12), [2, 6], { fortranOrder: true });
writeNpy(join(folder, 'short.npy'), new Float32Array(12), [2, 6], { spoil: (bytes) => bytes.subarray(0, -1) });
writeNpy(join(folder, 'flat.npy'), new Float32Array(12), [12]);
writeNpy(join(folder, 'damaged.npy'), new Float32Array(12), [2, 6], { spoil: (bytes) => bytes.fill(0, 10, 100) });
writeNpy(join(folder, 'nan.npy'), new Float32Array(12).fill(Number.NaN), [2, 6]);
writeFileSync(join(folder, 'text.npy'), 'scores');
writeFileSync(join(folder, 'empty.npy'), '');
writeFileSync(join(folder, 'begun.npy'), '\x93NUMPY\x01', 'latin1');
execFileSync('mkfifo', [join(folder, 'pipe.npy'), join(folder, 'pipe.jsonl')]);
writeFileSync(join(folder, 'garbage.txt'), Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0xff, 0xfe, 0x0a]));
writeFileSync(join(folder, 'tokens.txt'), '<blk> 0\na 1\n▁b 2\n');
writeFileSync(join(folder, 'pieces.vocab'), '<unk>\t0\n▁a\t-3.5\n');
writeFileSync(join(folder, 'vocab.json'), '{"<pad>": 0, "a": 1}');
writeFileSync(join(folder, 'labels.json'), '["_",\n "a"]');
writeFileSync(join(folder, 'control.txt'), '_\na\n\0\n');

const wrongLines: readonly (readonly [line: unknown, message: string])[] = [
  ['nonsense', 'not JSON: '],
  ['[1]', 'an array of 1 instead of a JSON object, such as {"scores": "scores.npy"}'],
  [{}, 'there is no "scores": expected the path of a .npy file'],
  [{ scores: 'no.npy', labels: [] }, './no.npy: it cannot be read: ENOENT'],
  [{ scores: '.', labels: [] }, '.: it cannot be read: EISDIR'],
  [{ scores: 'text.npy', labels: [] }, './text.npy: it is not a .npy file: expected one that numpy.save wrote'],
  [{ scores: 'empty.npy', labels: [] }, './empty.npy: it is not a .npy file'],
  [{ scores: 'begun.npy', labels: [] }, './begun.npy: its header is damaged'],
  [{ scores: 'pipe.npy', labels: [] }, './pipe.npy: it cannot be read: it is a pipe or a device: expected a file'],
  [{ scores: 'damaged.npy', labels: [] }, './damaged.npy: its header is damaged'],
  [{ scores: 'integers.npy', labels: [] }, "./integers.npy: its numbers are of type <i4: expected '<f4' or '<f8'"],
  [{ scores: 'fortran.npy', labels: [] }, './fortran.npy: it is in Fortran order: expected C order'],
  [{ scores: 'short.npy', labels: [] }, './short.npy: it has 175 bytes: its header, shape [2, 6], declares 176'],
  [{ scores: 'flat.npy', labels: [] }, 'flat.npy has 1 dimensions: expected [time, classes] or three'],
  [{ scores: 'one.npy', labels: [], frames: 31 }, '"frames" is 31: expected a whole number from 0 to 30'],
  [{ scores: 'one.npy', labels: [], id: 7 }, '"id" is 7: expected a string'],
  [{ scores: 7, labels: [] }, '"scores" is 7: expected the path of a .npy file'],
  [{ scores: 'one.npy', labels: '12' }, '"labels" is "12" (a string): expected an array of class numbers'],
  [{ score: 'one.npy', labels: [] }, 'there is no "scores", and "score" is not read: did you mean "scores"?'],
  [{ scores: 'one.npy', lables: [1] }, 'there is no "labels", and "lables" is not read: did you mean "labels"?'],
  [{ scores: 'one.npy', labels: [], n_frames: 29 }, '"n_frames" is not read: did you mean "frames"?'],
  [{ scores: 'all.npy', labels: [[], [], []], Frames: [30, 30, 9] }, '"Frames" is not read: did you mean "frames"?'],
  [{ scores: 'one.npy' }, 'there is no "labels": expected an array of class numbers'],
  [{ scores: 'one.npy', labels: [6] }, 'one.npy: labels[0][0] is 6: classes run from 0 to 5 and 0 is the blank'],
  [{ scores: 'wide.npy', labels: [1, 1] }, 'wide.npy: its 2 frames cannot spell its 2 labels'],
  [{ scores: 'nan.npy', labels: [1] }, 'nan.npy: a frame has no valid probabilities, such as NaN among its scores'],
  [{ scores: 'all.npy', labels: [1, 2, 3] }, '"labels" does not have an array for each of the 3 samples of all.npy'],
];

describe('wrong lines', () => {
  let outcome: ReturnType<typeof run>;
  beforeAll(() => {
    outcome = run('align', [everyForm[0], ...wrongLines.map(([line]) => line), everyForm[2]]);
  });

  test.each(wrongLines.map(([line, message], index) => ({ line, message, number: index + 2 })))(
    '$line is reported',
    ({ message, number }) => {
      const found = outcome.errors.filter((error) =>
        error.startsWith(`ctc-native: ./manifest.jsonl, line ${number}: `),
      );
      expect(found).toEqual([expect.stringContaining(message)]);
    },
  );

  test('do not affect the others', () => {
    expect(outcome.code).toBe(1);
    expect(outcome.objects.map(({ scores }) => scores)).toEqual(['one.npy', 'doubles.npy']);
    expect(outcome.errors).toHaveLength(wrongLines.length);
  });
});

writeFileSync(join(folder, 'marks.txt'), '_\nthe</w>\nca\nt</w>\n');
writeFileSync(join(folder, 'delimiters.txt'), '_\na\n|\nb c\n \n');
const lm = (...options: readonly string[]) => [
  ...['decode', '--beam-width', '5', '--symbols', join(folder, 'delimiters.txt'), '--lm', '/no/model'],
  ...options,
];

test.each([
  [['align', '--ctm'], 2, '--ctm needs --frame-shift'],
  [['align', '--frame-shift', '1e308'], 2, '--frame-shift is "1e308": expected a number above 0, up to 1000000000'],
  [['decode', '--top-paths', '2'], 2, '--top-paths needs --beam-width'],
  [
    ['decode', '--beam-width', '5', '--log-prob-threshold', '1'],
    2,
    '--log-prob-threshold is "1": expected a logarithm of a probability, at most 0, such as -5',
  ],
  [['decode', '--lm', 'a.arpa'], 2, '--lm needs --beam-width'],
  [['decode', '--lm', 'a.arpa', '--beam-width', '5'], 2, '--lm needs --symbols'],
  [['decode', '--lm-weight', '1', '--beam-width', '5'], 2, '--lm-weight needs --lm'],
  [['decode', '--word-delimiter', '|'], 2, '--word-delimiter needs --symbols'],
  [lm('--lm', ''), 2, '--lm is "": expected the path of a file'],
  [lm('--lm-weight=-0.5'), 2, '--lm-weight is -0.5: expected a number from 0'],
  [lm('--word-delimiter', ''), 2, '--word-delimiter is "": expected what comes between two words, such as " "'],
  [
    lm('--word-delimiter', '|', '--blank=-3'),
    2,
    'delimiters.txt has no line that begins with "|", so that no word could end: give what delimits words with --word-delimiter, ' +
      'or --lm-tokens labels if each label is a token of the model',
  ],
  [
    ['decode', '--symbols', join(folder, 'marks.txt'), '--word-delimiter', '</w>'],
    2,
    'marks.txt has "the</w>" in line 2, which ends in the --word-delimiter "</w>": marks at the end of a word are not ' +
      'supported; expected them at its beginning, such as "</w>the"',
  ],
  [
    ['align', '--symbols', join(folder, 'marks.txt'), '--word-delimiter', ''],
    2,
    '--word-delimiter is "": expected what',
  ],
  [lm(), 2, 'delimiters.txt has "b c" in line 4: expected the --word-delimiter " " at its beginning only'],
  [lm('--word-delimiter', '|', '--blank', '3'), 1, '--lm: /no/model: '],
  [['decode', '--input', 'scores'], 2, '--input: "scores" is unknown; there are logits, logProbs, probs'],
  [['decode', '--manifest', '/no/manifest'], 1, '/no/manifest cannot be read: ENOENT'],
  [['align', '--manifest', '/dev/zero'], 1, '/dev/zero cannot be read: line 1 is longer than 67108864 bytes'],
  [['decode', '--symbols', join(folder, 'garbage.txt')], 1, 'garbage.txt is not UTF-8 text'],
  [['decode', '--symbols', join(folder, 'control.txt')], 1, 'control.txt has a control character in line 3'],
  [
    ['decode', '--symbols', join(folder, 'tokens.txt')],
    1,
    'tokens.txt has a number after each symbol, such as "<blk> 0"',
  ],
  [['decode', '--symbols', join(folder, 'pieces.vocab')], 1, 'pieces.vocab has a number after each symbol'],
  [['decode', '--symbols', join(folder, 'vocab.json')], 1, 'vocab.json is a JSON object, as vocab.json is: expected a'],
  [
    ['decode', '--symbols', join(folder, 'labels.json')],
    1,
    'labels.json is a JSON array: expected a symbol on each line',
  ],
  [['decode', '--symbols', '/dev/zero'], 1, '/dev/zero is longer than 67108864 bytes'],
  [['decode', '--symbols', '/no/symbols'], 1, '--symbols: /no/symbols cannot be read: ENOENT'],
])('%j ends with code %i', (parameters, code, message) => {
  const outcome = ctcNative(parameters);
  expect(outcome).toMatchObject({ code, output: '' });
  expect(outcome.errors).toContain(message);
});

test('waits for a named pipe, with a message', async () => {
  const pipe = join(folder, 'pipe.jsonl');
  const program = spawn(process.execPath, [join(root, 'dist', 'cli', 'main.js'), 'decode', '--manifest', pipe]);
  const ended = once(program, 'close');
  const output = text(program.stdout);
  const [words] = await once(program.stderr.setEncoding('utf8'), 'data');
  expect(words).toBe(`ctc-native: waiting for ${pipe} to be opened: is it a pipe that no program writes to?\n`);
  writeFileSync(pipe, `${JSON.stringify({ scores: 'one.npy' })}\n`);
  expect(JSON.parse(await output)).toMatchObject({ scores: 'one.npy' });
  expect((await ended)[0]).toBe(0);
});
