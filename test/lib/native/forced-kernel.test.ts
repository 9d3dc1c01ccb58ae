import { execFileSync } from 'node:child_process';
import { capabilities } from '../../../lib';
import { root } from '../../support/root';

interface Answer {
  kernel: string;
  losses: number[];
  gradient: number[];
}

/** Computes a fixed batch of 3 x 90 x 17 scores in a separate process with the named kernel. */
const PROGRAM = `
  const { capabilities, ctcLossSync } = require(${JSON.stringify(root)});
  const logits = Float32Array.from({ length: 3 * 90 * 17 }, (_, i) => 6 * Math.sin(i * i * 0.37 + i));
  const labels = [[1, 2, 2, 3], Array.from({ length: 30 }, (_, i) => 1 + ((i * 7) % 16)), []];
  const { losses, gradient } = ctcLossSync({ logits, shape: [3, 90, 17], labels, inputLengths: [90, 71, 60] });
  console.log(JSON.stringify({ kernel: capabilities().kernel, losses: [...losses], gradient: [...gradient] }));
`;

function answerWith(kernel: string): Answer {
  const env = { ...process.env, CTC_NATIVE_KERNEL: kernel };
  return JSON.parse(execFileSync(process.execPath, ['-e', PROGRAM], { env, encoding: 'utf8' })) as Answer;
}

const kernels = capabilities().kernels;

test('the scalar kernel is always supported, and the default is the last one in the list', () => {
  expect(kernels[0]).toBe('scalar');
  expect(answerWith('').kernel).toBe(kernels.at(-1));
});

test.each(kernels)('CTC_NATIVE_KERNEL=%s selects that kernel, and it agrees with the scalar one', (kernel) => {
  const answer = answerWith(kernel);
  expect(answer.kernel).toBe(kernel);
  const scalar = answerWith('scalar');
  expect(answer.losses).toHaveLength(3);
  answer.losses.forEach((loss, sample) => {
    expect(Math.abs(loss - scalar.losses[sample]!)).toBeLessThanOrEqual(5e-6 + 2e-6 * loss);
  });
  const differences = answer.gradient.map((element, i) => Math.abs(element - scalar.gradient[i]!));
  expect(Math.max(...differences)).toBeLessThanOrEqual(4e-6);
  expect(Math.max(...answer.gradient.map(Math.abs))).toBeGreaterThan(0.1);
});

test('an unsupported kernel is an error that names the supported ones', () => {
  const program = `
    try {
      require(${JSON.stringify(root)}).capabilities();
    } catch (error) {
      console.log(error.code + '|' + error.message);
    }`;
  const env = { ...process.env, CTC_NATIVE_KERNEL: 'mmx' };
  const output = execFileSync(process.execPath, ['-e', program], { env, encoding: 'utf8' });
  expect(output.trim()).toBe(
    `ERR_CTC_KERNEL|CTC_NATIVE_KERNEL is "mmx": the kernels supported here are ${kernels.join(', ')}`,
  );
});
