/** Transfers and overwrites all arguments of a running job. Prints whether its result is the same as without. */
const { setTimeout: sleep } = require('node:timers/promises');
const { ctcLoss, ctcLossSync } = require('ctc-native');
const { digest, longBatch } = require('./batch.cjs');

async function main() {
  const expected = digest(ctcLossSync(longBatch()));
  const request = longBatch();
  const result = ctcLoss(request);
  await sleep(3);
  for (const { buffer } of [request.logits, ...request.labels]) structuredClone(buffer, { transfer: [buffer] });
  console.log(request.logits.length, digest(await result) === expected ? 'same' : 'other');

  const memory = new SharedArrayBuffer(4 * longBatch().logits.length);
  const shared = new Float32Array(memory);
  shared.set(longBatch().logits);
  const fromShared = ctcLoss({ ...longBatch(), logits: shared });
  await sleep(3);
  shared.fill(Number.NaN);
  console.log(digest(await fromShared) === expected ? 'same' : 'other');

  const gradient = new Float32Array(shared.length);
  const refused = ctcLoss({ ...longBatch(), gradient });
  await sleep(3);
  structuredClone(gradient.buffer, { transfer: [gradient.buffer] });
  console.log(
    await refused.then(
      () => 'fine',
      (error) => error.code,
    ),
  );
}

main();
