import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Locator } from 'playwright-core';
import { BLANK } from '../../../../examples/digits/model/alphabet';
import { LOG_FILE, type LogEntry } from '../../../../examples/digits/training/training-log';
import { describePages, TestBrowser } from '../../../support/browser';
import { BUILD } from '../../../support/run-example';

jest.setTimeout(60_000);

/** An utterance of the test: what is said, and the class that wins each frame of 40 ms. */
interface Tested {
  readonly spoken: readonly number[];
  readonly path: readonly number[];
}

/** Runs in a plain Node, because jest cannot load Vega, which is an ES module. The last frame is longer than the sound. */
const SCRIPT = `
  const { CLASSES, BLANK } = require(${JSON.stringify(resolve(BUILD, 'model/alphabet.js'))});
  const { writeReport } = require(${JSON.stringify(resolve(BUILD, 'report/write-report.js'))});
  const [folder, tested] = JSON.parse(process.argv[1]);
  const scored = tested.map(({ spoken, path }) => ({
    utterances: [{ digits: spoken, samples: Float32Array.from({ length: 320 * path.length - 100 }, (_, at) => at % 2) }],
    scores: {
      logits: Float32Array.from(path.flatMap((best) => Array.from({ length: CLASSES }, (_, of) => of === best ? 9 : 0))),
      shape: [1, path.length, CLASSES],
      inputLengths: [path.length],
      blank: BLANK,
    },
  }));
  writeReport(folder, scored, 0.04);`;

const folder = mkdtempSync(join(tmpdir(), 'ctc-legends-'));
afterAll(() => rmSync(folder, { recursive: true }));

function drawReport(log: readonly LogEntry[], tested: readonly Tested[]): string {
  writeFileSync(join(folder, LOG_FILE), log.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  const { status, stderr } = spawnSync(process.execPath, ['-e', SCRIPT, JSON.stringify([folder, tested])], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return join(folder, 'report.html');
}

const begun: LogEntry = { kind: 'run', steps: 60, seed: 1, data: { description: 'speech', sha256: 'ab' } };
const ended: LogEntry = { ...begun, steps: 1 };
const step = (number: number, labelErrorRate: number): LogEntry => ({
  kind: 'step',
  step: number,
  loss: 100 / number,
  learningRate: 1e-3,
  labelErrorRate,
  blankShare: 0.5 + 0.01 * number,
  spoken: '3',
  read: '',
});
const heldOut = (number: number, labelErrorRate: number): LogEntry => ({
  kind: 'heldOut',
  step: number,
  loss: 50,
  labelErrorRate,
  best: true,
});

describePages('a report explains what it draws, and nothing else', () => {
  const browser = new TestBrowser();
  afterAll(() => browser.close());

  const cases: { name: string; log: LogEntry[]; tested?: Tested[]; summary: string[] }[] = [
    {
      name: 'stopped after one step',
      log: [begun, step(1, 6)],
      summary: [
        'Stopped after step 1 of 60, seed 1.',
        'Stopped before the first look at what is held out: the network saved is that of the last step.',
        'Not tested, because the training was stopped.',
      ],
    },
    {
      name: 'stopped before the first look at what is held out',
      log: [begun, step(1, 6), step(2, 0.5)],
      summary: [
        'Stopped after step 2 of 60, seed 1.',
        'Stopped before the first look at what is held out: the network saved is that of the last step.',
        'Not tested, because the training was stopped.',
      ],
    },
    {
      name: 'stopped later, what is held out being off the scale at first',
      log: [begun, step(1, 1), step(2, 0.9), heldOut(2, 1.3), step(3, 0.8), heldOut(3, 0.8)],
      summary: [
        'Stopped after step 3 of 60, seed 1.',
        'The best network, by what is held out: step 3, 80.0 % label errors.',
        'Not tested, because the training was stopped.',
      ],
    },
    {
      name: 'ended, and nothing is read',
      log: [ended, step(1, 6), heldOut(1, 1)],
      tested: [{ spoken: [4], path: [BLANK, BLANK, BLANK] }],
      summary: [
        'Steps: 1, seed 1.',
        'The best network, by what is held out: step 1, 100.0 % label errors.',
        'Utterances of the test that are read with a mistake, greedily: 1 of 1.',
      ],
    },
    {
      name: 'ended, and a digit is read in the last frame',
      log: [{ ...begun, steps: 2 }, step(1, 0.5), step(2, 0.5), heldOut(2, 0.5)],
      tested: [{ spoken: [4, 2], path: [BLANK, BLANK, 2] }],
      summary: [
        'Steps: 2, seed 1.',
        'The best network, by what is held out: step 2, 50.0 % label errors.',
        'Utterances of the test that are read with a mistake, greedily: 1 of 1.',
      ],
    },
  ];

  test.each(cases)('$name', async ({ log, tested = [], summary }) => {
    const { page, complaints } = await browser.open(drawReport(log, tested));
    const count = (selector: string): Promise<number> => page.locator(selector).count();
    const text = (await page.locator('body').textContent())!;
    const explained = {
      lines: text.includes('Pale: ') && text.includes('Dark: '),
      heldOut: text.includes('Red: '),
      spoken: text.includes('Above: the digits spoken'),
      read: text.includes('Below, blue: '),
    };
    expect(explained).toEqual({
      lines: (await count('#curves .mark-line path[d*="L"]')) > 0,
      heldOut: (await count('#curves .mark-symbol path')) > 0,
      spoken: (await count('.spoken_marks text')) > 0,
      read: (await count('.read_marks text')) > 0,
    });
    expect(await count('#curves')).toBe(explained.lines ? 1 : 0);
    const rates = log.flatMap((entry) => ('labelErrorRate' in entry ? [entry] : []));
    const hides = explained.lines && rates.some(({ labelErrorRate }) => labelErrorRate > 1);
    expect(/Above 100.% it is not shown/.test(text)).toBe(hides);
    const points = rates.filter(({ kind, labelErrorRate }) => kind === 'heldOut' && labelErrorRate <= 1).length;
    expect(await count('.labelErrorRate_group .mark-symbol path')).toBe(explained.lines ? points : 0);
    expect(await page.locator('#summary li').allTextContents()).toEqual(['Data: speech.', ...summary]);
    expect(complaints).toEqual([]);
    const right = async (mark: Locator): Promise<number> => {
      const { x, width } = (await mark.boundingBox())!;
      return x + width;
    };
    const spans = await page.locator('.spans_marks path').all();
    expect(spans.length).toBe(tested.flatMap(({ spoken }) => spoken).length);
    // A pixel and a half is rounding.
    for (const span of spans)
      expect(await right(span)).toBeLessThan((await right(page.locator('.wave_marks path'))) + 1.5);
    // Steps are whole numbers. The shares on the other axis are percentages.
    const ticks = await page.locator('.blankShare_group .role-axis-label text').allTextContents();
    for (const tick of ticks) expect(tick).toMatch(/^\d+%?$/);
  });
});
