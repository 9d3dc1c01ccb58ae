import { execFile, execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { root } from '../support/root';

const { version } = require('../../package.json') as { version: string };
export const tarball = join(root, 'build', 'package', `ctc-native-${version}.tgz`);

/** A file that the set-up step package-tools installs. */
export const tool = (...parts: string[]): string => join(root, '.setup', 'package-tools', 'node_modules', ...parts);

/** npm's default, which the settings of this machine may override. */
export const WITH_SCRIPTS = { npm_config_ignore_scripts: 'false' };

export interface Ended {
  readonly code: unknown;
  readonly output: string;
  readonly errors: string;
}

/** An empty folder, whose programs find Node.js, npm and a shell on the PATH, but no compiler, make or Python. */
export class Project {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'ctc-native-project-')));
  readonly #programs = join(this.folder, '.programs');

  constructor() {
    if (!existsSync(tarball)) throw new Error(`${tarball} is missing: npm run package`);
    mkdirSync(this.#programs);
    for (const program of ['node', 'npm', 'npx', 'sh', 'uname'])
      symlinkSync(onPath(program), join(this.#programs, program));
    this.write('package.json', { private: true });
  }

  path(...parts: string[]): string {
    return join(this.folder, ...parts);
  }

  write(file: string, content: object | string): string {
    writeFileSync(this.path(file), typeof content === 'string' ? content : JSON.stringify(content));
    return this.path(file);
  }

  copy(from: string, name: string): string {
    copyFileSync(from, this.path(name));
    return this.path(name);
  }

  /** Copies one of programs/ here and returns its path. */
  program(name: string): string {
    return this.copy(join(__dirname, 'programs', name), name);
  }

  run(command: string, parameters: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(npm_|NODE_PATH$|NODE_OPTIONS$|CTC_)/.test(name),
    );
    const env = { ...Object.fromEntries(inherited), PATH: this.#programs, NO_COLOR: '1', CI: '1', ...environment };
    return new Promise((resolve) => {
      execFile(command, parameters, { cwd: this.folder, env, maxBuffer: 2 ** 26 }, (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, output: stdout.trim(), errors: stderr.trim() }),
      );
    });
  }

  node(parameters: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ended> {
    return this.run(process.execPath, parameters, environment);
  }

  /** Installs the package with npm. */
  async install(): Promise<this> {
    const { code, errors } = await this.run('npm', ['install', '--no-audit', '--no-fund', tarball], WITH_SCRIPTS);
    if (code !== 0) throw new Error(errors);
    return this;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The registry of npm's settings, for programs that do not read them. */
export const registry = (): string => execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim();

function onPath(program: string): string {
  const folder = (process.env.PATH ?? '').split(delimiter).find((candidate) => existsSync(join(candidate, program)));
  if (folder === undefined) throw new Error(`${program} is not on the PATH`);
  return realpathSync(join(folder, program));
}

/** Checks the output of programs/use.*. */
export function expectRightUse({ code, output, errors }: Ended): void {
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  const { probability, gradient, later, withTf } = JSON.parse(output);
  expect(probability).toBeCloseTo(3 / 4, 6);
  expect(later).toBe(probability);
  // Of the paths 1 1, 1 blank and blank 1, two have label 1 in each frame: its posterior is 2 / 3, its softmax 1 / 2.
  [1 / 6, -1 / 6, 1 / 6, -1 / 6].forEach((slope, i) => {
    expect(gradient[i]).toBeCloseTo(slope, 6);
  });
  expect(withTf).toBe('function');
}
