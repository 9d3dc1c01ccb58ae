/** Ends the process with jobs running and waiting, at once or a little later: node exit-with-jobs.cjs DELAY */
const { ctcLoss } = require('ctc-native');
const { longBatch } = require('./batch.cjs');

for (let job = 0; job < 4; job++) ctcLoss(longBatch());
const delay = Number(process.argv[2]);
if (delay === 0) process.exit(3);
setTimeout(() => process.exit(3), delay);
