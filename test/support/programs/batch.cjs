/** A batch that keeps one thread busy for some tens of milliseconds. */
function longBatch() {
  const [batch, time, classes] = [8, 2000, 20];
  const logits = Float32Array.from({ length: batch * time * classes }, (_, i) => 3 * Math.sin(1 + 7.3 * i));
  const labels = Array.from({ length: batch }, (_, sample) =>
    Int32Array.from({ length: 400 }, (_, position) => 1 + ((sample + 7 * position) % (classes - 1))),
  );
  return { logits, shape: [batch, time, classes], labels, threads: 1 };
}

/** A digest for comparing bits. */
function digest(result) {
  const hash = require('node:crypto').createHash('sha256');
  for (const part of [result.losses, result.gradient, result.status]) {
    if (part !== undefined) hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  }
  return hash.digest('hex');
}

module.exports = { longBatch, digest };
