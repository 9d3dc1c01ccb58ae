// Lint rules and formatting of TypeScript, JavaScript and C++: `npm run lint` checks, `npm run format` (--write) repairs.
import { spawnSync } from 'node:child_process';
import { filesUnder, inRoot, root } from './setup/checkout.mjs';
import { clangFormatPath } from './setup/test-tools.mjs';

const write = process.argv.includes('--write');
const cxxFiles = ['native', 'bench/native', 'test/native']
  .flatMap(filesUnder)
  .filter((file) => /\.(h|inc|cc)$/.test(file));

/**
 * @param {string} command
 * @param {readonly string[]} parameters
 */
const passes = (command, parameters) => {
  const { status, error } = spawnSync(command, parameters, { cwd: root, stdio: 'inherit' });
  if (error) throw error;
  return status === 0;
};

const biome = inRoot('node_modules', '@biomejs', 'biome', 'bin', 'biome');
const results = [
  passes(process.execPath, [biome, 'check', '--error-on-warnings', ...(write ? ['--write'] : [])]),
  passes(clangFormatPath, [...(write ? ['-i'] : ['--dry-run', '-Werror']), ...cxxFiles]),
];
process.exitCode = results.every(Boolean) ? 0 : 1;
