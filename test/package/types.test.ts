import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/root';
import { Project, tarball, tool } from './installation';

const success = { code: 0, text: '' };

async function ended(run: Promise<{ code: unknown; output: string; errors: string }>) {
  const { code, output, errors } = await run;
  return { code, text: code === 0 ? '' : output + errors };
}

test('publint finds nothing', async () => {
  const project = new Project();
  expect(await ended(project.node([tool('publint', 'src', 'cli.js'), '--strict', tarball]))).toEqual(success);
  project.remove();
});

test('attw finds the types for every kind of import', async () => {
  const project = new Project();
  const cli = tool('@arethetypeswrong', 'cli', 'dist', 'index.js');
  expect(await ended(project.node([cli, '--profile', 'strict', tarball]))).toEqual(success);
  project.remove();
});

test('CommonJS and ES module programs compile, and their expected errors occur', async () => {
  const project = await new Project().install();
  // The types of ctc-native/tfjs refer to the user's own TensorFlow.js.
  symlinkSync(join(root, 'node_modules', '@tensorflow'), project.path('node_modules', '@tensorflow'));
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  // skipLibCheck: the declarations of TensorFlow.js contradict newer ones of TypeScript.
  const options = [
    '--noEmit',
    '--strict',
    '--skipLibCheck',
    '--module',
    'node16',
    '--target',
    'es2022',
    '--types',
    'node',
  ];
  const typeRoots = ['--typeRoots', join(root, 'node_modules', '@types')];
  const programs = [project.program('types.cts'), project.program('types.mts')];
  expect(await ended(project.node([tsc, ...options, ...typeRoots, ...programs]))).toEqual(success);
  project.remove();
});
