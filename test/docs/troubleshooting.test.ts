import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/root';

const read = (...parts: string[]) => readFileSync(join(root, ...parts), 'utf8');

test('there is a section for each error code, and for no other', () => {
  const codes = [...read('lib', 'check', 'errors.ts').matchAll(/^ {2}\| '(\w+)'/gm)].map(([, code]) => code);
  const sections = [...read('docs', 'troubleshooting.md').matchAll(/^## (ERR_\w+)$/gm)].map(([, code]) => code);
  expect(codes.length).toBeGreaterThan(10);
  expect(sections.sort()).toEqual(codes.sort());
});
