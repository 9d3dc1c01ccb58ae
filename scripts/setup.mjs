#!/usr/bin/env node
// Makes a checkout ready to run: `node scripts/setup.mjs [--for-tests] [STEP...]`. `npm start` and `npm test` call it
// first. Finished steps are skipped. Neither this file nor scripts/setup/ may import npm packages: set-up installs them.
const minNode = 20;

if (Number.parseInt(process.versions.node, 10) < minNode) {
  console.error(
    `set-up: Node.js ${minNode} or newer is needed and this is ${process.versions.node}: install a newer one.`,
  );
  process.exit(1);
}

// Imported late, so that an old Node.js prints the sentence above instead of a syntax error.
import('./setup/main.mjs').then(({ main }) => main(process.argv.slice(2)));
