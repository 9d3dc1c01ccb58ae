import { linkSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeWhole } from '../../lib/cli/output-file';

const folder = mkdtempSync(join(tmpdir(), 'ctc-output-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a file that is there is replaced, never written into: its other name keeps what it had', async () => {
  const [file, otherName] = [join(folder, 'page.html'), join(folder, 'before.html')] as const;
  writeFileSync(file, 'before');
  linkSync(file, otherName);
  await writeWhole(file, 'after');
  expect([readFileSync(file, 'utf8'), readFileSync(otherName, 'utf8')]).toEqual(['after', 'before']);
  expect(readdirSync(folder)).toHaveLength(2);
});

test('what cannot be written is a problem that names the file', async () => {
  const file = join(folder, 'no folder', 'page.html');
  await expect(writeWhole(file, 'text')).rejects.toThrow(`${file} cannot be written: ENOENT`);
});
