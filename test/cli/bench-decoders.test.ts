import { ctcNative } from './command-line';

test('bench --decoders measures each decoder', () => {
  const { code, output, errors } = ctcNative(['bench', '--decoders', '--rounds', '1']);
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  for (const name of ['the sum of the scores, in JavaScript', 'greedyDecode', 'beamSearchDecode, width 100']) {
    expect(Number(new RegExp(`^${name} +([\\d.]+) +1$`, 'm').exec(output)?.[1])).toBeGreaterThan(0);
  }
});

test('an interpreter that is missing is named', () => {
  const { code, errors } = ctcNative(['bench', '--decoders', '--python', '/no/python']);
  expect(code).toBe(1);
  expect(errors).toContain('tensorflow_greedy cannot be measured: its process ended: spawn /no/python ENOENT');
});
