/** The map in CONTRIBUTING.md agrees with the folders and with the includes that the layout test allows. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { NATIVE_LAYERS } from '../support/native-layers';
import { root } from '../support/root';
import { pages } from './documents';

const { text } = pages.find(({ page }) => page === 'CONTRIBUTING.md')!;

/** The cells of each row whose first cell is code. */
const rows = [...text.matchAll(/^\| (`.*) \|$/gm)].map(([, row]) => row!.split('|').map((cell) => cell.trim()));

const code = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name]) => name!);

const foldersIn = (...path: string[]) =>
  readdirSync(join(root, ...path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

test('the includes of the folders of native/ are those that the layout test allows', () => {
  const table = rows
    .filter((cells) => cells.length === 3)
    .map(([folder, , includes]) => [code(folder!)[0], code(includes!)]);
  expect(Object.fromEntries(table)).toEqual(NATIVE_LAYERS);
});

test.each(['lib', 'examples'])('every folder of %s/ is in the map', (folder) => {
  const listed = rows.map(([first]) => first);
  expect(listed).toEqual(expect.arrayContaining(foldersIn(folder).map((name) => `\`${folder}/${name}/\``)));
});

test('every folder of lib/tfjs/ and scripts/ is described in its row', () => {
  for (const folder of ['lib/tfjs', 'scripts']) {
    const [, contents] = rows.find(([first]) => first === `\`${folder}/\``)!;
    const names = code(contents!).map((name) => name.split('/')[0]);
    expect(names).toEqual(expect.arrayContaining(foldersIn(folder)));
  }
});

test('every folder of the map exists', () => {
  const listed = rows
    .flatMap(([first]) => code(first!))
    .filter((name) => /^(lib|native|bench|test|examples|scripts)\/[^.]*$/.test(name));
  expect(listed.length).toBeGreaterThan(10);
  for (const folder of listed) expect(() => readdirSync(join(root, folder))).not.toThrow();
});
