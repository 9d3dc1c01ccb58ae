import { align } from './align';
import { bench } from './bench/command';
import type { Command } from './command';
import { decode } from './decode';
import { info } from './info';
import { lint } from './lint/command';

export const COMMANDS: readonly Command[] = [align, bench, decode, info, lint];
