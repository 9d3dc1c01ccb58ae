import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inRoot, root } from './checkout.mjs';

/** @import { ChildProcessByStdio } from 'node:child_process' */
/** @import { Readable, Writable } from 'node:stream' */
/** @typedef {ChildProcessByStdio<Writable, Readable, null>} Keeper */

// The lock is a name to listen at. Linux and Windows free the name when its owner ends, however it ends, so no lock is
// ever stale there; elsewhere the name is a file that a killed owner leaves behind.
const id = `ctc-native-setup-${createHash('sha256').update(root).digest('hex').slice(0, 16)}`;
const file = join(tmpdir(), id);
const name = process.platform === 'linux' ? `\0${id}` : process.platform === 'win32' ? `\\\\.\\pipe\\${id}` : file;

/** @type {Writable | undefined} */
let stream;

/**
 * The stream that holds the lock, while it is held. A child that inherits it holds the lock for as long as the child
 * lives: the next set-up waits for what a killed set-up left running.
 */
export const lockStream = () => stream;

/**
 * Waits until no other set-up runs in this checkout.
 * @returns {Promise<() => Promise<void>>} releases the lock
 */
export async function lock() {
  for (let reported = false; ; reported = true) {
    const keeper = await startKeeper();
    if (keeper) {
      stream = keeper.stdin;
      return () => release(keeper);
    }
    if (!reported) console.log('set-up: another set-up is running in this checkout; waiting for it to end');
    await ownerGone();
  }
}

/**
 * Starts lock-keeper.mjs, a process that listens at the name until every copy of its standard input is closed.
 * @returns {Promise<Keeper | undefined>} undefined if another process has the name
 */
async function startKeeper() {
  const program = inRoot('scripts', 'setup', 'lock-keeper.mjs');
  const keeper = spawn(process.execPath, [program, name.replace(/^\0/, '@')], {
    // A keeper that outlives set-up must not keep set-up's own output open.
    stdio: ['pipe', 'pipe', 'ignore'],
    // Ctrl-C must not end it before the children.
    detached: true,
  });
  const ended = once(keeper, 'close');
  const [reply] = (await Promise.race([once(keeper.stdout, 'data'), ended])).map(String);
  if (reply === 'held') return keeper;
  await ended;
  if (reply === 'EADDRINUSE') return undefined;
  throw new Error(`cannot lock this checkout for set-up: lock-keeper.mjs ended with ${reply}`);
}

/** @param {Keeper} keeper */
async function release(keeper) {
  stream = undefined;
  const ended = once(keeper, 'close');
  keeper.stdin.end('release');
  await ended;
}

/** Holds a connection to the owner of the name; it breaks when the owner releases the name or ends. */
function ownerGone() {
  return new Promise((resolve) => {
    const socket = connect(name);
    socket.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      if (error.code === 'ECONNREFUSED' && name === file) rmSync(file, { force: true });
    });
    socket.on('close', resolve);
  });
}
