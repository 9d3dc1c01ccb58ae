import { installFromDebian } from './debian.mjs';
import { onPath } from './tools.mjs';

/** Chromium, in which the tests look at pages, or undefined. */
export const chromiumPath = () => onPath('chromium') ?? onPath('chromium-browser');

export const browser = {
  name: 'browser',
  title: 'Chromium',
  needs: [],
  key: () => 'the machine’s',
  async run(say) {
    if (!chromiumPath()) await installFromDebian(['chromium'], say);
    const path = chromiumPath();
    if (!path) say('not here: chromium; the tests of pages will be skipped');
    return path ? [path] : [];
  },
};
