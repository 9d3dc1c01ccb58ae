import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The directory that is being set up. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

export const inRoot = (...parts) => join(root, ...parts);

/** Where set-up keeps its stamps, its log and what it downloads. */
export const inStore = (...parts) => inRoot('.setup', ...parts);

export function readJson(...parts) {
  return JSON.parse(readFileSync(inRoot(...parts), 'utf8'));
}

/** The version of an installed npm package, or undefined. */
export function installedVersion(name) {
  return existsSync(inRoot('node_modules', name, 'package.json'))
    ? readJson('node_modules', name, 'package.json').version
    : undefined;
}

/** Every file under a directory of the checkout, as sorted paths from the checkout; none where there is no directory. */
export function filesUnder(directory) {
  if (!existsSync(inRoot(directory))) return [];
  return readdirSync(inRoot(directory), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1))
    .sort();
}

/** A hash over the names and contents of files of the checkout, and over further facts. */
export function fingerprint(files, ...facts) {
  const hash = createHash('sha256');
  for (const file of files) {
    const content = existsSync(inRoot(file)) ? readFileSync(inRoot(file)) : Buffer.from('absent');
    hash.update(`${file} ${content.length}\n`).update(content);
  }
  return hash.update(JSON.stringify(facts)).digest('hex');
}
