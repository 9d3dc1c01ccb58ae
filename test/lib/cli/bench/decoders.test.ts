import { ctcNative } from '../../../support/command-line';

test('bench --decoders measures each decoder', () => {
  const { code, output, errors } = ctcNative(['bench', '--decoders', '--rounds', '1']);
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  const milliseconds = (name: string) =>
    [...output.matchAll(new RegExp(`^${name} +([\\d.]+) +[\\d.]+x +1$`, 'gm'))].map(([, number]) => Number(number));
  for (const name of [
    'the sum of the scores',
    ...['logits', 'logProbs', 'probs'].map((kind) => `greedyDecode, ${kind}`),
  ]) {
    expect(milliseconds(name)).toEqual([expect.any(Number), expect.any(Number)]);
    expect(Math.min(...milliseconds(name))).toBeGreaterThan(0);
  }
  for (const name of ['beamSearchDecode, width 100', 'the same with a 3-gram model of words']) {
    expect(milliseconds(name)).toEqual([expect.any(Number)]);
  }
});

test('a missing interpreter is named with what it needs', () => {
  const { code, errors } = ctcNative(['bench', '--decoders', '--python', '/no/python']);
  expect(code).toBe(1);
  expect(errors).toContain(
    'tensorflow_greedy cannot be measured: its process ended: spawn /no/python ENOENT; it needs pip install tensorflow-cpu',
  );
});

test.each([
  [['--svg', 'decoders.svg'], '--svg'],
  [['--tfjs'], '--tfjs'],
  [['--cases', 'char'], '--cases'],
])('bench --decoders refuses %j, which it would ignore', (parameters, option) => {
  const { code, output, errors } = ctcNative(['bench', '--decoders', ...parameters]);
  expect({ code, output }).toEqual({ code: 2, output: '' });
  expect(errors).toContain(`${option} has no effect with --decoders`);
});
