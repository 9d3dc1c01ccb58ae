import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readWav } from './audio';
import type { Clip, Corpus } from './clips';
import { UserError } from './user-error';

/** Takes below this one are for the test, the others for training. */
export const FIRST_TRAINING_TAKE = 10;

const FILE_NAME = /^(?<digit>[0-9])_(?<speaker>[^_]+)_(?<take>[0-9]+)\.wav$/;

/** Reads recordings named as the Free Spoken Digit Dataset names them, `{digit}_{speaker}_{take}.wav`. */
export function readRecordings(directory: string): Corpus {
  const folder = existsSync(join(directory, 'recordings')) ? join(directory, 'recordings') : directory;
  const training: Clip[] = [];
  const test: Clip[] = [];
  for (const name of listFolder(folder)) {
    const parts = FILE_NAME.exec(name)?.groups;
    if (!parts) continue;
    const samples = readWav(join(folder, name));
    if (samples.length === 0) throw new UserError(`${join(folder, name)} holds no sound.`);
    const set = Number(parts.take) < FIRST_TRAINING_TAKE ? test : training;
    set.push({ speaker: parts.speaker as string, digits: [Number(parts.digit)], samples });
  }
  if (training.length === 0 || test.length === 0) {
    const missing =
      training.length === 0 ? `${FIRST_TRAINING_TAKE} and up to train on` : `below ${FIRST_TRAINING_TAKE} to test on`;
    throw new UserError(`${folder} has no recordings named {digit}_{speaker}_{take}.wav with takes ${missing}.`);
  }
  const description = `${training.length} recordings to train on, ${test.length} to test on, from ${folder}`;
  return { description, training, test };
}

/** Sorted, because the order in which a file system lists files must not change what a seed means. */
function listFolder(folder: string): string[] {
  if (!existsSync(folder)) throw new UserError(`The folder ${folder} does not exist.`);
  if (!statSync(folder).isDirectory()) throw new UserError(`${folder} is not a folder.`);
  return readdirSync(folder).sort();
}
