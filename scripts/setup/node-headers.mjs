import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { inRoot, inStore } from './checkout.mjs';

/** Node-API's headers, from npm. */
export const nodeApiHeaders = inRoot('node_modules', 'node-api-headers', 'include');

/**
 * Makes a folder for node-gyp's --nodedir and returns its path. The addon uses only Node-API, so these headers serve every
 * version of Node.js. Not every Node.js is installed with its headers, and each version's set other compiler flags.
 */
export function makeNodeDirectory() {
  const directory = inStore('node');
  mkdirSync(inStore('node', 'include'), { recursive: true });
  cpSync(nodeApiHeaders, inStore('node', 'include', 'node'), { recursive: true });
  const defaults = {
    target_defaults: { default_configuration: 'Release', configurations: { Release: {}, Debug: {} } },
  };
  writeFileSync(inStore('node', 'include', 'node', 'common.gypi'), JSON.stringify(defaults));
  writeFileSync(inStore('node', 'include', 'node', 'config.gypi'), JSON.stringify({ variables: {} }));
  return directory;
}
