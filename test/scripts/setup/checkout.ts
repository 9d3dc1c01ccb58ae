import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../support/root';

const MAX_WAIT_MS = 30_000;

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A temporary checkout with a copy of scripts/, in which no step has run. */
export class Checkout {
  readonly directory = mkdtempSync(join(tmpdir(), 'ctc-native-checkout-'));

  constructor() {
    for (const part of ['scripts', 'package.json', 'package-lock.json']) {
      cpSync(join(root, part), join(this.directory, part), { recursive: true });
    }
  }

  path(...parts: string[]): string {
    return join(this.directory, ...parts);
  }

  write(name: string, text: string): string {
    writeFileSync(this.path(name), text);
    return this.path(name);
  }

  /** Fills the only directory of the PATH with programs that do nothing; maps each name to its exit code. */
  programs(codes: Record<string, number>): void {
    rmSync(this.path('programs'), { recursive: true, force: true });
    mkdirSync(this.path('programs'));
    for (const [name, code] of Object.entries(codes)) {
      chmodSync(this.write(join('programs', name), `#!/bin/sh\nexit ${code}\n`), 0o755);
    }
  }

  start(parameters: readonly string[], env: NodeJS.ProcessEnv = {}): Run {
    return new Run(
      spawn(process.execPath, parameters, { cwd: this.directory, env: { ...process.env, CXX: '', ...env } }),
    );
  }

  run(parameters: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    return this.start(parameters, env).ended;
  }

  /** The names of the steps that have a stamp. */
  stamps(): string[] {
    const directory = this.path('.setup', 'stamps');
    return existsSync(directory) ? readdirSync(directory) : [];
  }

  /** The modification time of each file in set-up's store. */
  store(): Record<string, number> {
    const files = readdirSync(this.path('.setup'), { recursive: true, encoding: 'utf8' });
    return Object.fromEntries(files.map((file) => [file, statSync(this.path('.setup', file)).mtimeMs]));
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** A running program. */
export class Run {
  private stdout = '';
  private stderr = '';
  readonly ended: Promise<Ended>;

  constructor(readonly child: ChildProcess) {
    child.stdout?.on('data', (data) => {
      this.stdout += data;
    });
    child.stderr?.on('data', (data) => {
      this.stderr += data;
    });
    this.ended = new Promise((resolve) => {
      child.on('close', (code, signal) => resolve({ code, signal, stdout: this.stdout, stderr: this.stderr }));
    });
  }

  /** Resolves when the program has written the words to its standard output. */
  async prints(words: string): Promise<void> {
    await until(() => this.stdout.includes(words));
  }
}

export async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + MAX_WAIT_MS;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`waited ${MAX_WAIT_MS} ms in vain for ${condition}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
