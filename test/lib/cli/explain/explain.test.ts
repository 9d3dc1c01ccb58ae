import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { align, ctcLossSync } from '../../../../lib';
import { occupancyOf } from '../../../../lib/cli/explain/lattice';
import { toLogProbs } from '../../../../lib/cli/explain/log-probs';
import { describePages, TestBrowser } from '../../../support/browser';
import { ctcNative } from '../../../support/command-line';
import { writeNpy } from '../../../support/npy-file';
import { randomBatch, timeMajor } from '../../../support/random-batch';
import { root } from '../../../support/root';

const folder = mkdtempSync(join(tmpdir(), 'ctc-native-explain-'));
afterAll(() => rmSync(folder, { recursive: true }));
const inFolder = (name: string) => join(folder, name);

const FRAMES = 24;
const CLASSES = 6;
const LABELS = [3, 3, 1, 5];
const SYMBOLS = ['_', 'a', 'b', '<', '', 'é'];
const { logits } = randomBatch(3, 1, FRAMES, CLASSES);
const shape: [number, number, number] = [1, FRAMES, CLASSES];

writeNpy(inFolder('scores.npy'), logits, [FRAMES, CLASSES]);
writeNpy(inFolder('short.npy'), logits.subarray(0, 4 * CLASSES), [4, CLASSES]);
writeNpy(inFolder('flat.npy'), logits, [logits.length]);
const broken = logits.slice();
broken[5 * CLASSES + 2] = Number.NaN;
broken[9 * CLASSES] = Number.POSITIVE_INFINITY;
writeNpy(inFolder('broken.npy'), broken, [FRAMES, CLASSES]);
const masked = logits.map((logit, index) => (index % CLASSES === 2 ? Number.NEGATIVE_INFINITY : logit));
writeNpy(inFolder('masked.npy'), masked, [FRAMES, CLASSES]);
writeNpy(inFolder('noise.npy'), randomBatch(5, 1, 1500, 60).logits, [1500, 60]);
writeNpy(inFolder('wide.npy'), randomBatch(4, 1, 300, 90).logits, [300, 90]);
const threeSamples = Float32Array.from([...logits.map((score) => -score), ...logits, ...broken]);
writeNpy(inFolder('samples.npy'), threeSamples, [3, FRAMES, CLASSES]);
const timeFirst = timeMajor({ logits: threeSamples, shape: [3, FRAMES, CLASSES] });
writeNpy(inFolder('time-first.npy'), timeFirst, [FRAMES, 3, CLASSES]);
writeFileSync(inFolder('symbols.txt'), `${SYMBOLS.join('\n')}\n`);
writeFileSync(inFolder('few.txt'), '_\na\n');
writeFileSync(inFolder('pieces.txt'), '_\nat\n▁the\n▁\n▁c\nthe\n');
writeFileSync(inFolder('phonemes.txt'), '_\nT\nAH\nK\nAE\nS\n');
writeFileSync(inFolder('letters.txt'), '<blank>\na\n \nb\nc\nd\n');

const scores = inFolder('scores.npy');
const HTML = ['--html', inFolder('page.html')];

function explain(file: string, ...parameters: readonly string[]): string {
  const { code, output, errors } = ctcNative(['explain', inFolder(file), ...parameters]);
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  return output;
}

const request = { logits, shape, labels: [LABELS] };

test('the sentences have the figures of the library', () => {
  const output = explain('scores.npy', '--labels', LABELS.join(), ...HTML);
  const [loss] = ctcLossSync(request).losses;
  expect(output).toContain('Labels: 3 3 1 5.');
  expect(output).toContain(`The loss is ${loss!.toPrecision(3)} nats`);
  expect(output).toContain('The utterance needs 5 frames and has 24.');
});

test('text is converted to labels by the symbols', () => {
  const byNumber = explain('scores.npy', '--labels', LABELS.join(), '--symbols', inFolder('symbols.txt'), ...HTML);
  const byText = explain('scores.npy', '--text', '<<aé', '--symbols', inFolder('symbols.txt'), ...HTML);
  expect(byText).toBe(byNumber);
  expect(byText).toContain('Labels: <<aé.');
});

test('text is read and written in symbols of several characters, with the word delimiter', () => {
  const options = ['--symbols', inFolder('pieces.txt'), '--word-delimiter', '▁', ...HTML];
  const byNumber = explain('scores.npy', '--labels', '2,4,1', ...options);
  expect(explain('scores.npy', '--text', 'the cat', ...options)).toBe(byNumber);
  expect(byNumber).toContain('Labels: the cat.');
});

test('symbols of several characters that make up no words, such as phonemes, stay apart', () => {
  const output = explain('scores.npy', '--labels', '2,1', '--symbols', inFolder('phonemes.txt'), ...HTML);
  expect(output).toContain('Labels: AH T.');
});

test('letters are not spaced because the blank has a longer symbol; hidden spaces are marked', () => {
  const output = explain('scores.npy', '--text', ' a b  a ', '--symbols', inFolder('letters.txt'), ...HTML);
  expect(output).toContain('Labels: ␣a b␣ a␣.');
});

test('probabilities and log-probabilities of the same scores are explained alike', () => {
  const logProbs = toLogProbs(logits, 'logits', CLASSES);
  writeNpy(inFolder('log-probs.npy'), logProbs, [FRAMES, CLASSES]);
  writeNpy(inFolder('probs.npy'), logProbs.map(Math.exp), [FRAMES, CLASSES]);
  const expected = explain('scores.npy', '--labels', LABELS.join(), ...HTML);
  expect(explain('log-probs.npy', '--labels', LABELS.join(), '--input', 'logProbs', ...HTML)).toBe(expected);
  expect(explain('probs.npy', '--labels', LABELS.join(), '--input', 'probs', ...HTML)).toBe(expected);
});

test('labels in another order than in the scores: the frame at which the alignments end', () => {
  writeNpy(inFolder('order.npy'), Float32Array.of(0, 0, 1, 0, 1, 0), [2, 3]);
  expect(explain('order.npy', '--labels', '1,2', '--input', 'probs', ...HTML)).toBe(
    'Labels: 1 2.\n' +
      'The utterance gives its 2 labels no probability: ' +
      'every alignment contains a probability of 0 in a label or the blank.\n' +
      'No alignment gets through frame 0: it needs 1 there, with probability 0 in that frame. The loss is infinite.\n' +
      'Greedy decoding gives 2 1: 2 substitutions, 0 deletions, 0 insertions.\n',
  );
});

test('padding frames are ignored', () => {
  expect(explain('broken.npy', '--labels', '1', '--frames', '4', ...HTML)).toBe(
    explain('short.npy', '--labels', '1', ...HTML),
  );
});

test.each([
  ['samples.npy', []],
  ['time-first.npy', ['--layout', 'TBC']],
])('one of several samples in a file is explained: %s', (file, layout) => {
  const labels = ['--labels', LABELS.join()];
  const expected = explain('scores.npy', ...labels, ...HTML);
  expect(explain(file, ...labels, '--sample', '1', ...layout, ...HTML)).toBe(expected);
  expect(readFileSync(inFolder('page.html'), 'utf8')).toContain(`<h1>${file}, sample 1</h1>`);
});

describePages('in a browser', () => {
  const browser = new TestBrowser();
  afterAll(() => browser.close());

  const open = async (file: string, ...parameters: readonly string[]) => {
    const output = explain(file, ...parameters, ...HTML);
    const { page, complaints } = await browser.open(inFolder('page.html'));
    const boxes = (selector: string) =>
      page.locator(selector).evaluateAll((elements) =>
        elements.map((element) => {
          const { x, y, width, height } = element.getBoundingClientRect();
          return { x, y, width, height };
        }),
      );
    return { output, page, complaints, boxes };
  };

  test('the charts show the times of the labels and the costs of the frames', async () => {
    const options = ['--labels', LABELS.join(), '--symbols', inFolder('symbols.txt'), '--frame-shift', '0.5'];
    const { output, page, complaints, boxes } = await open('scores.npy', ...options);
    expect(complaints).toEqual([]);
    expect(await page.title()).toBe('scores.npy');
    expect((await page.locator('#summary li').allTextContents()).join('\n')).toBe(output.trimEnd());

    const occupancy = occupancyOf(toLogProbs(logits, 'logits', CLASSES), FRAMES, LABELS, 0)!;
    const bars = (await boxes('.costs_marks path')).sort((one, other) => one.x - other.x);
    expect(bars).toHaveLength(FRAMES);
    const tallest = Math.max(...bars.map(({ height }) => height));
    const costliest = Math.max(...occupancy.frameCosts);
    for (const [frame, cost] of occupancy.frameCosts.entries()) {
      expect(Math.abs(bars[frame]!.height - (cost / costliest) * tallest)).toBeLessThan(2);
    }

    // The panels share their time axis: a label's box begins and ends with the bars of its frames.
    const [{ spans }] = align(request) as [ReturnType<typeof align>[number]];
    const aligned = await boxes('.aligned_marks path');
    expect(aligned).toHaveLength(LABELS.length);
    for (const [index, { start, end }] of spans.entries()) {
      const [box, first, last] = [aligned[index]!, bars[start]!, bars[end - 1]!];
      expect(Math.abs(box.x - first.x)).toBeLessThan(2);
      expect(Math.abs(box.x + box.width - last.x - last.width)).toBeLessThan(2);
    }

    expect(await page.locator('.path_marks path').count()).toBe(1);
    expect((await boxes('.lattice_marks path')).length).toBeGreaterThan(2 * LABELS.length);
    const texts = await page.locator('svg text').allTextContents();
    expect(texts).toEqual(expect.arrayContaining(['blank', '<', 'a', 'b', '␣', 'é', 'seconds', 'nats', 'Scores']));

    const confidences = await page.locator('#labels tbody tr td:nth-child(5)').allTextContents();
    const expected = spans.map(({ score }) => 100 * Math.exp(score)).sort((one, other) => one - other);
    expect(confidences).toEqual(expected.map((percent) => `${percent.toFixed(1)} %`));
    const frames = await page.locator('#frames tbody tr td:first-child').allTextContents();
    expect(occupancy.frameCosts[Number(frames[0])]).toBe(costliest);
  });

  test('every text is inside its chart and overlaps no neighbour', async () => {
    const { boxes } = await open('scores.npy', '--labels', LABELS.join());
    const [svg] = await boxes('.pictures > svg');
    for (const { x, y, width, height } of await boxes('.pictures svg text')) {
      expect(x).toBeGreaterThanOrEqual(svg!.x);
      expect(y).toBeGreaterThanOrEqual(svg!.y);
      expect(x + width).toBeLessThanOrEqual(svg!.x + svg!.width + 1);
      expect(y + height).toBeLessThanOrEqual(svg!.y + svg!.height + 1);
    }
    const left = (await boxes('.concat_0_group .role-axis-label text')).filter(({ x }) => x < svg!.x + 100);
    const rows = left.sort((one, other) => one.y - other.y).slice(0, CLASSES);
    for (const [index, row] of rows.slice(1).entries()) expect(row.y).toBeGreaterThan(rows[index]!.y + 8);
  });

  test('the names of labels stand in one row each, and do not overlap', async () => {
    const { boxes } = await open('scores.npy', '--labels', LABELS.join(), '--symbols', inFolder('phonemes.txt'));
    const names = await boxes('.names_marks text');
    const [aligned, greedy] = [names.slice(0, LABELS.length), names.slice(LABELS.length)];
    expect(greedy.length).toBeGreaterThan(3);
    for (const row of [aligned, greedy]) {
      expect(new Set(row.map(({ y }) => Math.round(y))).size).toBe(1);
      row.slice(1).forEach(({ x }, index) => expect(x).toBeGreaterThanOrEqual(row[index]!.x + row[index]!.width));
    }
  });

  test.each([1000, 420])('at %i pixels nothing widens the page; tables and legends are whole', async (width) => {
    const { page, boxes } = await open('scores.npy', '--labels', LABELS.join(), '--frame-shift', '0.02');
    await page.setViewportSize({ width, height: 900 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
    expect(await boxes('.role-legend')).toHaveLength(4);
    for (const { x, width: ownWidth } of [...(await boxes('table')), ...(await boxes('.role-legend'))]) {
      expect(x + ownWidth).toBeLessThanOrEqual(width);
    }
  });

  test('of many classes the blank, the labels and the most probable ones are shown', async () => {
    const { page, complaints } = await open('wide.npy', '--labels', '80,7,45');
    expect(complaints).toEqual([]);
    const texts = await page.locator('svg text').allTextContents();
    expect(texts).toContain('Scores of 40 of 90 classes: blank, labels, most probable');
    expect(texts).toEqual(expect.arrayContaining(['blank', '7', '45', '80']));
  });

  test('noise, in which no cell equals its neighbour, is shown coarsely, and the title says so', async () => {
    const labels = Array.from({ length: 20 }, (_, index) => 1 + index);
    const { page, complaints, boxes } = await open('noise.npy', '--labels', labels.join());
    expect(complaints).toEqual([]);
    expect(statSync(inFolder('page.html')).size).toBeLessThan(4e6);
    const texts = await page.locator('svg text').allTextContents();
    expect(texts).toEqual(
      expect.arrayContaining([
        expect.stringMatching(
          /^Scores of 40 of 60 classes: blank, labels, most probable; each cell is the maximum of \d frames$/,
        ),
        expect.stringMatching(/^Loss per frame: .*; each bar is the costliest of 2 frames$/),
      ]),
    );
    // The whole time is covered, the last frames included.
    const bars = await boxes('.costs_marks path');
    const ends = [bars, await boxes('.scores_marks path')].map((all) =>
      Math.max(...all.map(({ x, width }) => x + width)),
    );
    expect(bars).toHaveLength(750);
    expect(Math.abs(ends[0]! - ends[1]!)).toBeLessThan(2);
  });

  test.each([
    [
      'labels that do not fit',
      'short.npy',
      '1,1,2,2',
      ['needs 6 frames (4 labels + 2 repeats) and has 4', 'So there is no alignment, and the loss is infinite.'],
      1,
    ],
    [
      'a label of probability 0',
      'masked.npy',
      '1,2,3',
      [
        'every alignment contains a logit of -Infinity in a label or the blank.',
        `No alignment gets through frame ${FRAMES - 2}: it needs 2 there, with probability 0 in every frame.`,
      ],
      1,
    ],
    ['NaN and infinity among the scores', 'broken.npy', '1', ['There are no valid probabilities in frames 5, 9.'], 0],
  ])('%s: the scores alone, and the reason', async (_, file, labels, words, strips) => {
    const { page, complaints } = await open(file, '--labels', labels);
    expect(complaints).toEqual([]);
    const summary = (await page.locator('#summary').textContent())!;
    for (const word of words) expect(summary).toContain(word);
    expect(await page.locator('.scores_marks path').count()).toBeGreaterThan(0);
    expect(await page.locator('.broken_marks path').count()).toBe(file === 'broken.npy' ? 2 : 0);
    expect(await page.locator('svg text', { hasText: 'Greedy decoding' }).count()).toBe(strips);
    expect(await page.locator('.lattice_marks, .costs_marks, table').count()).toBe(0);
  });

  test('no labels at all', async () => {
    const { page, complaints } = await open('scores.npy', '--labels', '');
    expect(complaints).toEqual([]);
    expect(await page.locator('#summary').textContent()).toContain('Labels: nothing.');
    expect(await page.locator('.costs_marks path').count()).toBe(FRAMES);
  });

  test('the SVG file holds the charts of the page', async () => {
    explain('scores.npy', '--labels', '1', ...HTML, '--svg', inFolder('pictures.svg'));
    const svg = readFileSync(inFolder('pictures.svg'), 'utf8');
    expect(readFileSync(inFolder('page.html'), 'utf8')).toContain(svg);
    const { page, complaints } = await browser.open(inFolder('pictures.svg'));
    expect(complaints).toEqual([]);
    expect(await page.locator('text', { hasText: /^Scores$/ }).count()).toBe(1);
  });
});

test('warns about logits read as probabilities, and explains what is invalid', () => {
  const { code, output, errors } = ctcNative(['explain', scores, '--labels', '1', '--input', 'probs', ...HTML]);
  expect({ code, errors }).toEqual({
    code: 0,
    errors: expect.stringMatching(
      /^ctc-native: warning: 1 of 1 utterance has scores below 0 or above 1, and is read as probs: .*\n$/,
    ),
  });
  const page = readFileSync(inFolder('page.html'), 'utf8');
  expect(`${output}${page}`).toContain('or below 0, as logits and log-probabilities may be.');
});

test('warns about probabilities read as logits, in the valid frames alone', () => {
  const distributions = toLogProbs(logits, 'logits', CLASSES)
    .map(Math.exp)
    .fill(7, 20 * CLASSES);
  writeNpy(inFolder('padded.npy'), distributions, [FRAMES, CLASSES]);
  const parameters = ['explain', inFolder('padded.npy'), '--labels', '1', ...HTML];
  expect(ctcNative([...parameters, '--frames', '20'])).toMatchObject({
    code: 0,
    errors: expect.stringContaining("is read as logits: for a softmax's output give --input probs"),
  });
  expect(ctcNative(parameters)).toMatchObject({ code: 0, errors: '' });
});

test.each([
  [[], 2, 'SCORES is missing'],
  [[scores, '--labels', '1'], 2, '--html or --svg is missing'],
  [[scores, ...HTML], 2, 'expected either --labels or --text'],
  [[scores, ...HTML, '--labels', '1', '--text', 'a'], 2, 'expected either --labels or --text'],
  [[scores, ...HTML, '--text', 'a'], 2, '--text needs --symbols'],
  [
    [scores, ...HTML, '--text', 'az', '--symbols', inFolder('symbols.txt')],
    2,
    '--text: no symbol for "z" (U+007A) at 1',
  ],
  [
    [scores, ...HTML, '--labels', '1,x'],
    2,
    '--labels: "x" is not a class number: expected class numbers such as 3,1,20',
  ],
  [[scores, ...HTML, '--labels', '1', '--frames', '25'], 2, '--frames is 25: '],
  [[scores, '--html', '/no/folder/page.html', '--labels', '1'], 2, '--html: /no/folder/page.html cannot be written'],
  [[scores, '--html', scores, '--labels', '1'], 2, `--html: ${scores} is read, too: expected another file`],
  [
    [scores, '--svg', inFolder('symbols.txt'), '--symbols', inFolder('symbols.txt'), '--labels', '1'],
    2,
    'symbols.txt is read, too: expected another file',
  ],
  [
    [scores, ...HTML, '--labels', '1', '--symbols', inFolder('few.txt')],
    1,
    '--symbols has 2 lines: expected one for each of',
  ],
  [[scores, ...HTML, '--labels', '1,6'], 1, `${scores}: labels[0][1] is 6: classes run from 0 to 5 and 0 is the blank`],
  [[scores, ...HTML, '--labels', '1', '--blank', '6'], 1, `${scores}: blank is 6`],
  [[inFolder('no.npy'), ...HTML, '--labels', '1'], 1, 'no.npy: it cannot be read: ENOENT'],
  [
    [inFolder('flat.npy'), ...HTML, '--labels', '1'],
    1,
    'flat.npy has 1 dimensions: expected [time, classes] or [batch, time, classes]',
  ],
  [[inFolder('samples.npy'), ...HTML, '--labels', '1'], 2, '--sample is missing: '],
  [[inFolder('samples.npy'), ...HTML, '--labels', '1', '--sample', '3'], 2, '--sample is 3: '],
  [[scores, ...HTML, '--labels', '1', '--sample', '0'], 2, '--sample is 0: '],
])('%j ends with code %i, and the old file stays', (parameters, code, message) => {
  writeFileSync(inFolder('page.html'), 'before');
  const outcome = ctcNative(['explain', ...parameters]);
  expect(outcome).toMatchObject({ code, output: '' });
  expect(outcome.errors).toContain(message);
  expect(readFileSync(inFolder('page.html'), 'utf8')).toBe('before');
});

test('a full device is reported, and no file is left behind', () => {
  const { code, output, errors } = ctcNative(['explain', scores, '--labels', '1', '--html', '/dev/full']);
  expect({ code, output }).toEqual({ code: 1, output: '' });
  expect(errors).toContain('/dev/full cannot be written: ENOSPC');
  expect(readdirSync(folder).filter((name) => name.includes('unfinished'))).toEqual([]);
});

test('a named pipe as output is waited for, with a message', async () => {
  const pipe = inFolder('pipe.html');
  execFileSync('mkfifo', [pipe]);
  const parameters = ['explain', scores, '--labels', '1', '--html', pipe];
  const program = spawn(process.execPath, [join(root, 'dist', 'cli', 'main.js'), ...parameters]);
  const ended = once(program, 'close');
  const [words] = await once(program.stderr.setEncoding('utf8'), 'data');
  expect(words).toBe(`ctc-native: waiting for ${pipe} to be opened: is it a pipe that no program reads from?\n`);
  expect(await readFile(pipe, 'utf8')).toMatch(/<\/html>\n$/);
  expect((await ended)[0]).toBe(0);
});

test('a link stays a link to the page', () => {
  symlinkSync(inFolder('linked.html'), inFolder('link.html'));
  writeFileSync(inFolder('linked.html'), 'before');
  explain('scores.npy', '--labels', '1', '--html', inFolder('link.html'));
  expect(lstatSync(inFolder('link.html')).isSymbolicLink()).toBe(true);
  expect(readFileSync(inFolder('linked.html'), 'utf8')).toContain('</html>');
});

test('without the plotting packages the message names them', () => {
  const installed = inFolder('node_modules/ctc-native');
  mkdirSync(join(installed, 'build', 'Release'), { recursive: true });
  for (const part of ['package.json', 'dist', 'build/Release/ctc_native.node']) {
    cpSync(join(root, part), join(installed, part), { recursive: true });
  }
  const { code, errors } = ctcNative(['explain', scores, '--labels', '1', ...HTML], installed);
  expect(code).toBe(1);
  expect(errors).toContain('npm install vega vega-lite');
});
