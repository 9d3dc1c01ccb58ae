/** Jobs that are not awaited keep the process alive until they settle. */
const { ctcLoss } = require('ctc-native');
const { longBatch } = require('./batch.cjs');

let settled = 0;
for (let job = 0; job < 3; job++) {
  ctcLoss(longBatch()).then(() => {
    settled++;
  });
}
process.on('exit', () => console.log(`${settled} settled`));
