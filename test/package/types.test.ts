import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/root';
import { Project, tarball, tool } from './installation';

const succeeds = { code: 0, said: '' };

async function ended(run: Promise<{ code: unknown; output: string; errors: string }>) {
  const { code, output, errors } = await run;
  return { code, said: code === 0 ? '' : output + errors };
}

test('publint finds nothing', async () => {
  const project = new Project();
  expect(await ended(project.node([tool('publint', 'src', 'cli.js'), '--strict', tarball]))).toEqual(succeeds);
  project.remove();
});

test('attw finds the right types for every kind of import', async () => {
  const project = new Project();
  const cli = tool('@arethetypeswrong', 'cli', 'dist', 'index.js');
  expect(await ended(project.node([cli, '--profile', 'strict', tarball]))).toEqual(succeeds);
  project.remove();
});

test('programs of both kinds compile, and wrong ones do not', async () => {
  const project = await new Project().install();
  // The types of ctc-native/tfjs are in terms of the user's own TensorFlow.js.
  symlinkSync(join(root, 'node_modules', '@tensorflow'), project.path('node_modules', '@tensorflow'));
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  // TensorFlow.js' declarations contradict newer ones of TypeScript's own.
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
  expect(await ended(project.node([tsc, ...options, ...typeRoots, ...programs]))).toEqual(succeeds);
  project.remove();
});
