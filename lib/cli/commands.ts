import { align } from './align/command';
import { bench } from './bench/command';
import type { Command } from './command-line/command';
import { decode } from './decode/command';
import { explain } from './explain/command';
import { info } from './info/command';
import { lint } from './lint/command';

export const COMMANDS: readonly Command[] = [align, bench, decode, explain, info, lint];
