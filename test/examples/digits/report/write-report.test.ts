import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLog } from '../../../../examples/digits/report/read-log';
import { describePages, type OpenPage, TestBrowser } from '../../../support/browser';
import { runExample } from '../../../support/run-example';
import { makeToneRecordings } from '../../../support/tone-recordings';

jest.setTimeout(300_000);

const STEPS = 30;
const out = mkdtempSync(join(tmpdir(), 'ctc-report-'));
const report = join(out, 'report.html');
const tones = makeToneRecordings();
let printed = '';
beforeAll(() => {
  printed = runExample('--steps', String(STEPS), '--data', tones, '--out', out).stdout;
});
afterAll(() => {
  for (const folder of [out, tones]) rmSync(folder, { recursive: true });
});

test('a training prints the path of its report, which loads no other files', () => {
  expect(printed).toContain(`\nReport: ${report}\n`);
  const page = readFileSync(report, 'utf8');
  expect(page).not.toMatch(/<script|<link[^>]+href="(?!data:)|src="(?!data:)|url\((?!#)/);
});

describePages('the report in a browser', () => {
  const browser = new TestBrowser();
  let opened: OpenPage;
  beforeAll(async () => {
    opened = await browser.open(report);
  });
  afterAll(() => browser.close());
  const texts = (selector: string) => opened.page.locator(selector).allTextContents();

  test('shows the figures of the log', async () => {
    expect(opened.complaints).toEqual([]);
    const [{ greedy, beam }] = readLog(out).tests as [ReturnType<typeof readLog>['tests'][number]];
    const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
    const summary = (await texts('#summary li')).join('\n');
    expect(summary).toContain(`Steps: ${STEPS}, seed 1.`);
    expect(summary).toContain(
      `Test: ${percent(greedy.labelErrorRate)} label errors with greedy decoding, ${percent(beam.labelErrorRate)} with beam search`,
    );
    expect(await texts('.lengths tbody td:nth-child(2)')).toEqual(
      greedy.byLength.map(({ labelErrorRate }) => percent(labelErrorRate)),
    );
    const counts = (of: { substitutions: number; deletions: number; insertions: number }) =>
      [of.substitutions, of.deletions, of.insertions].map(String);
    expect(await texts('.decodings tbody td')).toEqual([
      ...['greedy', percent(greedy.labelErrorRate), ...counts(greedy)],
      ...['beam search', percent(beam.labelErrorRate), ...counts(beam)],
    ]);
    expect(await texts('.digits tbody td')).toEqual(
      greedy.byDigit.flatMap((each, index) => [
        ...[each.digit, String(each.spoken), ...counts(each)],
        ...counts(beam.byDigit[index]!),
      ]),
    );
    const { steps } = readLog(out);
    const spoken = await texts('.readings tbody td:nth-child(2)');
    expect(spoken[0]).toBe(steps[0]!.spoken);
    expect(spoken.at(-1)).toBe(steps.at(-1)!.spoken);
  });

  test.each(['Loss', 'Label error rate', 'Posterior share of blanks', 'Learning rate'])(
    'draws the curve %s',
    async (title) => {
      const panel = opened.page.locator('#curves figure', { hasText: title });
      const lines = await panel.locator('.mark-line path').all();
      // The steps and their mean have one point per step.
      const points = await Promise.all(
        lines.map(async (line) => (await line.getAttribute('d'))!.match(/[ML]/g)!.length),
      );
      expect(points).toEqual([STEPS, STEPS]);
      const [box] = await Promise.all(lines.map((line) => line.boundingBox()));
      expect(box!.width).toBeGreaterThan(300);
      const heldOut = title === 'Loss' || title === 'Label error rate' ? readLog(out).heldOut.length : 0;
      expect(await panel.locator('.mark-symbol path').count()).toBe(heldOut);
    },
  );

  test('shows the digits over the waveform of an utterance', async () => {
    const figures = await opened.page.locator('figure.utterance').all();
    expect(figures.length).toBeGreaterThan(0);
    for (const figure of figures) {
      const [, spoken, read] = /^Spoken (\d+), read (\d+|\(nothing\))$/.exec(
        (await figure.locator('figcaption').textContent())!,
      )!;
      expect((await figure.locator('.spoken_marks text').allTextContents()).join('')).toBe(spoken);
      expect((await figure.locator('.read_marks text').allTextContents()).join('')).toBe(
        read!.replace('(nothing)', ''),
      );
      const spans = await figure.locator('.spans_marks path').all();
      expect(spans).toHaveLength(spoken!.length);
      const boxes = await Promise.all(spans.map(async (span) => (await span.boundingBox())!));
      for (const [index, box] of boxes.slice(1).entries()) {
        expect(box.x).toBeGreaterThanOrEqual(boxes[index]!.x + boxes[index]!.width - 2);
      }
      expect((await figure.locator('.wave_marks path').boundingBox())!.width).toBeGreaterThan(800);
    }
  });

  test('has sound that plays', async () => {
    const audio = opened.page.locator('audio').first();
    const played = await audio.evaluate(async (element) => {
      const sound = element as unknown as { duration: number; currentTime: number; play(): Promise<void> };
      await sound.play();
      for (let wait = 0; wait < 100 && sound.currentTime === 0; wait++)
        await new Promise((done) => setTimeout(done, 50));
      return { duration: sound.duration, currentTime: sound.currentTime };
    });
    const axis = await opened.page
      .locator('figure.utterance')
      .first()
      .locator('.role-axis-label text')
      .allTextContents();
    expect(Number(axis.at(-1))).toBeLessThanOrEqual(played.duration);
    expect(Number(axis.at(-1))).toBeGreaterThan(0.8 * played.duration);
    expect(played.currentTime).toBeGreaterThan(0);
  });
});

describePages('the report at every width', () => {
  const browser = new TestBrowser();
  afterAll(() => browser.close());

  test.each([
    [1280, 2],
    [1000, 2],
    [420, 1],
  ])('%d pixels: %d columns of curves, nothing cut off', async (width, columns) => {
    const { page } = await browser.open(report);
    await page.setViewportSize({ width, height: 900 });
    const curves = await page.locator('#curves figure').all();
    const lefts = await Promise.all(curves.map(async (curve) => Math.round((await curve.boundingBox())!.x)));
    expect(new Set(lefts).size).toBe(columns);
    const elements = ['html', '.scrolling:has(table)'].flatMap((selector) => page.locator(selector).all());
    for (const element of (await Promise.all(elements)).flat()) {
      expect(await element.evaluate((each) => each.scrollWidth - each.clientWidth)).toBe(0);
    }
  });
});
