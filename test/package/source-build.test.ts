import { rmSync } from 'node:fs';
import { expectRightUse, Project } from './installation';

test('the documented command builds the addon from the sources in the package', async () => {
  const project = await new Project().install();
  rmSync(project.path('node_modules', 'ctc-native', 'prebuilds'), { recursive: true });
  const { PATH = '' } = process.env;
  const { code, output, errors } = await project.run(
    'npm',
    ['explore', 'ctc-native', '--', 'npm', 'run', 'build:native'],
    { PATH },
  );
  expect({ code, said: code === 0 ? '' : output + errors }).toEqual({ code: 0, said: '' });
  expectRightUse(await project.node([project.program('use.cjs')]));
  project.remove();
});
