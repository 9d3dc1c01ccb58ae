import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { inRoot, inStore } from './checkout.mjs';

/** Node-API's headers, from npm. */
export const nodeApiHeaders = inRoot('node_modules', 'node-api-headers', 'include');

/**
 * Lays out what node-gyp's --nodedir wants and returns its path. The addon uses nothing of Node but Node-API, so these
 * headers do for every Node; its own headers are not at hand with every Node, and bring other compiler flags with each.
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
