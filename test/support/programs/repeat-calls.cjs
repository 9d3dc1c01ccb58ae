/**
 * Makes CALLS calls of each kind (a fifth for those that fail) and prints by how many bytes per call the process has grown
 * after its memory settles: node --expose-gc repeat-calls.cjs CALLS.
 */
const { ctcLoss, ctcLossSync, diagnose } = require('ctc-native');
const settledMemory = require('./settled-memory.cjs');

const calls = Number(process.argv[2]);
/** Warm-up: the heap grows at first for each kind of call. */
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
