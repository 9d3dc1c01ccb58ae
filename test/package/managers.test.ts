import { rmSync } from 'node:fs';
import { expectRightUse, Project, registry, tarball, tool, WITH_SCRIPTS } from './installation';

const pnpm = ['node', tool('pnpm', 'bin', 'pnpm.cjs')];
const yarn = ['node', tool('yarn', 'bin', 'yarn.js')];
const yarn4 = ['node', tool('@yarnpkg', 'cli-dist', 'bin', 'yarn.js')];

interface Manager {
  readonly files?: Record<string, string>;
  readonly add: readonly string[];
  /** The commands for a clone of the project, with its lockfile. */
  readonly reinstall: readonly (readonly string[])[];
  readonly node: readonly string[];
}

/** Install scripts may run, but there is no compiler: any compilation would fail. */
const managers: Record<string, Manager> = {
  npm: {
    add: ['npm', 'install', '--no-audit', tarball],
    reinstall: [
      ['npm', 'ci', '--no-audit'],
      ['npm', 'rebuild'],
    ],
    node: ['node'],
  },
  pnpm: { add: [...pnpm, 'add', tarball], reinstall: [[...pnpm, 'install', '--frozen-lockfile']], node: ['node'] },
  'yarn 1': {
    add: [...yarn, 'add', `file:${tarball}`],
    reinstall: [[...yarn, 'install']],
    node: ['node'],
  },
  'yarn 4, without node_modules': {
    files: {
      '.yarnrc.yml': 'enableTelemetry: false\nenableGlobalCache: false\nenableScripts: true\n',
      'yarn.lock': '',
    },
    add: [...yarn4, 'add', `ctc-native@file:${tarball}`],
    reinstall: [[...yarn4, 'install', '--immutable']],
    node: [...yarn4, 'node'],
  },
};

test.each(Object.entries(managers))('%s installs it, and it works', async (_, { files = {}, add, reinstall, node }) => {
  const project = new Project();
  for (const [file, content] of Object.entries(files)) project.write(file, content);
  const home = {
    ...WITH_SCRIPTS,
    HOME: project.folder,
    npm_config_registry: registry(),
    YARN_REGISTRY: registry(),
    YARN_CACHE_FOLDER: project.path('.cache'),
    YARN_NPM_REGISTRY_SERVER: registry(),
  };
  const manage = async ([program, ...parameters]: readonly string[]) => {
    const { code, output, errors } = await project.run(program!, parameters, home);
    const text = output + errors;
    expect({ code, text: code === 0 ? '' : text }).toEqual({ code: 0, text: '' });
    expect(text).not.toMatch(/build script|node-gyp/);
  };
  const use = async () => {
    for (const program of ['use.cjs', 'use.mjs']) {
      expectRightUse(await project.run(node[0]!, [...node.slice(1), project.program(program)], home));
    }
  };
  await manage(add);
  await use();
  rmSync(project.path('node_modules'), { recursive: true, force: true });
  for (const command of reinstall) await manage(command);
  await use();
  project.remove();
});
