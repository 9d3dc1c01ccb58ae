import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { HeldOutResult } from '../evaluation/error-counts';
import { UNFINISHED, writeAtomically } from '../support/files';
import { messageOf, UserError } from '../support/user-error';
import type { EncodedTensor } from './encoded-tensors';
import type { Run } from './run-identity';
import { LOG_FILE } from './training-log';

/** Changes whenever a training would not go on from an older checkpoint as it was begun: other data, features or network. */
const FORMAT = 'ctc-native spoken digits, checkpoint 2';

/** The one before the newest is kept for the case that the newest is damaged. */
const KEPT = 2;

/** All that the steps still to come depend on. The data of a step depend on the seed and the step alone. */
export interface Checkpoint {
  readonly run: Run;
  /** Steps taken. */
  readonly step: number;
  readonly seconds: number;
  readonly lossSeconds: number;
  readonly logBytes: number;
  /** The network's, batch normalisation's statistics included. */
  readonly weights: readonly EncodedTensor[];
  /** The average of the weights. */
  readonly average: readonly EncodedTensor[];
  readonly optimizer: readonly EncodedTensor[];
  readonly best: BestNetwork | null;
}

/** The network that did best on what was held out. */
export interface BestNetwork extends HeldOutResult {
  readonly step: number;
  readonly weights: readonly EncodedTensor[];
}

/** The checkpoints of a training in its folder. A file is its SHA-256 in a line, and the JSON that this is of. */
export class Checkpoints {
  constructor(private readonly folder: string) {}

  save(checkpoint: Checkpoint): void {
    const content = JSON.stringify({ format: FORMAT, ...checkpoint });
    writeAtomically(join(this.folder, nameOf(checkpoint.step)), `${sha256(content)}\n${content}`);
    for (const name of this.list().slice(KEPT)) rmSync(join(this.folder, name), { force: true });
  }

  /**
   * The newest one that is whole, or null if there are none.
   *
   * @param onDamage is told of each one that is newer and cannot be used
   * @throws {UserError} if there are some and none can be used, or they are another training's
   */
  load(run: Run, onDamage: (message: string) => void): Checkpoint | null {
    const names = this.list();
    for (const name of names) {
      const file = join(this.folder, name);
      try {
        const checkpoint = read(file, join(this.folder, LOG_FILE));
        requireSameRun(checkpoint.run, run, this.folder);
        return checkpoint;
      } catch (error) {
        if (!(error instanceof Damage)) throw error;
        onDamage(`The checkpoint ${file} cannot be used: ${error.message}.`);
      }
    }
    if (names.length === 0) return null;
    throw new UserError(`${this.folder} holds an unfinished training and no checkpoint that can be used. ${WAYS_OUT}`);
  }

  /** Takes away all of them, and what a kill has left of one that was being written. */
  clear(): void {
    this.clearUnfinished();
    for (const name of this.list()) rmSync(join(this.folder, name));
  }

  clearUnfinished(): void {
    for (const name of readdirSync(this.folder)) {
      if (name.endsWith(UNFINISHED)) rmSync(join(this.folder, name), { force: true });
    }
  }

  /** Newest first. */
  private list(): string[] {
    return readdirSync(this.folder)
      .filter((name) => /^checkpoint-\d+\.json$/.test(name))
      .sort((one, other) => stepOf(other) - stepOf(one));
  }
}

const WAYS_OUT = '--fresh begins anew in its place, and another --out leaves it alone.';

class Damage extends Error {}

function nameOf(step: number): string {
  return `checkpoint-${String(step).padStart(6, '0')}.json`;
}

function stepOf(name: string): number {
  return Number(/\d+/.exec(name));
}

function read(file: string, log: string): Checkpoint {
  let content: string;
  let logBytes: number;
  try {
    content = readFileSync(file, 'utf8');
    logBytes = statSync(log).size;
  } catch (error) {
    throw new Damage(messageOf(error));
  }
  const endOfHash = content.indexOf('\n');
  const json = content.slice(endOfHash + 1);
  if (content.slice(0, Math.max(0, endOfHash)) !== sha256(json)) {
    throw new Damage('its content does not match its checksum');
  }
  const checkpoint = JSON.parse(json) as Checkpoint & { format: string };
  if (checkpoint.format !== FORMAT) throw new Damage('another version of this program wrote it');
  if (logBytes < checkpoint.logBytes) throw new Damage(`${log} has lost its end`);
  return checkpoint;
}

function requireSameRun(saved: Run, wanted: Run, folder: string): void {
  const differences: string[] = [];
  const compare = (name: string, old: string | number, given: string | number): void => {
    if (old !== given) differences.push(`${name} ${old}, not ${given}`);
  };
  compare('--seed', saved.seed, wanted.seed);
  compare('--steps', saved.steps, wanted.steps);
  if (saved.data.sha256 !== wanted.data.sha256 && saved.seed === wanted.seed) {
    differences.push(`other data (${saved.data.description})`);
  }
  if (differences.length > 0) {
    throw new UserError(`${folder} holds an unfinished training with ${differences.join(' and ')}. ${WAYS_OUT}`);
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
