/** Runs the JavaScript of the README word for word. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/root';

const examples = [...readFileSync(join(root, 'README.md'), 'utf8').matchAll(/^```js\n(.*?)^```$/gms)].map(
  ([, program]) => program!,
);

function run(program: string) {
  const preload = join(root, 'scripts', 'node-util-for-tfjs.cjs');
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--require', preload, '--input-type=module', '--eval', program],
    { cwd: root, encoding: 'utf8', env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' } },
  );
  return { stdout, stderr, status };
}

/** Adds what the fragment assumes after its imports, and a short training at its end. */
function withModel(fragment: string): string {
  const prelude = `
    const model = tf.sequential({ layers: [tf.layers.dense({ inputShape: [12, 5], units: 4 })] });
    const features = tf.randomNormal([6, 12, 5], 0, 1, 'float32', 1);
    const labels = tf.tensor2d([[1, 2, 3], [2, 2, 1], [3, 1, 2], [1, 1, 2], [2, 3, 1], [3, 1, 3]], [6, 3], 'int32');
    const [labelLengths, inputLengths] = [[3, 2, 1, 3, 1, 2], [12, 12, 12, 10, 12, 12]];
    const optimizer = tf.train.adam(0.01);`;
  const epilogue = `
    const before = (await loss().data())[0];
    for (let step = 0; step < 20; step++) optimizer.minimize(loss);
    const after = (await loss().data())[0];
    console.log(before > after && after > 0 ? 'learns' : 'does not learn', Number.isFinite(after));`;
  const endOfImports = fragment.lastIndexOf("';\n\n") + 3;
  return fragment.slice(0, endOfImports) + prelude + fragment.slice(endOfImports) + epilogue;
}

test('the README has two examples', () => expect(examples).toHaveLength(2));

test('the first runs unchanged', () => {
  const { stdout, stderr, status } = run(examples[0]!);
  expect([stderr, status]).toEqual(['', 0]);
  expect(stdout).toMatch(/^Float32Array\(2\) \[ \d+\.\d+, \d+\.\d+ \]\n2900\nUint8Array\(2\) \[ 0, 0 \]\n$/);
});

test('the one with TensorFlow.js trains a model', () => {
  const { stdout, stderr, status } = run(withModel(examples[1]!));
  expect({ stdout: stdout.split('\n').at(-2), status, stderr: stderr.trim() }).toEqual({
    stdout: 'learns true',
    status: 0,
    stderr: '',
  });
}, 120_000);
