/**
 * Makes a great many calls, one kind after the other, and prints for each by how many bytes a call the process has grown
 * once its memory had settled: node --expose-gc repeat-calls.cjs CALLS. Of calls that end in an error there are a fifth.
 */
const { ctcLoss, ctcLossSync, diagnose } = require('ctc-native');
const settledMemory = require('./settled-memory.cjs');

const calls = Number(process.argv[2]);
/** The collector lets the heap grow at first, and for each kind of call anew. */
const warmUp = 20000;
const logits = Float32Array.from({ length: 2 * 20 * 6 }, (_, i) => Math.sin(i * i));
const request = { logits, shape: [2, 20, 6], labels: [[1, 2, 2], [3]] };
const gradient = new Float32Array(logits.length);
const infeasible = { ...request, inputLengths: [3, 20], infeasible: 'throw' };
const aborted = AbortSignal.abort();

const ignore = () => {};
const kinds = {
  'synchronous calls': async () => ctcLossSync(request),
  'calls into a given gradient': async () => ctcLossSync({ ...request, gradient }),
  'asynchronous calls': () => ctcLoss(request),
  diagnoses: async () => diagnose(request),
};
const failingKinds = {
  'refused calls': () => ctcLoss({ ...request, blank: 9 }).catch(ignore),
  'infeasible calls': () => ctcLoss(infeasible).catch(ignore),
  'calls aborted before': () => ctcLoss(request, { signal: aborted }).catch(ignore),
  'calls aborted on the way': () => {
    const controller = new AbortController();
    const call = ctcLoss(request, { signal: controller.signal }).catch(ignore);
    controller.abort();
    return call;
  },
};

async function repeat(call, count) {
  for (let done = 0; done < count; done += 100) {
    await Promise.all(Array.from({ length: 100 }, () => call()));
  }
}

async function measure(kinds, count) {
  for (const [name, call] of Object.entries(kinds)) {
    await repeat(call, warmUp);
    const before = await settledMemory();
    await repeat(call, count);
    const after = await settledMemory();
    console.log(`${Math.round((after - before) / count)} bytes a call: ${count} ${name}`);
  }
}

async function main() {
  await measure(kinds, calls);
  await measure(failingKinds, calls / 5);
}

main();
