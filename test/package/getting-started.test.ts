/** The program of docs/getting-started.md in a project with the package and TensorFlow.js, shortened to one epoch. */
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { blocks, pages } from '../docs/documents';
import { root } from '../support/root';
import { Project } from './installation';

test('the program of docs/getting-started.md trains on @tensorflow/tfjs', async () => {
  const project = await new Project().install();
  symlinkSync(join(root, 'node_modules', '@tensorflow'), project.path('node_modules', '@tensorflow'));
  const page = pages.find((each) => each.page === join('docs', 'getting-started.md'))!;
  const program = blocks(page, 'js')[0]!.replace('epochs: 6', 'epochs: 1').replace('makeSet(600)', 'makeSet(200)');
  project.write('train.mjs', program);
  const { code, output, errors } = await project.node(['train.mjs']);
  expect({ code, errors: code === 0 ? '' : errors }).toEqual({ code: 0, errors: '' });
  expect(output.split('\n')).toEqual([
    expect.stringMatching(/^epoch 1: loss \d+\.\d+, errors \d+\.\d %$/),
    ...[0, 1, 2].map(() => expect.stringMatching(/^[a-d]+ was read as [a-d]*$/)),
    expect.stringMatching(/^label error rate of 100 test recordings: \d+\.\d %$/),
  ]);
  project.remove();
}, 300_000);
