import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { capabilities } from '../../../../lib';
import { ctcNative } from '../../../support/command-line';
import { root } from '../../../support/root';

const fine = (parameters: readonly string[]): string => {
  const { code, output, errors } = ctcNative(parameters);
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  return output;
};

const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };

/** Never created. */
const RUN = join(tmpdir(), 'ctc-native-usage-run');

const SCORE_FILES = [
  'manifest',
  'input',
  'layout',
  'blank',
  'frame-shift',
  'symbols',
  'word-delimiter',
  'batch',
  'threads',
];

test.each(['--help', '-h', 'help'])('%s names the commands', (help) => {
  expect(fine([help])).toMatch(
    /^Usage: ctc-native COMMAND.*\n {2}align {3}.*\n {2}bench {3}.*\n {2}decode {2}.*\n {2}explain {2}.*\n {2}info {4}.*\n {2}lint {4}/s,
  );
});

test.each(['--version', '-v', 'version'])('%s prints the version alone', (parameter) => {
  expect(fine([parameter])).toBe(`${version}\n`);
});

test('-h after a command does what --help does', () => {
  expect(fine(['lint', '-h'])).toBe(fine(['lint', '--help']));
});

test.each([
  [
    'bench',
    [
      'cases',
      'threads',
      'kernel',
      'rounds',
      'seconds',
      'scaling',
      'decoders',
      'peers',
      'tfjs',
      'python',
      'json',
      'svg',
      'help',
    ],
  ],
  [
    'explain',
    [
      'labels',
      'text',
      'input',
      'layout',
      'blank',
      'sample',
      'frames',
      'symbols',
      'word-delimiter',
      'frame-shift',
      'html',
      'svg',
      'help',
    ],
  ],
  ['info', ['json', 'help']],
  [
    'lint',
    ['stride', 'classes', 'blank', 'symbols', 'word-delimiter', 'frame-shift', 'window', 'sample-rate', 'json', 'help'],
  ],
  ['align', [...SCORE_FILES, 'ctm', 'help']],
  [
    'decode',
    [
      ...SCORE_FILES,
      ...['beam-width', 'top-paths', 'classes-per-frame', 'log-prob-threshold'],
      ...['lm', 'lm-tokens', 'lm-weight', 'lm-bonus', 'lm-unknown', 'help'],
    ],
  ],
])('%s --help names every option', (command, options) => {
  const help = fine([command, '--help']);
  expect(help).toContain(`Usage: ctc-native ${command} [options]`);
  expect([...help.matchAll(/^ {2}--([a-z-]+)/gm)].map(([, name]) => name)).toEqual(options);
});

test('info prints the capabilities', () => {
  const { kernel, kernels, threading } = capabilities();
  const text = fine(['info']);
  for (const fact of [kernel, ...kernels, threading, version]) expect(text).toContain(fact);
  expect(JSON.parse(fine(['info', '--json']))).toEqual(capabilities());
});

test.each([
  [[], 'a command is missing'],
  [['brew'], '"brew" is not a command; there are '],
  [['bench', '--round', '3'], "'--round'"],
  [['bench', 'char'], "'char'"],
  [['bench', '--threads'], "'--threads"],
  [['bench', '--seconds', '-5'], '--seconds is followed by -5: if that is its value, write --seconds=-5'],
  [
    ['decode', '--lm', '--lm-weight', '1'],
    '--lm is followed by --lm-weight: if that is its value, write --lm=--lm-weight',
  ],
  [['bench', '--threads', 'two'], '--threads is "two": expected a whole number from 1 to 1024'],
  [['bench', '--threads', '0'], '--threads is "0"'],
  [['bench', '--rounds', '1.5'], '--rounds is "1.5"'],
  [['bench', '--seconds', '0'], '--seconds is "0": expected a number above 0'],
  [['bench', '--cases', 'seed,sown'], '--cases: "sown" is unknown; there are seed, tiny, '],
  [['bench', '--peers', 'chainer'], '--peers: "chainer" is unknown; there are optax, '],
  [['bench', '--kernel', 'mmx'], '--kernel is "mmx": the kernels supported here are '],
  [['bench', '--json', '/no/such/folder/run.json'], '--json: /no/such/folder/run.json cannot be written: ENOENT'],
  [['bench', '--json', RUN, '--svg', RUN], `--svg: ${RUN} is written by --json, too: expected another file`],
  [['info', '--jsn'], "Unknown option '--jsn': did you mean --json?"],
  [['lint', '-', '--strid', '4'], "Unknown option '--strid': did you mean --stride?"],
  [['lint', '-', '--strid=4'], "Unknown option '--strid': did you mean --stride?"],
  [['lint', '-', '--sampleRate', '8000'], "Unknown option '--sampleRate': did you mean --sample-rate?"],
  [['align', '--frame_shift', '0.02'], "Unknown option '--frame_shift': did you mean --frame-shift?"],
  [['decode', '-beam-width', '5'], ': did you mean --beam-width?'],
  [
    ['lint', '-', '--symbols', '/dev/null', '--classes', '3'],
    '--classes is 3: --symbols has 1 lines, one for each class',
  ],
  [['lint'], 'MANIFEST is missing'],
  [['lint', 'a.jsonl', 'b.jsonl'], '"b.jsonl" is one too many: expected one MANIFEST'],
  [['lint', '/no/such/manifest'], '/no/such/manifest cannot be read: ENOENT'],
  [['lint', '-', '--stride', '0'], '--stride is "0": expected a whole number from 1 to '],
  [['lint', '-', '--blank=-1'], '--blank counts from the end: expected --classes or --symbols, too'],
  [['lint', '-', '--classes', '29', '--blank', '29'], '--blank is 29: expected a class from -29 to 28'],
])('ctc-native %j fails with exit code 2', (parameters, words) => {
  const { code, output, errors } = ctcNative(parameters);
  expect({ code, output }).toEqual({ code: 2, output: '' });
  expect(errors).toContain(words);
  expect(errors.trimEnd().split('\n')).toHaveLength(2);
});

test.each([['info'], ['--help']])('ctc-native %s reports that standard output cannot be written', (parameter) => {
  const full = openSync('/dev/full', 'w');
  const program = join(root, 'dist', 'cli', 'main.js');
  const { status, stderr } = spawnSync(process.execPath, [program, parameter], {
    encoding: 'utf8',
    stdio: ['ignore', full, 'pipe'],
  });
  closeSync(full);
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: 'ctc-native: standard output: ENOSPC: no space left on device, write\n',
  });
});
