import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Runs `work` while binding.gyp lies where node-gyp wants it, in the package's folder. If it stayed there, package managers
 * would compile at every install.
 */
export async function withBindingGyp(folder, work) {
  const project = join(folder, 'binding.gyp');
  copyFileSync(join(folder, 'native', 'binding.gyp'), project);
  try {
    return await work();
  } finally {
    rmSync(project);
  }
}
