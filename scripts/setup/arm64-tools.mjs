import { existsSync } from 'node:fs';
import { installFromDebian } from './debian.mjs';
import { onPath } from './tools.mjs';

/** @import { Step } from './step.mjs' */

const programs = ['aarch64-linux-gnu-g++', 'qemu-aarch64'];
const googleTestSources = '/usr/src/googletest/CMakeLists.txt';

/** What the C++ tests for 64-bit ARM need and this machine lacks. */
export function missingArm64Tools() {
  const missing = programs.filter((program) => !onPath(program));
  if (!existsSync(googleTestSources)) missing.push('the sources of googletest');
  return missing;
}

/** @type {Step} */
export const arm64Tools = {
  name: 'arm64-tools',
  title: 'cross compiler and emulator for 64-bit ARM',
  needs: [],
  key: () => 'the machine’s',
  async run(report) {
    if (missingArm64Tools().length > 0) {
      await installFromDebian(['g++-aarch64-linux-gnu', 'qemu-user', 'googletest'], report);
    }
    const missing = missingArm64Tools();
    if (missing.length > 0) report(`not installed: ${missing.join(', ')}; the tests for 64-bit ARM will be skipped`);
    return programs.flatMap((program) => onPath(program) ?? []);
  },
};
