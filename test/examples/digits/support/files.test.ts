import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UNFINISHED, writeAtomically } from '../../../../examples/digits/support/files';

const folder = mkdtempSync(join(tmpdir(), 'ctc-files-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('replaces a file', () => {
  const file = join(folder, 'replaced');
  writeAtomically(file, 'before');
  writeAtomically(file, 'after');
  expect(readFileSync(file, 'utf8')).toBe('after');
});

test('reports a file that cannot be written and leaves no partial file', () => {
  const taken = join(folder, 'taken');
  writeAtomically(taken, 'before');
  expect(() => writeAtomically(join(taken, 'inside'), 'text')).toThrow(/^Cannot write .*inside: .*ENOTDIR.*\.$/);
  expect(readFileSync(taken, 'utf8')).toBe('before');
  expect(readdirSync(folder).filter((name) => name.endsWith(UNFINISHED))).toEqual([]);
});
