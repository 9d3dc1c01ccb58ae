import { changeSpeed } from '../../../../examples/digits/speech/change-speed';

test('speed changes the length and the pitch of a tone', () => {
  const tone = Float32Array.from({ length: 8001 }, (_, index) => Math.sin(0.1 * index));
  const faster = changeSpeed(tone, 1.25);
  expect(faster.length).toBe(6400);
  const deviations = faster.map((sample, index) => Math.abs(sample - Math.sin(0.125 * index)));
  expect(Math.max(...deviations)).toBeLessThan(0.002);
  expect([...changeSpeed(tone, 1)]).toEqual([...tone.slice(0, 8000)]);
});
