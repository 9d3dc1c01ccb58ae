import { spawnSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Problem } from './problem.mjs';

/** The full path of a program on the PATH, or undefined. */
export function onPath(program) {
  for (const directory of (process.env.PATH ?? '').split(delimiter)) {
    const file = join(directory, program);
    try {
      accessSync(file, constants.X_OK);
      if (statSync(file).isFile()) return file;
    } catch {
      // not here
    }
  }
  return undefined;
}

/** The C++ compiler that everything is compiled with, or undefined. */
export const compiler = () => process.env.CXX || ['g++', 'c++', 'clang++'].find(onPath);

// What a step may need: how to see whether it is there, what people call it, and Debian's package of it.
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

/** Throws a Problem that names every tool that is missing, and how to get it. */
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
