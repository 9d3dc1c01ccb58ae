import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../support/user-error';
import type { Clip, Corpus } from './clips';
import { readWav } from './read-wav';

/** Takes below this one are for the test, of the others every tenth is held out to choose the best network by. */
const FIRST_TRAINING_TAKE = 10;
const HELD_OUT_TAKES = 10;

const FILE_NAME = /^(?<digit>[0-9])_(?<speaker>[^_]+)_(?<take>[0-9]+)\.wav$/;

/**
 * Reads recordings named as the Free Spoken Digit Dataset names them, `{digit}_{speaker}_{take}.wav`.
 *
 * @param leaveOut a speaker all of whose recordings are kept apart
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
    return take % HELD_OUT_TAKES === 0 ? heldOut : training;
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
  require(heldOut, '10, 20 and so on to choose the best network by');
  require(test, `below ${FIRST_TRAINING_TAKE} to test on`);
  const counts = `${training.length} recordings to train on, ${heldOut.length} held out, ${test.length} to test on`;
  if (leaveOut === undefined) return { description: `${counts}, from ${folder}`, training, heldOut, test };
  if (leftOut.length === 0) throw new UserError(`${folder} has no recordings of a speaker named ${leaveOut}.`);
  const description = `${counts}, ${leftOut.length} of ${leaveOut} left out, from ${folder}`;
  return { description, training, heldOut, test, leftOut };
}

/** Sorted, because the order in which a file system lists files must not change what a seed means. */
function listFolder(folder: string): string[] {
  if (!existsSync(folder)) throw new UserError(`The folder ${folder} does not exist.`);
  if (!statSync(folder).isDirectory()) throw new UserError(`${folder} is not a folder.`);
  return readdirSync(folder).sort();
}
