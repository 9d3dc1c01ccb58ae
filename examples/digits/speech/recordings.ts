import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../support/user-error';
import type { Clip, Corpus } from './clips';
import { readWav } from './read-wav';

/** Lower takes are the test set. Of the others, every tenth is held out. */
const FIRST_TRAINING_TAKE = 10;
const HELD_OUT_EVERY = 10;

const FILE_NAME = /^(?<digit>[0-9])_(?<speaker>[^_]+)_(?<take>[0-9]+)\.wav$/;

/**
 * Reads recordings named like the Free Spoken Digit Dataset's, `{digit}_{speaker}_{take}.wav`.
 *
 * @param leaveOut a speaker whose recordings are all kept out of the other sets
 * @throws {UserError} if the folder is missing, a set is empty, or a file cannot be read
 */
export function readRecordings(directory: string, leaveOut?: string): Corpus {
  const folder = existsSync(join(directory, 'recordings')) ? join(directory, 'recordings') : directory;
  const training: Clip[] = [];
  const heldOut: Clip[] = [];
  const test: Clip[] = [];
  const leftOut: Clip[] = [];
  const setOf = (speaker: string, take: number): Clip[] => {
    if (speaker === leaveOut) return leftOut;
    if (take < FIRST_TRAINING_TAKE) return test;
    return take % HELD_OUT_EVERY === 0 ? heldOut : training;
  };
  for (const name of listFolder(folder)) {
    const parts = FILE_NAME.exec(name)?.groups;
    if (!parts) continue;
    const samples = readWav(join(folder, name));
    const speaker = parts.speaker as string;
    setOf(speaker, Number(parts.take)).push({ speaker, digits: [Number(parts.digit)], samples });
  }
  const require = (set: readonly Clip[], takes: string): void => {
    if (set.length > 0) return;
    throw new UserError(`${folder} has no recordings named {digit}_{speaker}_{take}.wav with takes ${takes}.`);
  };
  require(training, '11 to 19, 21 to 29 and so on to train on');
  require(heldOut, '10, 20 and so on to select the best network');
  require(test, `below ${FIRST_TRAINING_TAKE} to test on`);
  const counts = `${training.length} training recordings, ${heldOut.length} held out, ${test.length} for the test`;
  if (leaveOut === undefined) return { description: `${counts}, from ${folder}`, training, heldOut, test };
  if (leftOut.length === 0) throw new UserError(`${folder} has no recordings of a speaker named ${leaveOut}.`);
  const description = `${counts}, ${leftOut.length} of ${leaveOut} left out, from ${folder}`;
  return { description, training, heldOut, test, leftOut };
}

/** Sorted, so that the data of a seed do not depend on the file system's order. */
function listFolder(folder: string): string[] {
  if (!existsSync(folder)) throw new UserError(`The folder ${folder} does not exist.`);
  if (!statSync(folder).isDirectory()) throw new UserError(`${folder} is not a folder.`);
  return readdirSync(folder).sort();
}
