/**
 * Registers the op while another thread holds the lock that copies of the addon share. Prints whether registration waited.
 */
const { spawn } = require('node:child_process');
const { existsSync, mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
require('../../../scripts/node-util-for-tfjs.cjs');
require('@tensorflow/tfjs-node');
const { addon } = require('../../../dist/native/load').loadNative();

const folder = mkdtempSync(`${tmpdir()}/ctc-native-locked-`);
process.on('exit', () => rmSync(folder, { recursive: true }));
const lock = `/proc/${process.pid}/stat`;
const owner = spawn('flock', [lock, '-c', `echo locked; sleep 0.5; touch ${folder}/released`]);
owner.stdout.once('data', () => {
  addon.registerTensorFlowOps();
  console.log(existsSync(`${folder}/released`) ? 'waited' : 'went ahead');
});
