/**
 * Runs the shell commands of the documents word for word, in a folder with the files that a reader has. Further options
 * shorten commands that would take minutes.
 */

import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { capabilities } from '../../lib';
import { formatArpa } from '../support/arpa';
import { writeNpy } from '../support/npy-file';
import { root } from '../support/root';
import { toneWav } from '../support/tone-recordings';
import { inlineCode, pages, shellLines } from './documents';

/** Commands that do not run here: something else runs them, or they need what `npm test` does not install. */
const EXCLUDED = [
  /^npm test/, // runs this
  /^npm run (build:native|test:fast|format|docs)|^cmake |^npx cmake-js |^ctest |^build-cmake\//, // set-up and the groups of scripts/test; other tests use the results
  /^npm (run package|explore|init|install)|test\/package|^mkdir |node_modules\/ctc-native/, // the tests of the package
  /^scripts\/package\/try-/, // root's rights and another system
  /pip install|compare_with_keras\.py|make-golden|bench --decoders .*--python/, // other frameworks, of gigabytes
];

const commands = pages
  .flatMap((page) => [...shellLines(page), ...inlineCode(page).filter(isCommand)])
  .filter((line) => !EXCLUDED.some((pattern) => pattern.test(line)));

/** In running text, code such as `ctc-native lint` is a name, not a command to type. */
function isCommand(code: string): boolean {
  return /^(npx ctc-native|node dist\/cli\/main\.js|npm start|npm run) ?/.test(code);
}

/** Shortens a command to seconds: if an option is repeated, the last one counts. */
function shortened(command: string): string {
  if (/ bench --decoders/.test(command)) return `${command} --rounds 1`;
  if (/ bench /.test(`${command} `)) return `${command} --rounds 1 --seconds 0.01 --cases tiny`;
  if (/^npm start -- .*--steps/.test(command)) return `${command} --steps 2 --data DIR`;
  if (/^npm start( -- --data|$)/.test(command)) return `${withDashes(command)} --steps 2`;
  if (/^npm run keras-port/.test(command)) return `${withDashes(command)} --epochs 1 --samples 100`;
  return command;
}

const withDashes = (command: string): string => (command.includes(' -- ') ? command : `${command} --`);

/** Replaces placeholders, and kernels that this processor does not support. */
function fillIn(command: string): string {
  const { kernels } = capabilities();
  return command
    .replace(/\bPYTHON\b/, 'python3')
    .replace(/(?<=--kernel )\w+/, (kernel) => (kernels.some((each) => each === kernel) ? kernel : kernels[0]!));
}

/** A copy of the checkout for the commands to write to, with the files that the documents mention. */
function makeReadersFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ctc-documents-'));
  const copied = ['bench', 'docs'];
  for (const name of readdirSync(root)) {
    if (name === '.git' || name === 'runs') continue;
    if (copied.includes(name)) cpSync(join(root, name), join(folder, name), { recursive: true });
    else symlinkSync(join(root, name), join(folder, name));
  }
  mkdirSync(join(folder, 'bin'));
  writeProgram(folder, 'ctc-native', `exec node ${join(root, 'dist', 'cli', 'main.js')} "$@"`);
  writeProgram(folder, 'generate-manifest', `cat ${join(folder, 'test.jsonl')}`);

  const symbols = ['', ...'abcdefghijklmnopqrstuvwxyz', "'", ' '];
  writeFileSync(join(folder, 'alphabet.txt'), `${symbols.join('\n')}\n`);
  const scores = Float32Array.from({ length: 50 * 29 }, (_, i) => Math.sin(i * i));
  writeNpy(join(folder, 'talk.npy'), scores, [50, 29]);
  const line = JSON.stringify({ scores: 'talk.npy', labels: [3, 1, 20], id: 'talk' });
  writeFileSync(join(folder, 'test.jsonl'), `${line}\n`);
  writeFileSync(join(folder, 'train.jsonl'), `${JSON.stringify({ frames: 400, labels: [3, 1, 20] })}\n`);
  const words = ['<s>', '</s>', '<unk>', 'cat'];
  const ngrams = words.map((word) => ({ tokens: [word], logProb: -0.6, backOff: 0 }));
  writeFileSync(join(folder, '3-gram.arpa'), formatArpa(ngrams));

  writeFileSync(join(folder, 'FILE.wav'), toneWav([3, 3, 1, 1]));
  mkdirSync(join(folder, 'DIR'));
  for (const speaker of ['george', 'theo', 'yweweler']) {
    for (let digit = 0; digit < 10; digit++) {
      for (const take of [8, 9, 10, 11, 12]) {
        writeFileSync(join(folder, 'DIR', `${digit}_${speaker}_${take}.wav`), toneWav([digit]));
      }
    }
  }
  return folder;
}

function writeProgram(folder: string, name: string, text: string): void {
  writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
}

let folder: string;
beforeAll(() => {
  folder = makeReadersFolder();
});
afterAll(() => rmSync(folder, { recursive: true }));

test.each([...new Set(commands)])(
  '%s',
  (command) => {
    const { status, stdout, stderr } = spawnSync('bash', ['-o', 'pipefail', '-c', shortened(fillIn(command))], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, PATH: `${join(folder, 'bin')}:${process.env.PATH}` },
    });
    expect({ status, output: status === 0 ? '' : stdout + stderr }).toEqual({ status: 0, output: '' });
  },
  120_000,
);
