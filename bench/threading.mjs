// Compares two builds of the addon, such as one with the thread pool and one with OpenMP, on idle and on busy cores:
// node bench/threading.mjs FIRST.node SECOND.node [--threads 1,2] [--cases A,B] [--rounds N] [--seconds S] [--markdown]
// Each build runs in processes of its own, which live for the whole run; the two take turns, round after round. On busy
// cores a process spins on every core. Exit code 1: the two builds do not give the same bits.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { CASES, sizesOf } from '../dist/cli/bench/cases.js';
import { drawInputs } from '../dist/cli/bench/inputs.js';
import { PeerProcess } from '../dist/cli/bench/peer-process.js';
import { runRounds } from '../dist/cli/bench/rounds.js';
import { renderAsMarkdown, renderAsText } from '../dist/cli/bench/tables.js';

const serve = fileURLToPath(new URL('./peers/serve.cjs', import.meta.url));
const usage = 'usage: node bench/threading.mjs FIRST.node SECOND.node [--threads 1,2] [--cases A,B] [--rounds N]';

/** Spins until it is killed or its parent has ended. */
const SPIN = `
const parent = process.ppid;
process.stdout.write('spinning');
while (process.ppid === parent) for (const end = Date.now() + 50; Date.now() < end; );`;

/** Runs `work` while a process spins on every core. */
async function onBusyCores(work) {
  const spinners = Array.from({ length: availableParallelism() }, () =>
    spawn(process.execPath, ['-e', SPIN], { stdio: ['ignore', 'pipe', 'inherit'] }),
  );
  try {
    await Promise.all(spinners.map(({ stdout }) => once(stdout, 'data')));
    return await work();
  } finally {
    for (const spinner of spinners) spinner.kill('SIGKILL');
  }
}

/** Starts a process that uses the addon. */
function startBuild(addon, threads, folder) {
  const environment = { CTC_NATIVE_ADDON: addon };
  return PeerProcess.start(addon, process.execPath, [serve, 'ours', threads], { folder, environment });
}

const threadingOf = ({ version }) => (version.includes('openmp') ? 'OpenMP' : 'pool');

const sameBits = (one, other) =>
  ['losses', 'gradient'].every((name) => one[name].every((number, i) => Object.is(number, other[name][i])));

async function measureCase(one, builds, limits) {
  const inputs = drawInputs(one);
  const answers = [];
  for (const build of builds) answers.push(await build.solve(one, inputs));
  const contenders = builds.map((build, index) => ({ name: String(index), run: (calls) => build.run(calls) }));
  const medians = async () => [...(await runRounds(contenders, limits)).values()].map(({ median }) => median);
  return {
    same: sameBits(...answers),
    idle: await medians(),
    busy: await onBusyCores(medians),
  };
}

const { values, positionals: addons } = parseArgs({
  allowPositionals: true,
  options: {
    threads: { type: 'string', default: '1,2' },
    cases: { type: 'string', default: CASES.map(({ name }) => name).join(',') },
    rounds: { type: 'string', default: '21' },
    seconds: { type: 'string', default: '3' },
    markdown: { type: 'boolean', default: false },
  },
});
const cases = values.cases.split(',').map((name) => CASES.find((one) => one.name === name));
if (addons.length !== 2 || cases.includes(undefined)) throw new Error(usage);
const limits = { rounds: Number(values.rounds), seconds: Number(values.seconds) };

const folder = mkdtempSync(join(tmpdir(), 'ctc-native-threading-'));
const running = [];
try {
  const rows = [];
  let names;
  for (const threads of values.threads.split(',')) {
    const builds = [];
    for (const addon of addons) {
      builds.push(await startBuild(addon, threads, folder));
      running.push(builds.at(-1));
    }
    names = builds.map(threadingOf);
    for (const one of cases) {
      if (process.stderr.isTTY) process.stderr.write(`measuring ${one.name}, threads: ${threads}\n`);
      const { same, idle, busy } = await measureCase(one, builds, limits);
      if (!same) process.exitCode = 1;
      const columns = ([first, second]) => [first.toPrecision(3), second.toPrecision(3), (second / first).toFixed(2)];
      rows.push([one.name, sizesOf(one), threads, ...columns(idle), ...columns(busy), same ? 'same' : 'DIFFERENT']);
    }
  }
  const condition = (name) => [...names.map((build) => `${name} ${build} ms`), 'ratio'];
  console.log(
    (values.markdown ? renderAsMarkdown : renderAsText)({
      title: `Loss and gradient, ${names.join(' and ')}: medians over the rounds; ratio: second / first`,
      header: ['case', 'B,T,V,L', 'threads', ...condition('idle'), ...condition('busy'), 'bits'],
      rows,
    }),
  );
} finally {
  for (const build of running) build.stop();
  rmSync(folder, { recursive: true, force: true });
}
