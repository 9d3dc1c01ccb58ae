/** Runs the JavaScript blocks of docs/decoding.md as one program, with the files and variables that the page assumes. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatArpa } from '../support/arpa';
import { root } from '../support/root';
import { blocks, pages } from './documents';

const folder = mkdtempSync(join(tmpdir(), 'ctc-decoding-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Scores of one utterance whose best labels spell `cat`: a letter every second frame, with blanks between. */
const BEFORE = `
const logits = new Float32Array(500 * 29);
for (const [i, letter] of [...'cat'].entries()) logits[(2 * i + 1) * 29 + letter.charCodeAt(0) - 96] = 9;
for (let frame = 0; frame < 500; frame++) if (frame > 5 || frame % 2 === 0) logits[frame * 29] = 9;
const network = { predict: (prefix, label) => (label === 20 ? 0.9 : 0.1) };
`;
const AFTER = `
const [[scored]] = beamSearchDecode({ logits, shape: [1, 500, 29], scorer });
console.log(JSON.stringify({
  best: Array.from(best.labels), scored: Array.from(scored.labels), path: path.length, score: scored.score - scored.logProb, times,
}));
`;

test('the blocks of docs/decoding.md run with the results that the text describes', () => {
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules', 'ctc-native'));
  const words = ['<s>', '</s>', '<unk>', 'cat'];
  writeFileSync(
    join(folder, '3-gram.arpa'),
    formatArpa(words.map((word) => ({ tokens: [word], logProb: -0.6, backOff: 0 }))),
  );
  const page = pages.find((each) => each.page === 'docs/decoding.md')!;
  writeFileSync(join(folder, 'program.mjs'), [BEFORE, ...blocks(page, 'js'), AFTER].join('\n'));

  const { stdout, stderr } = spawnSync(process.execPath, ['program.mjs'], { cwd: folder, encoding: 'utf8' });
  expect(stderr).toBe('');
  const results = JSON.parse(stdout);
  expect(results).toMatchObject({ best: [3, 1, 20], scored: [3, 1, 20], path: 500 });
  // The network scores two labels with log 0.1 and one with log 0.9.
  expect(results.score).toBeCloseTo(2 * Math.log(0.1) + Math.log(0.9), 6);
  expect(results.times.map(({ text, start }: { text: string; start: number }) => [text, start])).toEqual([
    ['c', 0.02],
    ['a', 0.06],
    ['t', 0.1],
  ]);
  expect(readFileSync(join(folder, 'talk.ctm'), 'utf8').trim().split('\n')).toHaveLength(3);
  expect(readFileSync(join(folder, 'talk.TextGrid'), 'utf8')).toContain('xmax = 10');
});
