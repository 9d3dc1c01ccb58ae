import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inRoot } from './checkout.mjs';
import { run } from './child.mjs';

/**
 * Unpacks a Python package's wheel into `directory`, which is complete whenever it is there. Downloading and unpacking,
 * not installing: Debian's pip refuses to install, and nothing of Python is wanted, only files.
 * @param requirement as in name==version
 * @param platform pip's options for another Python or platform than this one's
 * @param members patterns of the files wanted
 */
export async function unpackWheel(requirement, directory, { platform = [], members = ['*'] } = {}) {
  const download = mkdtempSync(join(tmpdir(), 'ctc-native-wheel-'));
  const unfinished = `${directory}.unfinished`;
  try {
    const options = ['--disable-pip-version-check', '--no-deps', '--only-binary=:all:', ...platform];
    await run('python3', ['-m', 'pip', 'download', ...options, '--dest', download, requirement], { called: 'pip' });
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(dirname(directory), { recursive: true });
    const [wheel] = readdirSync(download);
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
