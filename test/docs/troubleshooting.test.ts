import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CTC_ERROR_CODES } from '../../lib/check/errors';
import { root } from '../support/root';

test('there is a section for each error code, and for no other', () => {
  const text = readFileSync(join(root, 'docs', 'troubleshooting.md'), 'utf8');
  const sections = [...text.matchAll(/^## (ERR_\w+)$/gm)].map(([, code]) => code);
  expect(sections.sort()).toEqual([...CTC_ERROR_CODES].sort());
});
