import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Answer } from './answer';
import type { Case } from './cases';
import type { Inputs } from './inputs';
import type { Contender } from './rounds';

/** A reply of a peer's process. */
interface Reply {
  /** The peer's version, in the first reply, when it is ready for requests. */
  readonly version?: string;
  /** Time taken by the requested calls. */
  readonly seconds?: number;
  /** Why the request failed. */
  readonly error?: string;
}

/** The environment of a peer's process. */
interface Setting {
  /** Where arrays are exchanged, as raw little-endian files. */
  readonly folder: string;
  /** Variables added to those of this process. */
  readonly environment?: NodeJS.ProcessEnv;
}

const MAX_STDERR_LENGTH = 2000;

/** Another implementation in its own process, which lives for the whole run. Requests and replies are lines of JSON. */
export class PeerProcess implements Contender {
  readonly name: string;
  readonly #folder: string;
  readonly #child: ChildProcess;
  readonly #replies: AsyncIterator<string>;
  #stderr = '';
  #version = '';

  private constructor(name: string, command: string, parameters: readonly string[], { folder, environment }: Setting) {
    this.name = name;
    this.#folder = folder;
    this.#child = spawn(command, parameters, { stdio: 'pipe', env: { ...process.env, ...environment } });
    this.#child.on('error', (error) => {
      this.#stderr = error.message;
    });
    // If the process has ended, the missing reply shows it.
    this.#child.stdin!.on('error', () => {});
    this.#child.stderr!.on('data', (data) => {
      this.#stderr = (this.#stderr + String(data)).slice(-MAX_STDERR_LENGTH);
    });
    this.#replies = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]();
  }

  /** @throws {Error} with the reason if the peer does not start */
  static async start(
    name: string,
    command: string,
    parameters: readonly string[],
    setting: Setting,
  ): Promise<PeerProcess> {
    const peer = new PeerProcess(name, command, parameters, setting);
    peer.#version = (await peer.#reply()).version ?? '';
    return peer;
  }

  get version(): string {
    return this.#version;
  }

  /** Sends the peer a case and has it computed once. @throws {Error} with the reason if the peer cannot */
  async solve({ batch, time, classes }: Case, inputs: Inputs): Promise<Answer> {
    const width = Math.max(...inputs.labelLengths);
    const write = (file: string, array: Float32Array | Int32Array) => {
      writeFileSync(join(this.#folder, file), new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
    };
    write('logits.f32', inputs.logits);
    write('labels.i32', padLabels(inputs, width));
    write('label_lengths.i32', inputs.labelLengths);
    write('input_lengths.i32', inputs.inputLengths);
    await this.#ask({ do: 'solve', folder: this.#folder, shape: [batch, time, classes], width });
    const read = (file: string) => {
      const bytes = readFileSync(join(this.#folder, file));
      return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
    };
    return { losses: Float64Array.from(read('losses.f32')), gradient: read('gradient.f32') };
  }

  /** Repeats the case of the last {@link solve}. */
  async run(calls: number): Promise<number> {
    const { seconds } = await this.#ask({ do: 'run', calls });
    return seconds!;
  }

  stop(): void {
    this.#child.kill();
  }

  #ask(request: object): Promise<Reply> {
    this.#child.stdin!.write(`${JSON.stringify(request)}\n`);
    return this.#reply();
  }

  async #reply(): Promise<Reply> {
    const { value, done } = await this.#replies.next();
    if (done) {
      const lastLine = this.#stderr.trim().split('\n').at(-1);
      throw new Error(`its process ended${lastLine ? `: ${lastLine}` : ''}`);
    }
    const reply = JSON.parse(value) as Reply;
    if (reply.error !== undefined) throw new Error(reply.error);
    return reply;
  }
}

/** [batch, width], padded with the blank. */
function padLabels({ labels, labelLengths }: Inputs, width: number): Int32Array {
  const padded = new Int32Array(labelLengths.length * width);
  let start = 0;
  labelLengths.forEach((length, sample) => {
    padded.set(labels.subarray(start, start + length), sample * width);
    start += length;
  });
  return padded;
}
