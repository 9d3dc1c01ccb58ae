import { existsSync } from 'node:fs';
import { installFromDebian } from './debian.mjs';
import { onPath } from './tools.mjs';

const programs = ['aarch64-linux-gnu-g++', 'qemu-aarch64'];
const googleTestSources = '/usr/src/googletest/CMakeLists.txt';

/** What the C++ tests for 64-bit ARM need and the machine has not got, as Debian names it. */
export function missingArm64Tools() {
  const missing = programs.filter((program) => !onPath(program));
  if (!existsSync(googleTestSources)) missing.push('the sources of googletest');
  return missing;
}

export const arm64Tools = {
  name: 'arm64-tools',
  title: 'cross compiler and emulator for 64-bit ARM',
  needs: [],
  key: () => 'the machine’s',
  async run(say) {
    if (missingArm64Tools().length > 0) {
      await installFromDebian(['g++-aarch64-linux-gnu', 'qemu-user', 'googletest'], say);
    }
    const missing = missingArm64Tools();
    if (missing.length > 0) say(`not here: ${missing.join(', ')}; the tests for it will be skipped`);
    return programs.map((program) => onPath(program)).filter(Boolean);
  },
};
