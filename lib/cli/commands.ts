import { align } from './align';
import { bench } from './bench/command';
import type { Command } from './command';
import { decode } from './decode';
import { explain } from './explain/command';
import { info } from './info';
import { lint } from './lint/command';

export const COMMANDS: readonly Command[] = [align, bench, decode, explain, info, lint];
