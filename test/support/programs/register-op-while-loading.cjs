/**
 * Registers the op while a worker loads a library. A dependency of the library is a pipe, so the dynamic linker waits with its
 * locks held. What the pipe delivers is not a library, and loading fails in the end.
 */
const { execFileSync, spawn } = require('node:child_process');
const { mkdtempSync, readFileSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { Worker, isMainThread } = require('node:worker_threads');

const NEEDED = 'libstdc++.so.6';
const PIPE = './needed.addon'; // as long, so that it fits in its place

function main() {
  require('../../../scripts/node-util-for-tfjs.cjs');
  require('@tensorflow/tfjs-node');
  const { addon } = require('../../../dist/native/load').loadNative();
  const folder = mkdtempSync(`${tmpdir()}/ctc-native-loading-`);
  process.on('exit', () => rmSync(folder, { recursive: true }));
  const library = readFileSync(require.resolve('../../../build/Release/ctc_native.node'));
  library.write(PIPE, library.indexOf(`\0${NEEDED}\0`) + 1);
  process.chdir(folder);
  writeFileSync('library.node', library);
  execFileSync('mkfifo', [PIPE]);
  new Worker(__filename).once('online', () => {
    setTimeout(() => {
      spawn('sh', ['-c', `sleep 0.3; echo no library > ${PIPE}`]);
      addon.registerTensorFlowOps();
      console.log('registered');
    }, 300);
  });
}

function load() {
  try {
    process.dlopen({ exports: {} }, './library.node');
  } catch (error) {
    console.log(error.message);
  }
}

isMainThread ? main() : load();
