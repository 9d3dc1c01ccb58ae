import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { HeldOutResult } from '../evaluation/held-out';
import { UNFINISHED, writeAtomically } from '../support/files';
import { messageOf, UserError } from '../support/user-error';
import type { EncodedTensors } from './encoded-tensors';
import type { RunIdentity } from './run-identity';
import { LOG_FILE } from './training-log';

/** Changes whenever data, features or network change, because a training could not resume from an older checkpoint. */
const FORMAT = 'ctc-native spoken digits, checkpoint 3';

/** The second newest is kept in case the newest is damaged. */
const KEPT = 2;

/** Everything that the remaining steps depend on; the data of a step depend only on the seed and the step. */
export interface Checkpoint {
  readonly run: RunIdentity;
  /** Steps taken. */
  readonly step: number;
  readonly seconds: number;
  readonly lossSeconds: number;
  readonly logBytes: number;
  /** Weights of the network, including the statistics of batch normalisation. */
  readonly weights: EncodedTensors;
  /** Moving average of the weights. */
  readonly average: EncodedTensors;
  readonly optimizer: EncodedTensors;
  readonly best: BestNetwork | null;
}

/** The network with the best result on the held-out set. */
export interface BestNetwork extends HeldOutResult {
  readonly step: number;
  readonly weights: EncodedTensors;
}

/** The checkpoints in a training's folder. The first line of a file is the SHA-256 of the JSON after it. */
export class Checkpoints {
  constructor(private readonly folder: string) {}

  save(checkpoint: Checkpoint): void {
    const content = JSON.stringify({ format: FORMAT, ...checkpoint });
    writeAtomically(join(this.folder, nameOf(checkpoint.step)), `${sha256(content)}\n${content}`);
    for (const name of this.list().slice(KEPT)) rmSync(join(this.folder, name), { force: true });
  }

  /**
   * Returns the newest usable checkpoint, or null if the folder has no checkpoints.
   *
   * @param onDamage called with a message for each newer one that is damaged
   * @throws {UserError} if all are damaged, or they belong to another training
   */
  load(run: RunIdentity, onDamage: (message: string) => void): Checkpoint | null {
    const names = this.list();
    for (const name of names) {
      const file = join(this.folder, name);
      try {
        const checkpoint = read(file, join(this.folder, LOG_FILE));
        requireSameRun(checkpoint.run, run, this.folder);
        return checkpoint;
      } catch (error) {
        if (!(error instanceof Damage)) throw error;
        onDamage(`Ignoring the damaged checkpoint ${file}: ${error.message}.`);
      }
    }
    if (names.length === 0) return null;
    throw new UserError(`${this.folder} has an unfinished training without a usable checkpoint. ${REMEDIES}`);
  }

  /** Removes all checkpoints, and partly written files that a kill left behind. */
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

const REMEDIES = 'Use --fresh to discard it, or another --out to keep it.';

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
  if (checkpoint.format !== FORMAT) throw new Damage('it was written by another version of this program');
  if (logBytes < checkpoint.logBytes) throw new Damage(`${log} is shorter than it was at the checkpoint`);
  return checkpoint;
}

function requireSameRun(saved: RunIdentity, current: RunIdentity, folder: string): void {
  const differences: string[] = [];
  const compare = (option: string, savedValue: number, value: number): void => {
    if (savedValue !== value) differences.push(`${option} ${savedValue}, not ${value}`);
  };
  compare('--seed', saved.seed, current.seed);
  compare('--steps', saved.steps, current.steps);
  if (saved.data.sha256 !== current.data.sha256 && saved.seed === current.seed) {
    differences.push(`other data (${saved.data.description})`);
  }
  if (differences.length > 0) {
    throw new UserError(`${folder} has an unfinished training with ${differences.join(' and ')}. ${REMEDIES}`);
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
