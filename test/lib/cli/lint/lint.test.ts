import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { Findings } from '../../../../lib/cli/lint/findings';
import { ctcNative } from '../../../support/command-line';
import { wav } from '../../../support/wav-file';

const scratch = mkdtempSync(join(tmpdir(), 'ctc-lint-'));
afterAll(() => rmSync(scratch, { recursive: true }));

let files = 0;
const inScratch = (content: string | Uint8Array): string => {
  const file = join(scratch, `file-${files++}`);
  writeFileSync(file, content);
  return file;
};

const manifestOf = (lines: readonly unknown[]): string =>
  inScratch(lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));

const lint = (lines: readonly unknown[], ...options: readonly string[]) => {
  const { code, output, errors } = ctcNative(['lint', manifestOf(lines), ...options, '--json']);
  return { code, errors, report: JSON.parse(output) };
};

test('a correct manifest', () => {
  const { code, errors, report } = lint(
    [
      { frames: 100, labels: [3, 3, 1] },
      '',
      { duration: 1.025, labels: [1, 2, 3, 4, 5], id: 'talk' },
      { frames: 8, labels: [] },
    ],
    '--classes',
    '7',
    '--stride',
    '4',
  );
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  expect(report).toMatchObject({
    stride: 4,
    lines: 3,
    utterances: 3,
    feasible: 3,
    // 101 frames for 5 labels; 100 for 3 and a repeat
    largestStride: { all: 20, ofMost: 20 },
    frames: { least: 8, median: 100, most: 101, mean: 209 / 3 },
    labels: { least: 0, median: 3, most: 5, mean: 8 / 3 },
    framesPerLabel: (25 + 25 + 2) / 8,
    repeats: { count: 1, share: 1 / 8, utterances: 1 },
    emptyUtterances: 1,
    unusedClasses: [6],
    badLines: 0,
    problems: [],
  });
  expect(report.labelCounts[0]).toEqual({ label: 3, count: 3 });
});

const bad: readonly (readonly [line: unknown, kind: string, message: string, ...options: string[]])[] = [
  ['{"frames": 3', 'json', 'is not JSON: '],
  ['[1, 2]', 'json', 'is [1, 2]: expected a JSON object'],
  ['null', 'json', 'is null: expected a JSON object'],
  [{ labels: [1] }, 'length', 'has no length: expected "audio", "frames" or "duration"'],
  [{ frames: 1.5, labels: [] }, 'length', 'has 1.5 "frames": expected a whole number, 0 or more'],
  [{ duration: '3', labels: [] }, 'length', 'has a "duration" of "3": expected a number of seconds'],
  [{ duration: -1, labels: [] }, 'length', 'has a "duration" of -1'],
  ['{"duration": 1e999, "labels": []}', 'length', 'has a "duration" of 1e999: expected a number of seconds'],
  [{ duration: 1e308, labels: [] }, 'length', 'lasts 1e+308 seconds: more frames than can be counted'],
  [
    { audio_filename: 'a.wav', labels: [1] },
    'length',
    'no length: "audio_filename" is not read: did you mean "audio_filepath"?',
  ],
  [{ durations: 3, labels: [1] }, 'length', 'has no length: "durations" is not read: did you mean "duration"?'],
  [{ frames: 9 }, 'noLabels', 'has neither "labels" nor "text"'],
  [{ frames: 9, lables: [1] }, 'noLabels', 'nor "text": "lables" is not read: did you mean "labels"?'],
  [{ frames: 9, labels: 'one' }, 'labels', 'has "one" for "labels": expected an array'],
  [{ frames: 9, labels: [1, 0] }, 'labels', 'has 0 for labels[1]: classes are whole numbers and 0 is the blank'],
  [{ frames: 9, labels: [-1] }, 'labels', 'has -1 for labels[0]'],
  [{ frames: 9, labels: [1.5] }, 'labels', 'has 1.5 for labels[0]'],
  [{ frames: 9, labels: ['1'] }, 'labels', 'has "1" for labels[0]'],
  [
    { frames: 9, labels: [29] },
    'labels',
    'has 29 for labels[0]: classes run from 0 to 28 and 0 is the blank',
    '--classes',
    '29',
  ],
  [{ frames: 9, labels: [28] }, 'labels', 'and 28 is the blank', '--classes', '29', '--blank=-1'],
  [{ frames: 9, text: 7 }, 'text', 'has 7 for "text": expected a string'],
  [{ frames: 3, labels: [1, 1, 2] }, 'infeasible', 'needs 4 frames (3 labels + 1 repeat) and has 3'],
  [
    { frames: 9, text: 'all' },
    'infeasible',
    'needs 4 frames (3 labels + 1 repeat) and has 3: 9 at a stride of 3',
    '--stride',
    '3',
  ],
  [{ audio: '', labels: [1] }, 'audio', 'has "" for "audio": expected a path'],
  [{ audio: 'missing.wav', labels: [1] }, 'audio', 'has audio that cannot be read: ENOENT'],
  [{ audio_filepath: 'missing.flac', duration: 2, labels: [1] }, 'audio', 'has audio that cannot be read: ENOENT'],
];

/** One run for all lines that have the same options. */
const badRuns = new Map<string, ReturnType<typeof lint>>();
const badLinesWith = (options: string) => bad.filter(([, , , ...each]) => each.join() === options);
function lintBad(options: readonly string[]) {
  const key = options.join();
  const run =
    badRuns.get(key) ?? lint([{ frames: 100, labels: [1] }, ...badLinesWith(key).map(([line]) => line)], ...options);
  badRuns.set(key, run);
  return run;
}

test.each(bad.map((entry) => ({ entry, line: entry[0], kind: entry[1] })))('$line: $kind', ({ entry }) => {
  const [, kind, message, ...options] = entry;
  const lines = badLinesWith(options.join());
  const { code, report } = lintBad(options);
  expect(code).toBe(1);
  const number = 2 + lines.indexOf(entry);
  expect(report.problems).toContainEqual({ line: number, kind, message: expect.stringContaining(message) });
  expect(report.badLines).toBe(lines.length);
});

test('reports every bad line by its number, as text and as JSON', () => {
  const lines = bad.filter(([, , , ...options]) => options.length === 0).map(([line]) => line);
  const padded = lines.flatMap((line) => ['', line]);
  const numbers = lines.map((_, index) => 2 * index + 2);
  const { report } = lint(padded);
  expect(report.badLines).toBe(lines.length);
  expect([...new Set(report.problems.map(({ line }: { line: number }) => line))]).toEqual(numbers);
  const { code, output } = ctcNative(['lint', manifestOf(padded)]);
  expect(code).toBe(1);
  expect([...output.matchAll(/^line (\d+) /gm)].map(([, number]) => Number(number))).toEqual(
    report.problems.map(({ line }: { line: number }) => line),
  );
  expect(output).toMatch(new RegExp(`^lines +${lines.length}, of which ${lines.length} are bad`, 'm'));
});

test('reports bytes that are not UTF-8', () => {
  const file = inScratch(Buffer.from('{"frames": 9, "text": "caf\xe9"}\n', 'latin1'));
  const { code, output } = ctcNative(['lint', file]);
  expect(code).toBe(1);
  expect(output).toMatch(/^line 1 is not JSON: /);
});

test('reports characters without a symbol, and classes without a label', () => {
  const symbols = inScratch('_\na\nb\n');
  const { report } = lint(
    [
      { frames: 9, text: 'aa' },
      { frames: 9, text: 'a_' },
      { frames: 9, text: 'aé' },
    ],
    '--symbols',
    symbols,
  );
  expect(report.problems).toEqual([
    {
      line: 2,
      kind: 'text',
      message: 'cannot be spelled: no symbol for "_" (U+005F) at 1 in the text: line 1 of --symbols is the blank',
    },
    { line: 3, kind: 'text', message: 'cannot be spelled: no symbol for "é" (U+00E9) at 1 in the text' },
  ]);
  expect(report.unusedClasses).toEqual([2]);
});

test('duplicates: the same audio, the same id, the same line', () => {
  const audio = inScratch(wav(8000));
  const { code, report } = lint([
    { audio, labels: [1] },
    { id: 'talk', frames: 9, labels: [1] },
    { frames: 9, labels: [1] },
    { audio: `${scratch}/./${audio.slice(scratch.length + 1)}`, labels: [2] },
    { id: 'talk', frames: 8, labels: [2] },
    { frames: 9, labels: [1] },
    { frames: 9, labels: [2] },
  ]);
  expect(code).toBe(1);
  expect(report.problems).toEqual([
    { line: 4, kind: 'duplicate', message: `has the audio ${audio}, as line 1 has` },
    { line: 5, kind: 'duplicate', message: 'has the id "talk", as line 2 has' },
    { line: 6, kind: 'duplicate', message: 'has every field, as line 3 has' },
  ]);
});

test('counts whole windows by the header of audio, whose path is relative to the manifest', () => {
  mkdirSync(join(scratch, 'audio'));
  writeFileSync(join(scratch, 'audio', 'second.wav'), wav(8000));
  const line = { audio: 'audio/second.wav', labels: [1] };
  const frames = (...options: readonly string[]) => lint([line], ...options).report.frames.least;
  expect(frames()).toBe(98);
  expect(frames('--window', '0.02', '--frame-shift', '0.02')).toBe(50);
  expect(frames('--window', '2')).toBe(0);
  const { code, report } = lint([line], '--sample-rate', '16000');
  expect(code).toBe(1);
  expect(report.problems[0]).toMatchObject({
    kind: 'sampleRate',
    message: expect.stringContaining('has audio of 8000 Hz: expected 16000'),
  });
});

test.each([
  ['is not a WAV file', Buffer.from('fLaC, not RIFF at all')],
  ['is a compressed WAV file (format 17), whose length is not in its header', Buffer.from(wav(400)).fill(17, 20, 21)],
])('audio that %s needs a length, which is not checked', (words, content) => {
  const audio = inScratch(content);
  const { code, report } = lint([{ audio, labels: [1] }]);
  expect(code).toBe(1);
  expect(report.problems).toEqual([
    { line: 1, kind: 'audio', message: `has audio that ${words}; give its "duration" or "frames" (${audio})` },
  ]);
  const lines = [
    { audio, duration: 1, labels: [1] },
    { audio, offset: 1, duration: 1, labels: [1] },
    { audio, offset: 2, frames: 7, labels: [1] },
  ];
  const given = lint(lines, '--sample-rate', '8000');
  expect(given).toMatchObject({ code: 0, report: { unchecked: 3, frames: { least: 7, most: 98 }, problems: [] } });
  expect(ctcNative(['lint', manifestOf(lines)]).output).toMatch(
    /^not checked +length and sample rate of 3 lines without a WAV file$/m,
  );
});

test.each([
  ['is cut short: its header declares 800 bytes of sound, and the file has 700', wav(400).subarray(0, -100)],
  ['is a WAV file without data', wav(400).subarray(0, 36)],
  ['is a WAV file with a sample rate or a block size of 0', Buffer.from(wav(400)).fill(0, 24, 28)],
])('audio that %s is bad, with or without a duration', (words, content) => {
  const audio = inScratch(content);
  const { report } = lint([
    { audio, labels: [1] },
    { audio, offset: 0, duration: 0.05, labels: [1] },
  ]);
  const message = `has audio that ${words} (${audio})`;
  expect(report.problems).toEqual([1, 2].map((line) => expect.objectContaining({ line, kind: 'audio', message })));
});

describe('segments of one recording, by "offset" and "duration"', () => {
  let call: string;
  beforeAll(() => {
    call = inScratch(wav(80_000));
  });

  test('are counted by their own length, and are not duplicates', () => {
    const { code, report } = lint([
      { audio_filepath: call, offset: 0, duration: 3, text: 'hello' },
      { audio_filepath: call, offset: 3, duration: 4, text: 'how are you' },
      { audio_filepath: call, offset: 7, text: 'good bye' },
    ]);
    expect({ code, problems: report.problems }).toEqual({ code: 0, problems: [] });
    expect(report.frames).toEqual({ least: 298, median: 298, most: 398, mean: (298 + 398 + 298) / 3 });
  });

  test('are duplicates if they begin and end together', () => {
    const { report } = lint([
      { audio: call, offset: 7, duration: 3, labels: [1] },
      { audio: call, offset: 7, labels: [2] },
      { audio: call, labels: [3] },
      { audio: call, offset: 0, duration: 10, labels: [4] },
      { audio: call, offset: 0, duration: 9, labels: [5] },
    ]);
    expect(report.problems).toEqual([
      { line: 2, kind: 'duplicate', message: `has the audio ${call} from 7 s to 10 s, as line 1 has` },
      { line: 4, kind: 'duplicate', message: `has the audio ${call}, as line 3 has` },
    ]);
  });

  test.each([
    [{ offset: 9.9 }, 8, []],
    [{ offset: 9.9, duration: 0.1 }, 8, []],
    // 10.04 s, rounded to a tenth
    [{ offset: 7, duration: 3.04 }, 298, []],
    [{ offset: null, duration: null }, 998, []],
    [{ duration: 10.04 }, 998, []],
    [{ offset: 9, duration: 3 }, 98, ['has an "offset" and a "duration" up to 12 s, and audio that ends at 10 s']],
    [{ duration: 3 }, 998, ['has a "duration" of 3 s and audio of 10 s: for a part of the audio give "offset", too']],
    [
      { duration: 100 },
      998,
      ['has a "duration" of 100 s and audio of 10 s: for a part of the audio give "offset", too'],
    ],
    [{ offset: 10 }, undefined, ['has an "offset" of 10 s, and audio that ends at 10 s']],
    [{ offset: 12, duration: 1 }, undefined, ['has an "offset" of 12 s, and audio that ends at 10 s']],
    [{ offset: '1', duration: 1 }, undefined, ['has an "offset" of "1": expected a number of seconds, 0 or more']],
    [{ offset: -1, duration: 1 }, undefined, ['has an "offset" of -1: expected a number of seconds, 0 or more']],
  ])('%j has %p frames', (segment, frames, messages) => {
    const { report } = lint([{ audio: call, ...segment, labels: [1] }]);
    expect(report.frames?.least).toBe(frames);
    expect(report.problems.map(({ message }: { message: string }) => message)).toEqual(messages);
  });

  test('counts lines without audio as not checked if a sample rate is expected', () => {
    const line = { duration: 10, labels: [1] };
    expect(lint([line], '--sample-rate', '16000')).toMatchObject({ code: 0, report: { unchecked: 1 } });
    expect(lint([line])).toMatchObject({ code: 0, report: { unchecked: 0 } });
  });

  test.each([{}, { duration: 10 }, { offset: 1, duration: 2 }, { frames: 100 }])(
    'the sample rate is checked with %j, too',
    (length) => {
      const { report } = lint([{ audio: call, ...length, labels: [1] }], '--sample-rate', '16000');
      expect(report.problems).toEqual([
        { line: 1, kind: 'sampleRate', message: `has audio of 8000 Hz: expected 16000 (${call})` },
      ]);
    },
  );
});

describe('a manifest in another format', () => {
  const commonVoice = 'client_id\tpath\tsentence\tup_votes\tdown_votes\nab12\ta.mp3\thello there\t2\t0\n';
  test.each([
    ['[{"audio": "a.wav", "text": "a"}, {"audio": "b.wav", "text": "b"}]\n', 'a JSON array', "jq -c '.[]'"],
    ['[\n  {"audio": "a.wav", "text": "a"},\n  {"audio": "b.wav", "text": "b"}\n]\n', 'a JSON array', "jq -c '.[]'"],
    ['{\n  "audio": "a.wav"\n}\n{\n  "audio": "b.wav"\n}\n', 'JSON over several lines', 'jq -c .'],
    ["{'audio': 'a.wav'}\n{'audio': 'b.wav'}\n", 'a list of Python dictionaries', 'json.dumps'],
    [
      commonVoice,
      'a tab-separated table (client_id, path, sentence, up_votes, ...), as Common Voice has it',
      'each row',
    ],
    ['/data/clips\na.wav\t16000\nb.wav\t8000\n', 'not JSON', 'each utterance'],
    [
      'LJ001-0001|Printing, in the|Printing, in the\n',
      'a table separated by "|" (LJ001-0001, Printing, in the, Prin',
      'row',
    ],
    ['path,sentence\na.wav,hello\n', 'a comma-separated table (path, sentence)', 'each row'],
    ['"path","text"\n"a.wav","hello, you"\n', 'a comma-separated table ("path", "text")', 'each row'],
    ['utt1 HELLO THERE\nutt2 GOOD BYE\n', 'a list of ids and values, as Kaldi\'s "text"', 'each id'],
    [Buffer.from('\ufeff{"frames": 9}\n', 'utf16le'), 'text in UTF-16', 'iconv'],
    [gzipSync('{"frames": 9, "labels": []}\n'), 'compressed with gzip', 'gunzip -c'],
  ])('%j is reported once', (content, format, cure) => {
    const { code, output, errors } = ctcNative(['lint', inScratch(content)]);
    expect({ code, output }).toEqual({ code: 1, output: '' });
    expect(errors.trimEnd().split('\n')).toEqual([expect.stringContaining(` is ${format}`)]);
    expect(errors).toContain('expected JSON lines, an object ');
    expect(errors).toContain(cure);
    expect(errors).toContain('{"audio": "a.wav", "text": "hello"}');
  });

  test('a wrong first line before JSON lines is a problem of that line only', () => {
    const { report } = lint(['# made on Monday', { frames: 9, labels: [1] }]);
    expect(report).toMatchObject({ lines: 2, badLines: 1, problems: [{ line: 1, kind: 'json' }] });
  });
});

test('counts missing labels and wrong labels separately', () => {
  const { output } = ctcNative([
    'lint',
    manifestOf([{ frames: 9 }, { frames: 9, text: null }, { frames: 9, labels: [0] }]),
  ]);
  expect(output).toMatch(/^lines +3, of which 3 are bad \(no labels 2, labels out of range 1\)$/m);
});

test('at the largest stride plus one, an utterance becomes infeasible', () => {
  const lengths = fc.record({
    frames: fc.nat(300),
    labels: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 40 }),
  });
  const run = (utterances: readonly { frames: number; labels: number[] }[], stride: number) => {
    const findings = new Findings({ manifest: 'it', stride, classes: 4, blank: 0, symbols: undefined });
    utterances.forEach((utterance, index) => {
      findings.add(index + 1, { utterance, problems: [], identity: undefined, isUnchecked: false });
    });
    return findings.report();
  };
  fc.assert(
    fc.property(fc.array(lengths, { minLength: 1, maxLength: 30 }), (utterances) => {
      const { all, ofMost } = run(utterances, 1).largestStride;
      if (all === null) {
        expect(utterances.every(({ labels }) => labels.length === 0)).toBe(true);
        return;
      }
      // With fewer than a thousand utterances, 99.9 % of them are all.
      expect(ofMost).toBe(all);
      if (all > 0) expect(run(utterances, all).feasible).toBe(utterances.length);
      expect(run(utterances, all + 1).feasible).toBeLessThan(utterances.length);
    }),
  );
});

test('the stride for 99.9 % ignores one utterance in a thousand', () => {
  const utterances = Array.from({ length: 1000 }, (_, index) => ({
    id: index,
    frames: index === 7 ? 4 : 100,
    labels: [1, 2],
  }));
  expect(lint(utterances).report.largestStride).toEqual({ all: 2, ofMost: 50 });
  expect(lint(utterances.slice(1)).report.largestStride).toEqual({ all: 2, ofMost: 2 });
});

test('does not wait for a pipe given as audio', () => {
  const pipe = join(scratch, 'pipe.wav');
  execFileSync('mkfifo', [pipe]);
  const { report } = lint([{ audio: pipe, labels: [1] }]);
  expect(report.problems).toEqual([
    { line: 1, kind: 'audio', message: expect.stringContaining('it is a pipe or a device: expected a file') },
  ]);
});

test('fails for a manifest without utterances, and for a folder', () => {
  expect(lint([]).code).toBe(1);
  const { code, errors } = ctcNative(['lint', scratch]);
  expect(code).toBe(1);
  expect(errors).toMatch(/^ctc-native: .* cannot be read: EISDIR/);
});
