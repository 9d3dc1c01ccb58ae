import { execFileSync } from 'node:child_process';
import { capabilities } from '../../../lib';
import { root } from '../../support/root';

interface Answer {
  kernel: string;
  losses: number[];
  gradient: number[];
}

/** A fixed batch of 3 x 90 x 17 scores, computed in a process of its own with the named kernel. */
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

test('the scalar kernel is always there, and the default is the last one supported', () => {
  expect(kernels[0]).toBe('scalar');
  expect(answerWith('').kernel).toBe(kernels.at(-1));
});

test.each(kernels)('CTC_NATIVE_KERNEL=%s is the one that runs, and agrees with the scalar kernel', (kernel) => {
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

test('a kernel that is not there is refused, and the message names those that are', () => {
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
