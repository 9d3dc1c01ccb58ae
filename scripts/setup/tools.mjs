import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Problem } from './problem.mjs';

/**
 * The full path of a program on the PATH, or undefined.
 * @param {string} program
 */
export function onPath(program) {
  for (const directory of (process.env.PATH ?? '').split(delimiter)) {
    const file = join(directory, program);
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return file;
    } catch {
      // Not in this directory.
    }
  }
  return undefined;
}

/** The C++ compiler for everything, or undefined. */
export const compiler = () => process.env.CXX || ['g++', 'c++', 'clang++'].find(onPath);

/** The C++ compiler of a step that needs one. */
export function requireCompiler() {
  requireTools(['compiler']);
  return /** @type {string} */ (compiler());
}

/** @typedef {'npm' | 'compiler' | 'make' | 'python' | 'pip'} ToolName */

/**
 * What a step may need: how to find it, its name in messages, and its Debian package.
 * @type {Record<ToolName, { found: () => unknown, called: string, debian: string }>}
 */
const tools = {
  npm: { found: () => onPath('npm'), called: 'npm', debian: 'npm' },
  compiler: { found: compiler, called: 'a C++ compiler (g++)', debian: 'g++' },
  make: { found: () => onPath('make'), called: 'make', debian: 'make' },
  python: { found: () => onPath('python3'), called: 'python3', debian: 'python3' },
  pip: {
    found: () => onPath('python3') && spawnSync('python3', ['-m', 'pip', '--version']).status === 0,
    called: 'pip for python3',
    debian: 'python3-pip',
  },
};

/**
 * @param {readonly ToolName[]} names
 * @throws {Problem} that names every missing tool and how to install it
 */
export function requireTools(names) {
  const missing = [...new Set(names)].map((name) => tools[name]).filter((tool) => !tool.found());
  if (missing.length === 0) return;
  const list = new Intl.ListFormat('en').format(missing.map((tool) => tool.called));
  const packages = missing.map((tool) => tool.debian).join(' ');
  throw new Problem(
    `${list} ${missing.length > 1 ? 'are' : 'is'} not on this machine's PATH: install ${missing.length > 1 ? 'them' : 'it'} ` +
      `(on Debian or Ubuntu: apt-get install ${packages}).`,
  );
}
