// Usage: lock-keeper.mjs NAME. Listens at the name (a leading `@` stands for NUL, as in Linux's abstract names) and writes
// `held`; if that fails, writes the error's code and ends. Releases the name when it reads anything or its input ends.
import { createServer } from 'node:net';

/** @import { Socket } from 'node:net' */

const name = String(process.argv[2]).replace(/^@/, '\0');

/** @type {Set<Socket>} */
const waiting = new Set();

const server = createServer((socket) => {
  waiting.add(socket);
  socket.on('error', () => {});
  socket.on('close', () => waiting.delete(socket));
});
server.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
  process.stdout.write(String(error.code));
  process.stdin.destroy();
});
server.listen(name, () => process.stdout.write('held'));

function release() {
  process.stdin.destroy();
  server.close();
  for (const socket of waiting) socket.destroy();
}
process.stdin.once('data', release).once('end', release);
