import { ProgressLine } from '../../../../lib/cli/io/progress-line';

let now = 0;
beforeEach(() => {
  now = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => jest.restoreAllMocks());

/** Carriage return and the escape sequence that erases the line. */
const CLEARED = '\r\x1b[K';

function terminal(isTTY = true) {
  const written: string[] = [];
  const write = (text: string) => written.push(text) > 0;
  return { written, stream: { isTTY, write } };
}

test('known size: a bar, the share, the rate and the time left', () => {
  const { written, stream } = terminal();
  const progress = new ProgressLine(4000, stream);
  progress.show(3, 1000, ', 1 bad');
  now = 50_000;
  progress.show(100, 1000, ', 1 bad');
  now = 60_000;
  progress.show(400, 4000, '');
  expect(written).toEqual([
    `${CLEARED}${'█'.repeat(6)}${'░'.repeat(18)} 25 %, 3 lines, 1 bad`,
    `${CLEARED}${'█'.repeat(6)}${'░'.repeat(18)} 25 %, 100 lines (2.00 a second), 3 min left, 1 bad`,
    `${CLEARED}${'█'.repeat(24)} 100 %, 400 lines (6.67 a second), 0 s left`,
  ]);
});

test('unknown size: lines and rate', () => {
  const { written, stream } = terminal();
  const progress = new ProgressLine(0, stream);
  now = 2000;
  progress.show(9, 1234, '');
  expect(written).toEqual([`${CLEARED}9 lines (4.50 a second)`]);
});

test('is redrawn at most every 100 ms, and cleared once', () => {
  const { written, stream } = terminal();
  const progress = new ProgressLine(0, stream);
  progress.clear();
  progress.show(1, 1, '');
  now = 99;
  progress.show(2, 2, '');
  progress.clear();
  progress.clear();
  progress.show(3, 3, '');
  expect(written).toEqual([`${CLEARED}1 lines`, CLEARED, `${CLEARED}3 lines`]);
});

test('shows nothing without a terminal', () => {
  const { written, stream } = terminal(false);
  const progress = new ProgressLine(10, stream);
  progress.show(1, 1, '');
  progress.clear();
  expect(written).toEqual([]);
});
