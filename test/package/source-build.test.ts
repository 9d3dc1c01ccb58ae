import { rmSync } from 'node:fs';
import { expectRightUse, Project } from './installation';

test.each([
  [[], 'std::thread'],
  [['--openmp'], 'openmp'],
])('build:native %j builds the addon from the sources in the package', async (options, threading) => {
  const project = await new Project().install();
  rmSync(project.path('node_modules', 'ctc-native', 'prebuilds'), { recursive: true, force: true });
  const { PATH = '' } = process.env;
  const command = ['explore', 'ctc-native', '--', 'npm', 'run', 'build:native'];
  const { code, output, errors } = await project.run(
    'npm',
    [...command, ...(options.length > 0 ? ['--', ...options] : [])],
    { PATH },
  );
  expect({ code, said: code === 0 ? '' : output + errors }).toEqual({ code: 0, said: '' });
  expectRightUse(await project.node([project.program('use.cjs')]));
  const { output: reported } = await project.node(['--print', "require('ctc-native').capabilities().threading"]);
  expect(reported).toBe(threading);
  project.remove();
});
