import { PassThrough } from 'node:stream';
import { formatDuration } from '../../../../examples/digits/support/format';
import { startProgress } from '../../../../examples/digits/support/progress';

function streamLike(isTTY: boolean): { stream: NodeJS.WriteStream; written: () => string } {
  const through = new PassThrough();
  let text = '';
  through.on('data', (data) => {
    text += data;
  });
  const stream = Object.assign(through, { isTTY, columns: 120 }) as unknown as NodeJS.WriteStream;
  return { stream, written: () => text };
}

test('on a terminal, prints lines above a bar', () => {
  const { stream, written } = streamLike(true);
  const progress = startProgress('Training step', 10, stream);
  progress.update(3, 'loss 0.5');
  progress.print('  spoken 31 read 31');
  progress.stop();
  const line = written().indexOf('  spoken 31 read 31\n');
  expect(line).toBeGreaterThanOrEqual(0);
  expect(written().slice(line)).toMatch(/Training step \S+ 3\/10 \| loss 0\.5/);
});

test('without a terminal, prints about 20 lines, the first and the last step included', () => {
  const { stream, written } = streamLike(false);
  const progress = startProgress('Synthesising voice', 200, stream);
  for (let done = 1; done <= 200; done++) progress.update(done);
  progress.stop();
  const lines = written().trimEnd().split('\n');
  expect(lines).toHaveLength(21);
  expect(lines.slice(0, 2)).toEqual(['Synthesising voice 1/200', 'Synthesising voice 10/200']);
  expect(lines.at(-1)).toBe('Synthesising voice 200/200');
});

test.each([
  [0, '0:00'],
  [59.6, '1:00'],
  [245, '4:05'],
  [3601, '60:01'],
])('formats %d seconds as %s', (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});
