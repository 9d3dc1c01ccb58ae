import { MultiBar, Presets } from 'cli-progress';

/** Progress of a long job: a bar on a terminal, otherwise about 20 lines. */
export interface Progress {
  update(done: number, detail?: string): void;
  /** Prints a line above the bar. */
  print(line: string): void;
  stop(): void;
}

const LINES = 20;

export function startProgress(title: string, total: number, stream: NodeJS.WriteStream = process.stdout): Progress {
  return stream.isTTY ? new Bar(title, total, stream) : new Lines(title, total, stream);
}

class Bar implements Progress {
  private readonly bars: MultiBar;
  private readonly bar: ReturnType<MultiBar['create']>;

  constructor(title: string, total: number, stream: NodeJS.WriteStream) {
    const format = `${title} {bar} {value}/{total}{detail}`;
    this.bars = new MultiBar({ format, stream, barsize: 24, hideCursor: false }, Presets.shades_classic);
    this.bar = this.bars.create(total, 0, { detail: '' });
  }

  update(done: number, detail = ''): void {
    this.bar.update(done, { detail: detail && ` | ${detail}` });
  }

  print(line: string): void {
    this.bars.log(`${line}\n`);
  }

  stop(): void {
    this.bars.update();
    this.bars.stop();
  }
}

class Lines implements Progress {
  private lastShare = -1;

  constructor(
    private readonly title: string,
    private readonly total: number,
    private readonly stream: NodeJS.WriteStream,
  ) {}

  update(done: number, detail = ''): void {
    const share = Math.floor((LINES * done) / this.total);
    if (share === this.lastShare) return;
    this.lastShare = share;
    this.print(`${this.title} ${done}/${this.total}${detail && ` | ${detail}`}`);
  }

  print(line: string): void {
    this.stream.write(`${line}\n`);
  }

  stop(): void {}
}
