/** A second file with the same addon. The loader treats it as another library, like that of another copy of the package. */
const { copyFileSync, mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

exports.copyOfAddon = () => {
  const folder = mkdtempSync(join(tmpdir(), 'ctc-native-copy-'));
  process.on('exit', () => rmSync(folder, { recursive: true }));
  const copy = join(folder, 'ctc_native.node');
  copyFileSync(join(__dirname, '..', '..', '..', 'build', 'Release', 'ctc_native.node'), copy);
  return copy;
};
