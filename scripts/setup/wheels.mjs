import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inRoot } from './checkout.mjs';
import { run } from './child.mjs';

/**
 * Unpacks a Python package's wheel into a folder, which is complete whenever it exists. It does not install the package:
 * Debian's pip refuses to, and set-up needs only the files.
 * @param {string} requirement as in name==version
 * @param {string} directory
 * @param {object} [options]
 * @param {readonly string[]} [options.platform] pip's options for another Python or platform than this machine's
 * @param {readonly string[]} [options.members] patterns of the files to unpack
 */
export async function unpackWheel(requirement, directory, { platform = [], members = ['*'] } = {}) {
  const download = mkdtempSync(join(tmpdir(), 'ctc-native-wheel-'));
  const unfinished = `${directory}.unfinished`;
  try {
    const pipOptions = ['--disable-pip-version-check', '--no-deps', '--only-binary=:all:', ...platform];
    await run('python3', ['-m', 'pip', 'download', ...pipOptions, '--dest', download, requirement], { called: 'pip' });
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(dirname(directory), { recursive: true });
    const [wheel = ''] = readdirSync(download);
    await run('python3', [
      inRoot('scripts', 'setup', 'unpack_wheel.py'),
      join(download, wheel),
      unfinished,
      ...members,
    ]);
    rmSync(directory, { recursive: true, force: true });
    renameSync(unfinished, directory);
  } finally {
    rmSync(download, { recursive: true, force: true });
  }
}
