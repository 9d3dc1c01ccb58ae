import { installFromDebian } from './debian.mjs';
import { onPath } from './tools.mjs';

/** @import { Step } from './step.mjs' */

/** Chromium, for the tests of pages, or undefined. */
export const chromiumPath = () => onPath('chromium') ?? onPath('chromium-browser');

/** @type {Step} */
export const browser = {
  name: 'browser',
  title: 'Chromium',
  needs: [],
  key: () => 'the machine’s',
  async run(report) {
    if (!chromiumPath()) await installFromDebian(['chromium'], report);
    const path = chromiumPath();
    if (!path) report('not installed: chromium; the tests of pages will be skipped');
    return path ? [path] : [];
  },
};
