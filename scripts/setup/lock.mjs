import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './checkout.mjs';

// The lock is a name to listen at. Linux and Windows take the name back when its owner ends, however it ends, so no
// lock is ever stale there; elsewhere the name is a file that a killed owner leaves behind.
const id = `ctc-native-setup-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`;
const file = join(tmpdir(), id);
const name = { linux: `\0${id}`, win32: `\\\\.\\pipe\\${id}` }[process.platform] ?? file;

let descriptor;

/**
 * The lock's file descriptor while it is held, where the system has one. A child that inherits it keeps the lock for as
 * long as it lives: what a killed set-up left running ends before the next one begins.
 */
export const lockDescriptor = () => descriptor;

/** Waits until no other set-up works on this checkout. @return a function that lets the next one in */
export async function lock() {
  for (let told = false; ; told = true) {
    const unlock = await takeName();
    if (unlock) return unlock;
    if (!told) console.log('set-up: another set-up is at work here; waiting for it to end');
    await ownerGone();
  }
}

/** @return what gives the name back, or undefined where somebody else has it */
function takeName() {
  return new Promise((resolve, reject) => {
    const waiting = new Set();
    const server = createServer((socket) => {
      waiting.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => waiting.delete(socket));
    });
    server.on('error', (error) => (error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error)));
    server.listen(name, () => {
      descriptor = server._handle?.fd;
      resolve(() => {
        descriptor = undefined;
        server.close();
        for (const socket of waiting) socket.destroy();
      });
    });
  });
}

/** Holds a connection to the owner of the name; it breaks when the owner lets go or ends. */
function ownerGone() {
  return new Promise((resolve) => {
    const socket = connect(name);
    socket.on('error', (error) => {
      if (error.code === 'ECONNREFUSED' && name === file) rmSync(file, { force: true });
    });
    socket.on('close', resolve);
  });
}
