import { expectRightUse, Project, registry, tarball, tool } from './installation';

const managers: Record<string, { files?: Record<string, string>; install: string[]; use: string[] }> = {
  npm: { install: ['npm', 'install', '--ignore-scripts', '--no-audit', tarball], use: ['node'] },
  pnpm: {
    install: ['node', tool('pnpm', 'bin', 'pnpm.cjs'), 'add', '--ignore-scripts', tarball],
    use: ['node'],
  },
  'yarn 1': {
    install: ['node', tool('yarn', 'bin', 'yarn.js'), 'add', '--ignore-scripts', `file:${tarball}`],
    use: ['node'],
  },
  'yarn 4, without node_modules': {
    files: {
      '.yarnrc.yml': 'enableTelemetry: false\nenableGlobalCache: false\nenableScripts: false\n',
      'yarn.lock': '',
    },
    install: ['node', tool('@yarnpkg', 'cli-dist', 'bin', 'yarn.js'), 'add', `ctc-native@file:${tarball}`],
    use: ['node', tool('@yarnpkg', 'cli-dist', 'bin', 'yarn.js'), 'node'],
  },
};

test.each(Object.entries(managers))('%s installs it, and it works', async (_, { files = {}, install, use }) => {
  const project = new Project();
  for (const [file, content] of Object.entries(files)) project.write(file, content);
  const home = {
    HOME: project.folder,
    npm_config_registry: registry(),
    YARN_REGISTRY: registry(),
    YARN_CACHE_FOLDER: project.path('.cache'),
    YARN_NPM_REGISTRY_SERVER: registry(),
  };
  const { code, output, errors } = await project.run(install[0]!, install.slice(1), home);
  expect({ code, said: code === 0 ? '' : output + errors }).toEqual({ code: 0, said: '' });
  for (const program of ['use.cjs', 'use.mjs']) {
    expectRightUse(await project.run(use[0]!, [...use.slice(1), project.program(program)], home));
  }
  project.remove();
});
