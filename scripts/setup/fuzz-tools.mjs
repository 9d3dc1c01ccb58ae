import { spawnSync } from 'node:child_process';
import { installFromDebian } from './debian.mjs';
import { onPath } from './tools.mjs';

/** clang++ where it links libFuzzer and AddressSanitizer, whose libraries come in packages of their own; or undefined. */
export function fuzzingCompiler() {
  const path = onPath('clang++');
  if (!path) return undefined;
  const program = 'extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }';
  const parameters = ['-fsanitize=fuzzer,address,undefined', '-x', 'c++', '-', '-o', '/dev/null'];
  return spawnSync(path, parameters, { input: program }).status === 0 ? path : undefined;
}

export const fuzzTools = {
  name: 'fuzz-tools',
  title: 'clang with libFuzzer',
  needs: [],
  key: () => 'the machine’s',
  async run(say) {
    // The runtime's package has the version in its name: only clang's own dependencies know which one it is.
    if (!fuzzingCompiler()) await installFromDebian(['clang'], say);
    if (!fuzzingCompiler() && onPath('clang++')) await installFromDebian([`libclang-rt-${clangVersion()}-dev`], say);
    const path = fuzzingCompiler();
    if (!path) say('not here: clang++ with libFuzzer; its tests will be skipped');
    return path ? [path] : [];
  },
};

const clangVersion = () => /version (\d+)/.exec(spawnSync('clang++', ['--version']).stdout)?.[1];
