// Runs one peer for `ctc-native bench --peers`: serve.cjs NAME THREADS. serve.py describes the protocol.
// A peer is a module NAME_peer.cjs; what follows a dash in NAME is the variant. The module exports
// start(threads, variant) -> { version, prepare }, where prepare(batch) returns { call, arrays, release }: call() computes
// loss and gradient, arrays(result) converts them to Float32Arrays in batch-time-class order, release(result) frees them.
const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { createInterface } = require('node:readline');

function readBatch({ folder, shape, width }) {
  const bytes = (name) => {
    const { buffer, byteOffset, byteLength } = readFileSync(join(folder, name));
    return buffer.slice(byteOffset, byteOffset + byteLength);
  };
  return {
    logits: new Float32Array(bytes('logits.f32')),
    shape,
    labels: new Int32Array(bytes('labels.i32')),
    width,
    labelLengths: new Int32Array(bytes('label_lengths.i32')),
    inputLengths: new Int32Array(bytes('input_lengths.i32')),
  };
}

function answerer({ prepare }) {
  let current;
  const answers = {
    solve(request) {
      current = prepare(readBatch(request));
      const result = current.call();
      const { losses, gradient } = current.arrays(result);
      current.release(result);
      writeFileSync(join(request.folder, 'losses.f32'), losses);
      writeFileSync(join(request.folder, 'gradient.f32'), gradient);
      return {};
    },
    run({ calls }) {
      const start = performance.now();
      for (let i = 0; i < calls; i++) current.release(current.call());
      return { seconds: (performance.now() - start) / 1000 };
    },
  };
  return (request) => answers[request.do](request);
}

// Standard output is the channel to the benchmark: libraries print to standard error instead.
const write = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);

const attempt = (work) => {
  let reply;
  try {
    reply = work();
  } catch (error) {
    reply = { error: String(error.message).split('\n')[0] };
  }
  write(`${JSON.stringify(reply)}\n`);
};

const [name, threads] = process.argv.slice(2);
let answer;
attempt(() => {
  const [peerName, ...variant] = name.split('-');
  const peer = require(`./${peerName}_peer.cjs`).start(Number(threads), variant.join('-'));
  answer = answerer(peer);
  return { version: peer.version };
});
if (answer) createInterface({ input: process.stdin }).on('line', (line) => attempt(() => answer(JSON.parse(line))));
