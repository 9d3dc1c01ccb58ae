import { spawnSync } from 'node:child_process';
import { installFromDebian } from './debian.mjs';
import { onPath } from './tools.mjs';

/** @import { Step } from './step.mjs' */

/** clang++ if it can link libFuzzer and AddressSanitizer, whose libraries are separate packages; else undefined. */
export function fuzzingCompiler() {
  const path = onPath('clang++');
  if (!path) return undefined;
  const program = 'extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }';
  const parameters = ['-fsanitize=fuzzer,address,undefined', '-x', 'c++', '-', '-o', '/dev/null'];
  return spawnSync(path, parameters, { input: program }).status === 0 ? path : undefined;
}

/** @type {Step} */
export const fuzzTools = {
  name: 'fuzz-tools',
  title: 'clang with libFuzzer',
  needs: [],
  key: () => 'the machine’s',
  async run(report) {
    // The name of the runtime's package contains the version of clang that was installed.
    if (!fuzzingCompiler()) await installFromDebian(['clang'], report);
    if (!fuzzingCompiler() && onPath('clang++')) await installFromDebian([`libclang-rt-${clangVersion()}-dev`], report);
    const path = fuzzingCompiler();
    if (!path) report('not installed: clang++ with libFuzzer; its tests will be skipped');
    return path ? [path] : [];
  },
};

const clangVersion = () => /version (\d+)/.exec(spawnSync('clang++', ['--version'], { encoding: 'utf8' }).stdout)?.[1];
