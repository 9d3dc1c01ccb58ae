import { join } from 'node:path';

/** The checkout's top folder. */
export const root = join(__dirname, '..', '..');
