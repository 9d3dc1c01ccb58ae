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

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A directory with this root's set-up in it and nothing done yet. */
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

  /** Fills the directory that is to be the whole PATH: name -> exit code of a program that does nothing else. */
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

  /** When anything in set-up's store was last written, file by file. */
  store(): Record<string, number> {
    const files = readdirSync(this.path('.setup'), { recursive: true, encoding: 'utf8' });
    return Object.fromEntries(files.map((file) => [file, statSync(this.path('.setup', file)).mtimeMs]));
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/** A program under way. */
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
  async said(words: string): Promise<void> {
    await until(() => this.stdout.includes(words));
  }
}

export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}
