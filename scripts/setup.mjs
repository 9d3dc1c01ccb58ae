#!/usr/bin/env node
// Makes a checkout ready to run: `node scripts/setup.mjs [--for-tests] [STEP...]`. `npm start` and `npm test` call it
// first. What is done already is skipped. Nothing from npm may be imported here or under scripts/setup/: npm's packages
// are what it installs.
const oldestNode = 20;

if (Number.parseInt(process.versions.node, 10) < oldestNode) {
  console.error(
    `set-up: Node.js ${oldestNode} or newer is needed and this is ${process.versions.node}: install a newer one.`,
  );
  process.exit(1);
}

// Imported late, so that an old Node reads the sentence above instead of failing over syntax it does not know.
import('./setup/main.mjs').then(({ main }) => main(process.argv.slice(2)));
