// Every check there is, after `node scripts/setup.mjs --for-tests`: all run, whatever fails, and the last line counts.
// The types of lib/ and examples/ are not looked at again: set-up compiled both.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { missingArm64Tools } from './setup/arm64-tools.mjs';
import { inRoot, inStore, root } from './setup/checkout.mjs';
import { fuzzingCompiler } from './setup/fuzz-tools.mjs';
import { otherNodePrograms } from './setup/other-nodes.mjs';
import { cmakeProgram } from './setup/test-tools.mjs';
import { compiler } from './setup/tools.mjs';

const cores = String(availableParallelism());
const cxxBuild = inRoot('build-cmake');
const arm64Build = inRoot('build-cmake', 'arm64');
const addonBuild = inRoot('build-cmake', 'addon');
const openmpBuild = inRoot('build-cmake', 'openmp');
const asanBuild = inRoot('build-cmake', 'asan');
const tsanBuild = inRoot('build-cmake', 'tsan');
const fuzzBuild = inRoot('build-cmake', 'fuzz');
const asanAddonBuild = inRoot('build-cmake', 'asan-addon');
/** How long each fuzzer looks for something. */
const fuzzSeconds = process.env.CTC_FUZZ_SECONDS ?? '30';
const script = (...parts) => inRoot('node_modules', ...parts);

/** Runs a program, shows what it says, and returns it with the exit code. */
function run(command, parameters, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (data) => {
      said += data;
      process.stdout.write(data);
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, said }));
  });
}

/** What is not made of tests counts as one. */
const one = (passes) => ({ passed: Number(passes), failed: Number(!passes), skipped: 0 });

const check = async (...command) => one((await run(...command)).code === 0);

/** What needs the library and no other package. */
const libraryTests = ['native', 'request', 'loss', 'decode', 'align'].map((room) => `test/lib/${room}/`);

/** A fuzzer's checks, one for each kernel, which share the processors and the seconds. */
function withEachKernel(check) {
  const { kernels } = createRequire(import.meta.url)(root).capabilities();
  const seconds = String(Math.ceil(Number(fuzzSeconds) / Math.min(kernels.length, Number(cores))));
  return together(kernels.map((kernel) => check({ CTC_NATIVE_KERNEL: kernel }, seconds)));
}

const node = (parameters) => check(process.execPath, parameters);

async function secondSetUp() {
  const { said } = await run(process.execPath, [inRoot('scripts', 'setup.mjs'), '--for-tests']);
  return one(said === 'set-up: everything is in place\n');
}

const together = async (checks) => (await Promise.all(checks)).reduce(sum);

/** Runs checks until one fails; what follows would test what could not be built. */
async function inTurn(...checks) {
  let tally = { passed: 0, failed: 0, skipped: 0 };
  for (const next of checks) {
    if (tally.failed === 0) tally = sum(tally, await next());
  }
  return tally;
}

const sum = (a, b) => ({ passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped });

const cmake = (...parameters) => check(cmakeProgram('cmake'), parameters);

async function ctest(build, ...parameters) {
  const { code, said } = await run(cmakeProgram('ctest'), [
    ...['--test-dir', build, '--parallel', cores, '--output-on-failure', ...parameters],
  ]);
  const [, failures, total] = (/(\d+) tests? failed out of (\d+)/.exec(said) ?? []).map(Number);
  if (!total) return one(false);
  // ctest counts a test that skipped itself among those that passed.
  const skipped = said.match(/\((Skipped|Disabled)\)$/gm)?.length ?? 0;
  const failed = failures || Number(code !== 0);
  return { passed: total - failed - skipped, failed, skipped };
}

/** The C++ tests on 64-bit ARM, which this machine only imitates. */
async function arm64Tests() {
  const missing = missingArm64Tools();
  if (missing.length > 0) {
    console.log(`SKIPPED: the NEON kernel was not run, for want of ${missing.join(', ')}`);
    return { passed: 0, failed: 0, skipped: 1 };
  }
  return inTurn(
    () =>
      cmake(
        ...['-S', root, '-B', arm64Build, '-DCMAKE_BUILD_TYPE=Release'],
        `-DCMAKE_TOOLCHAIN_FILE=${inRoot('scripts', 'test', 'aarch64-linux-gnu.cmake')}`,
      ),
    () => cmake('--build', arm64Build, '--parallel', cores),
    // Emulation takes minutes for the longest utterances and half a minute to show that nothing is allocated, which no
    // processor changes; the scalar kernel has been tested already.
    () => ctest(arm64Build, '--exclude-regex', 'ten_thousand|TenThousand|AllocatesNothing|scalar'),
  );
}

/** A build of its own, of the C++ tests unless other targets are named. */
const cxx = (build, options, ...targets) =>
  inTurn(
    () => cmake('-S', root, '-B', build, '-DCMAKE_BUILD_TYPE=RelWithDebInfo', ...options),
    () => cmake('--build', build, '--parallel', cores, ...(targets.length > 0 ? ['--target', ...targets] : [])),
  );

const skip = (what) => {
  console.log(`SKIPPED: ${what}`);
  return { passed: 0, failed: 0, skipped: 1 };
};

/** Compiles in half the time of -O2; asserts are on. */
const lightly = '-DCMAKE_CXX_FLAGS_RELWITHDEBINFO=-O1 -g1';

const sanitizers = () =>
  together([
    inTurn(
      () => cxx(asanBuild, ['-DCTC_SANITIZE=address,undefined', lightly]),
      () => ctest(asanBuild, '--exclude-regex', 'ten_thousand|TenThousand'),
      () => withEachKernel((env, seconds) => check(join(asanBuild, 'ctc_random_inputs'), [seconds], env)),
    ),
    inTurn(
      () => cxx(tsanBuild, ['-DCTC_SANITIZE=thread', '-DCTC_TESTS=parallel', lightly]),
      () => ctest(tsanBuild),
      () => check(join(tsanBuild, 'ctc_random_inputs'), [fuzzSeconds]),
    ),
  ]);

/** Leaks are looked for, too, with each input: libFuzzer calls LeakSanitizer. */
async function libFuzzer() {
  const clang = fuzzingCompiler();
  if (!clang) return skip('libFuzzer was not run, for want of clang++ with its libraries');
  const corpusOf = (fuzzed) => {
    const folder = inRoot('test', 'native', 'fuzz', 'corpus', fuzzed);
    return readdirSync(folder).map((file) => join(folder, file));
  };
  const lossFuzzer = join(fuzzBuild, 'ctc_loss_fuzz');
  const arpaFuzzer = join(fuzzBuild, 'ctc_arpa_fuzz');
  const arpaFiles = corpusOf('arpa');
  const look = ['-max_len=6000', '-len_control=20', '-verbosity=0', '-print_final_stats=1'];
  // No kernel has a part in it, and most of it is tried soon.
  const arpaSeconds = Math.ceil(Number(fuzzSeconds) / 8);
  return inTurn(
    () =>
      cxx(
        fuzzBuild,
        ['-DCTC_FUZZ=ON', `-DCMAKE_CXX_COMPILER=${clang}`, '-DCTC_SANITIZE=address,undefined'],
        ...['ctc_loss_fuzz', 'ctc_arpa_fuzz'],
      ),
    () => withEachKernel((env) => check(lossFuzzer, corpusOf('loss'), env)),
    () => check(arpaFuzzer, arpaFiles),
    () =>
      together([
        withEachKernel((env, seconds) => check(lossFuzzer, [...look, `-max_total_time=${seconds}`], env)),
        check(arpaFuzzer, [...look, `-seed_inputs=${arpaFiles.join()}`, `-max_total_time=${arpaSeconds}`]),
      ]),
  );
}

/** The addon under sanitizers, within a Node.js that has none: theirs must be there first. */
async function addonUnderSanitizers() {
  const runtimes = ['libasan.so', 'libubsan.so'].map((library) =>
    spawnSync(compiler(), [`-print-file-name=${library}`], { encoding: 'utf8' }).stdout.trim(),
  );
  if (!runtimes.every((path) => path.startsWith('/')))
    return skip('the addon under sanitizers: their libraries are missing');
  return inTurn(
    () => cmakeJs(asanAddonBuild, '--CDCTC_SANITIZE=address,undefined', '--config', 'Debug'),
    () =>
      jest(
        [
          '--runInBand',
          ...libraryTests,
          '--testPathIgnorePatterns',
          'native/load',
          'native/find',
          'native/process',
          'property',
          'golden',
        ],
        {
          CTC_NATIVE_ADDON: join(asanAddonBuild, 'Debug', 'ctc_native.node'),
          LD_PRELOAD: runtimes.join(' '),
          // Node.js itself leaves memory behind; what ours leaves, libFuzzer finds.
          ASAN_OPTIONS: 'detect_leaks=0:allocator_may_return_null=1',
          CTC_FUZZ_SECONDS: fuzzSeconds,
        },
      ),
  );
}

const cmakeJs = (out, ...parameters) =>
  node([
    ...[script('cmake-js', 'bin', 'cmake-js'), 'compile', '--cmake-path', cmakeProgram('cmake')],
    ...['--directory', root, '--out', out, '--parallel', cores, ...parameters],
  ]);

/** One framework's golden vectors, made anew: optax is the lightest. */
async function goldenVectors() {
  const maker = inRoot('scripts', 'make-golden');
  const home = inStore('optax');
  const requirements = join(maker, 'requirements-optax.txt');
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--target', home];
  if (!existsSync(home) && (await run('python3', [...pip, '--requirement', requirements])).code !== 0) {
    rmSync(home, { recursive: true, force: true });
    return skip('the golden vectors were not made anew: pip cannot install optax');
  }
  const environment = { PYTHONPATH: home, PYTHONDONTWRITEBYTECODE: '1', JAX_PLATFORMS: 'cpu' };
  return one((await run('python3', [join(maker, 'main.py'), '--check', 'optax'], environment)).code === 0);
}

async function jest(parameters, env, node = process.execPath) {
  const results = inStore('jest-results.json');
  rmSync(results, { force: true });
  const { code } = await run(
    node,
    [script('jest', 'bin', 'jest.js'), '--ci', '--json', `--outputFile=${results}`, ...parameters],
    env,
  );
  if (!existsSync(results)) return one(false);
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests, numTodoTests } = JSON.parse(
    readFileSync(results, 'utf8'),
  );
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  return { passed: numPassedTests, failed: failed || Number(code !== 0), skipped: numPendingTests + numTodoTests };
}

const groups = {
  'a second set-up, with nothing to do': secondSetUp,
  'lint and layout': () => node([inRoot('scripts', 'lint.mjs')]),
  'docs/api is what the sources say': () => node([inRoot('scripts', 'docs.mjs'), '--check']),
  'types of the tests': () => node([script('typescript', 'bin', 'tsc'), '--project', 'test/tsconfig.json']),
  'C++ tests': () =>
    inTurn(
      () => cmake('-S', root, '-B', cxxBuild),
      () => cmake('--build', cxxBuild, '--parallel', cores),
      () => ctest(cxxBuild),
    ),
  'C++ tests on 64-bit ARM, emulated': arm64Tests,
  "C++ tests on OpenMP's threads": () =>
    inTurn(
      () => cxx(openmpBuild, ['-DCTC_OPENMP=ON', '-DCTC_TESTS=parallel;same_bits;memory']),
      () => ctest(openmpBuild),
    ),
  'the addon as cmake-js builds it': () =>
    inTurn(
      () => cmakeJs(addonBuild),
      () => jest(libraryTests, { CTC_NATIVE_ADDON: `${addonBuild}/Release/ctc_native.node` }),
    ),
  'all TypeScript tests': () => jest([]),
  ...Object.fromEntries(
    otherNodePrograms.map(([version, program]) => [
      `the library's tests with Node.js ${version}`,
      () => jest([...libraryTests, 'test/lib/tfjs/'], {}, program),
    ]),
  ),
};

/** Groups that wait for downloads or for one process among them, and so do not fill the processors alone. */
const groupsAtOnce = [
  {
    'the package, packed, installed and used': () =>
      inTurn(
        () => node([inRoot('scripts', 'package.mjs')]),
        () => jest(['--config', inRoot('test', 'package', 'jest.config.js')]),
      ),
    'C++ under sanitizers': sanitizers,
  },
  {
    'golden vectors of optax, made anew': goldenVectors,
    libFuzzer: libFuzzer,
    'the addon under sanitizers': addonUnderSanitizers,
  },
];

const tallies = {};
const seconds = {};
async function take([name, group]) {
  const start = performance.now();
  tallies[name] = await group();
  seconds[name] = Math.round((performance.now() - start) / 1000);
}

for (const each of Object.entries(groups)) {
  console.log(`\n== ${each[0]}`);
  await take(each);
}
for (const some of groupsAtOnce) {
  console.log(`\n== at once: ${Object.keys(some).join('; ')}`);
  await Promise.all(Object.entries(some).map(take));
}

console.log('\n== result');
const { capabilities } = createRequire(import.meta.url)(root);
if (process.arch === 'x64' && !capabilities().kernels.includes('avx512')) {
  console.log('NOT RUN: the AVX-512 kernel; this processor lacks it, and so does every emulator that can be installed');
}
for (const [name, { passed, failed, skipped }] of Object.entries(tallies)) {
  console.log(
    `${failed ? 'FAILED' : 'ok    '} ${name}: ${passed} passed, ${failed} failed, ${skipped} skipped, ${seconds[name]} s`,
  );
}
const { passed, failed, skipped } = Object.values(tallies).reduce(sum);
if (failed > 0 || (process.env.CI && skipped > 0)) process.exitCode = 1;
console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
