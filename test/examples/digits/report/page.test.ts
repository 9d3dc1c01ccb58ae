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

/** A test utterance: the digits spoken, and the best class of each frame of 40 ms. */
interface Tested {
  readonly spoken: readonly number[];
  readonly path: readonly number[];
}

/** Runs in a separate Node process, because jest cannot load Vega, an ES module. The last frame extends beyond the sound. */
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

const folder = mkdtempSync(join(tmpdir(), 'ctc-page-'));
afterAll(() => rmSync(folder, { recursive: true }));

function drawReport(log: readonly LogEntry[], tested: readonly Tested[]): string {
  writeFileSync(join(folder, LOG_FILE), log.map((entry) => `${JSON.stringify(entry)}\n`).join(''));
  const { status, stderr } = spawnSync(process.execPath, ['-e', SCRIPT, JSON.stringify([folder, tested])], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return join(folder, 'report.html');
}

const run: LogEntry = { kind: 'run', steps: 60, seed: 1, data: { description: 'speech', sha256: 'ab' } };
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
const heldOut = (number: number, labelErrorRate: number, best = true): LogEntry => ({
  kind: 'heldOut',
  step: number,
  loss: 50,
  labelErrorRate,
  best,
});

const NOT_EVALUATED =
  'Stopped before the first evaluation on the held-out set: the saved network is that of the last step.';
const NOT_TESTED = 'Not tested, because the training was stopped.';

describePages('the legends of a report list exactly the marks that are drawn', () => {
  const browser = new TestBrowser();
  afterAll(() => browser.close());

  const cases: { name: string; log: LogEntry[]; tested?: Tested[]; summary: string[] }[] = [
    {
      name: 'stopped after one step',
      log: [run, step(1, 6)],
      summary: ['Stopped after step 1 of 60, seed 1.', NOT_EVALUATED, NOT_TESTED],
    },
    {
      name: 'stopped before the first held-out evaluation',
      log: [run, step(1, 6), step(2, 0.5)],
      summary: ['Stopped after step 2 of 60, seed 1.', NOT_EVALUATED, NOT_TESTED],
    },
    {
      name: 'stopped later, with a first held-out result off the scale',
      log: [
        run,
        step(1, 1),
        step(2, 0.9),
        heldOut(2, 1.3),
        step(3, 0.8),
        heldOut(3, 0.8),
        step(4, 0.7),
        heldOut(4, 0.9, false),
      ],
      summary: [
        'Stopped after step 4 of 60, seed 1.',
        'Best network on the held-out set: step 3, 80.0 % label errors.',
        NOT_TESTED,
      ],
    },
    {
      name: 'finished, nothing read',
      log: [{ ...run, steps: 1 }, step(1, 6), heldOut(1, 1)],
      tested: [{ spoken: [4], path: [BLANK, BLANK, BLANK] }],
      summary: [
        'Steps: 1, seed 1.',
        'Best network on the held-out set: step 1, 100.0 % label errors.',
        'Test utterances with errors, greedy decoding: 1 of 1.',
      ],
    },
    {
      name: 'finished, a digit read in the last frame',
      log: [{ ...run, steps: 2 }, step(1, 0.5), step(2, 0.5), heldOut(2, 0.5)],
      tested: [{ spoken: [4, 2], path: [BLANK, BLANK, 2] }],
      summary: [
        'Steps: 2, seed 1.',
        'Best network on the held-out set: step 2, 50.0 % label errors.',
        'Test utterances with errors, greedy decoding: 1 of 1.',
      ],
    },
  ];

  test.each(cases)('$name', async ({ log, tested = [], summary }) => {
    const { page, complaints } = await browser.open(drawReport(log, tested));
    const count = (selector: string): Promise<number> => page.locator(selector).count();
    const legends = (await page.locator('.legend li span').allTextContents()).sort();
    const lines = (await count('#curves .mark-line path[d*="L"]')) > 0;
    const heldOutEntries = log.flatMap((entry) => (entry.kind === 'heldOut' ? [entry] : []));
    const expected = [
      ...(lines ? ['batch of each step', 'mean over a step and up to 10 on either side'] : []),
      ...(lines && heldOutEntries.some(({ best }) => best) ? ['held-out set, best so far'] : []),
      ...(lines && heldOutEntries.some(({ best }) => !best) ? ['held-out set'] : []),
      ...((await count('.spoken_marks text')) > 0 ? ['digit spoken'] : []),
      ...((await count('.spans_marks path')) > 0 ? ['its frames in the best alignment'] : []),
      ...((await count('.read_marks text')) > 0 ? ['digit read, greedy decoding'] : []),
    ];
    expect(legends).toEqual(expected.sort());
    const charts = (
      await page.locator('figure').evaluateAll((figures) => figures.map(({ innerHTML }) => innerHTML))
    ).join();
    for (const mark of await page.locator('.legend svg').all()) {
      expect(charts).toContain((await mark.getAttribute('style'))!.replace('color: ', '"'));
    }
    expect(await count('#curves')).toBe(lines ? 1 : 0);
    expect((await count('#curves .mark-symbol path')) > 0).toBe(lines && heldOutEntries.length > 0);
    const text = (await page.locator('body').textContent())!;
    const rates = log.flatMap((entry) => ('labelErrorRate' in entry ? [entry] : []));
    const hides = lines && rates.some(({ labelErrorRate }) => labelErrorRate > 1);
    expect(text.includes('Label error rates above 100 % are not shown')).toBe(hides);
    const points = rates.filter(({ kind, labelErrorRate }) => kind === 'heldOut' && labelErrorRate <= 1).length;
    expect(await count('.labelErrorRate .mark-symbol path')).toBe(lines ? points : 0);
    expect(await page.locator('#summary li').allTextContents()).toEqual(['Data: speech.', ...summary]);
    expect(complaints).toEqual([]);
    const right = async (mark: Locator): Promise<number> => {
      const { x, width } = (await mark.boundingBox())!;
      return x + width;
    };
    const spans = await page.locator('.spans_marks path').all();
    expect(spans.length).toBe(tested.flatMap(({ spoken }) => spoken).length);
    // 1.5 pixels are rounding.
    for (const span of spans)
      expect(await right(span)).toBeLessThan((await right(page.locator('.wave_marks path'))) + 1.5);
    // Steps are integers; shares are percentages.
    const ticks = await page.locator('.blankShare .role-axis-label text').allTextContents();
    for (const tick of ticks) expect(tick).toMatch(/^\d+%?$/);
  });
});
