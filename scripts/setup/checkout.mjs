import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top folder of the checkout. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** @param {string[]} parts */
export const inRoot = (...parts) => join(root, ...parts);

/**
 * Set-up keeps its stamps, its log and its downloads here.
 * @param {string[]} parts
 */
export const inStore = (...parts) => inRoot('.setup', ...parts);

/** @param {string[]} parts */
export function readJson(...parts) {
  return JSON.parse(readFileSync(inRoot(...parts), 'utf8'));
}

/**
 * The version of an installed npm package, or undefined.
 * @param {string} name
 * @returns {string | undefined}
 */
export function installedVersion(name) {
  return existsSync(inRoot('node_modules', name, 'package.json'))
    ? readJson('node_modules', name, 'package.json').version
    : undefined;
}

/**
 * Every file under a folder of the checkout, as sorted paths from the checkout; empty if the folder does not exist.
 * @param {string} folder
 */
export function filesUnder(folder) {
  if (!existsSync(inRoot(folder))) return [];
  return readdirSync(inRoot(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1))
    .sort();
}

/**
 * A hash of the names and contents of files of the checkout, and of further facts.
 * @param {readonly string[]} files
 * @param {unknown[]} facts
 */
export function fingerprint(files, ...facts) {
  const hash = createHash('sha256');
  for (const file of files) {
    const content = existsSync(inRoot(file)) ? readFileSync(inRoot(file)) : Buffer.from('absent');
    hash.update(`${file} ${content.length}\n`).update(content);
  }
  return hash.update(JSON.stringify(facts)).digest('hex');
}
