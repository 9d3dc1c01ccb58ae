import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Case } from './cases';
import type { Inputs } from './inputs';
import type { Contender } from './rounds';
import type { Answer } from './yardsticks';

/** How a peer's process answers. */
interface Reply {
  /** The peer's version, once, when it is ready for requests. */
  readonly version?: string;
  /** How long the calls that were asked for took. */
  readonly seconds?: number;
  /** Why the peer cannot do what was asked. */
  readonly error?: string;
}

const LAST_WORDS = 2000;

/**
 * Another implementation in a process of its own, which lives for the whole run. It gets a line of JSON for each request
 * and answers with one; arrays go through files in `folder`, raw and little-endian.
 */
export class PeerProcess implements Contender {
  readonly name: string;
  readonly #folder: string;
  readonly #child: ChildProcess;
  readonly #replies: AsyncIterator<string>;
  #lastWords = '';
  #version = '';

  private constructor(name: string, command: string, parameters: readonly string[], folder: string) {
    this.name = name;
    this.#folder = folder;
    this.#child = spawn(command, parameters, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.#child.on('error', (error) => {
      this.#lastWords = error.message;
    });
    // A process that has ended is noticed when its reply is missing.
    this.#child.stdin!.on('error', () => {});
    this.#child.stderr!.on('data', (data) => {
      this.#lastWords = (this.#lastWords + String(data)).slice(-LAST_WORDS);
    });
    this.#replies = createInterface({ input: this.#child.stdout! })[Symbol.asyncIterator]();
  }

  /** @throws Error that says why the peer is not there */
  static async start(
    name: string,
    command: string,
    parameters: readonly string[],
    folder: string,
  ): Promise<PeerProcess> {
    const peer = new PeerProcess(name, command, parameters, folder);
    peer.#version = (await peer.#reply()).version ?? '';
    return peer;
  }

  get version(): string {
    return this.#version;
  }

  /** Hands the peer a case and lets it compute it once. @throws Error that says why it cannot */
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

  /** Computes the case of the last {@link solve} again. */
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
      const lastLine = this.#lastWords.trim().split('\n').at(-1);
      throw new Error(`its process ended${lastLine ? `: ${lastLine}` : ''}`);
    }
    const reply = JSON.parse(value) as Reply;
    if (reply.error !== undefined) throw new Error(reply.error);
    return reply;
  }
}

/** [batch, width], filled up with the blank. */
function padLabels({ labels, labelLengths }: Inputs, width: number): Int32Array {
  const padded = new Int32Array(labelLengths.length * width);
  let start = 0;
  labelLengths.forEach((length, sample) => {
    padded.set(labels.subarray(start, start + length), sample * width);
    start += length;
  });
  return padded;
}
