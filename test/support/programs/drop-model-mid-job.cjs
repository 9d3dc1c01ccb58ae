// Decodes with a model that becomes unreachable while the job runs, and reads the same model repeatedly.
const { mkdtempSync, rmSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');
const { beamSearchDecode, beamSearchDecodeAsync, readArpa } = require('ctc-native');
const settledMemory = require('./settled-memory.cjs');

const WORDS = 20_000;
const READINGS = 200;

const folder = mkdtempSync(join(tmpdir(), 'ctc-drop-model-'));
const path = join(folder, 'model.arpa');
const words = Array.from({ length: WORDS }, (_, i) => `-4\t${i.toString(5).replace(/./g, (digit) => 'abcde'[digit])}`);
writeFileSync(path, ['\\data\\', `ngram 1=${WORDS}`, '\\1-grams:', ...words, '\\end\\', ''].join('\n'));

const symbols = ['', 'a', 'b', 'c', 'd', 'e', ' '];
const logits = Float32Array.from({ length: 8 * 400 * 7 }, (_, i) => 3 * Math.sin(i * i));
const request = { logits, shape: [8, 400, 7], threads: 2 };

async function main() {
  const jobs = Array.from({ length: 4 }, () =>
    beamSearchDecodeAsync({ ...request, scorer: { model: readArpa(path), symbols } }),
  );
  for (let i = 0; i < 10; i++) {
    global.gc();
    await sleep(5);
  }
  const expected = JSON.stringify(beamSearchDecode({ ...request, scorer: { model: readArpa(path), symbols } }));
  const same = (await Promise.all(jobs)).filter((paths) => JSON.stringify(paths) === expected).length;
  console.log(`${same} of ${jobs.length} the same`);

  const memoryAfter = async (readings) => {
    for (let i = 0; i < readings; i++) {
      readArpa(path);
      // Node.js releases wrapped objects in a separate task after the collection.
      if (i % 10 === 9) {
        global.gc();
        await sleep(5);
      }
    }
    return settledMemory();
  };
  const before = await memoryAfter(30);
  console.log(`${Math.round(((await memoryAfter(READINGS)) - before) / READINGS)} bytes a model left behind`);
}

main().finally(() => rmSync(folder, { recursive: true }));
