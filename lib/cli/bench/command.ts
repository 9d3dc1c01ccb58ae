import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CtcError } from '../../check/errors';
import { capabilities } from '../../native/capabilities';
import type { Command } from '../command-line/command';
import { type Options, UsageError } from '../command-line/options';
import { outputFiles, writeWhole } from '../io/output-file';
import { type Draw, loadPlotting } from '../io/plotting';
import { CASES, type Case } from './cases';
import { chartOf } from './chart-spec';
import { measureDecoders } from './decoders';
import { thisMachine } from './machine';
import { measureCase } from './measure-case';
import { PEERS, type PeerName, startPeers, TFJS_PEERS } from './peers';
import { OURS, type Run } from './results';
import type { Limits } from './rounds';
import { measureScaling } from './scaling';
import { remarksOf, renderAsText, tablesOf } from './tables';
import { loadBenchmarkAddon } from './yardsticks';

/** What the library promises of every gradient element. */
const GRADIENT_TOLERANCE = 5e-6;
const MOST_THREADS = 1024;
const MOST_ROUNDS = 1_000_000;

export const bench: Command = {
  name: 'bench',
  summary:
    'Measures the loss with its gradient, beside a textbook loop, a copy of the same memory, and other libraries.',
  options: {
    cases: { value: 'A,B,...', help: `which of ${CASES.map(({ name }) => name).join(', ')} (default: all)` },
    threads: { value: 'N', help: 'threads for every contender but the textbook loop (default: 1)' },
    kernel: { value: 'NAME', help: 'the instruction set to use (default: the fastest; see ctc-native info)' },
    rounds: { value: 'N', help: 'the most rounds in which the contenders take turns (default: 20)' },
    seconds: { value: 'S', help: 'a contender that has used as many rests, after 3 rounds (default: 5)' },
    scaling: { help: 'measure, too, how the time grows with each dimension' },
    decoders: { help: 'measure the decoders instead of the loss; beside TensorFlow in --python, if that is given' },
    peers: { value: 'A,B,...', help: `compare with those installed of ${Object.keys(PEERS).join(', ')}` },
    tfjs: { help: "measure a training step's loss inside tfjs-node, beside TensorFlow's own kernel there" },
    python: {
      value: 'PATH',
      help: 'interpreter that has the Python peers; may be given again for others (default: python3)',
      multiple: true,
    },
    json: { value: 'FILE', help: 'write everything that was measured' },
    svg: { value: 'FILE', help: 'draw a chart (needs the npm packages vega and vega-lite)' },
  },
  details:
    'Inputs: standard normal float32 logits and random labels from a fixed seed, the same bits for all; blank 0.\n' +
    `Exit code 1: a gradient element of ours is more than ${GRADIENT_TOLERANCE.toExponential()} off the double-precision reference.`,
  async run(options) {
    const plan = await readPlan(options);
    if (options.isSet('decoders')) return runDecoders(plan, options.texts('python'));
    const run = await measure(plan);
    console.log([...tablesOf(run).map(renderAsText), ...remarksOf(run)].join('\n\n'));
    if (plan.json !== undefined) await writeWhole(plan.json, `${JSON.stringify(run, null, 2)}\n`);
    if (plan.svg !== undefined) await writeWhole(plan.svg.file, await plan.svg.draw(chartOf(run)));
    return run.cases.every(({ gradientErrors }) => {
      const error = gradientErrors[OURS];
      return error === undefined || (error !== null && error <= GRADIENT_TOLERANCE);
    });
  },
};

async function runDecoders({ threads, limits }: Plan, pythons: readonly string[]): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'ctc-native-bench-'));
  try {
    const tables = await measureDecoders({ threads, limits, pythons, folder });
    console.log(tables.map(renderAsText).join('\n\n'));
    return true;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Plan {
  readonly cases: readonly Case[];
  readonly threads: number;
  readonly limits: Limits;
  readonly scaling: boolean;
  readonly peers: readonly PeerName[];
  readonly pythons: readonly string[];
  readonly json: string | undefined;
  readonly svg: { readonly file: string; readonly draw: Draw } | undefined;
}

/** Whatever can be wrong is found here, before minutes of measuring. */
async function readPlan(options: Options): Promise<Plan> {
  const names = options.list(
    'cases',
    CASES.map(({ name }) => name),
  );
  const kernel = options.text('kernel');
  if (kernel !== undefined) chooseKernel(kernel);
  const { json, svg } = outputFiles(options, ['json', 'svg']);
  const pythons = options.texts('python');
  return {
    cases: CASES.filter(({ name }) => names?.includes(name) ?? true),
    threads: options.wholeNumber('threads', 1, 1, MOST_THREADS),
    limits: {
      rounds: options.wholeNumber('rounds', 20, 1, MOST_ROUNDS),
      seconds: options.positiveNumber('seconds', 5),
    },
    scaling: options.isSet('scaling'),
    peers: [
      ...new Set<PeerName>([
        ...(options.list('peers', Object.keys(PEERS) as PeerName[]) ?? []),
        ...(options.isSet('tfjs') ? TFJS_PEERS : []),
      ]),
    ],
    pythons: pythons.length > 0 ? pythons : ['python3'],
    json,
    svg: svg === undefined ? undefined : { file: svg, draw: await loadPlotting() },
  };
}

/** The library reads the variable when it first loads its addon, which nothing has done so far. */
function chooseKernel(name: string): void {
  process.env.CTC_NATIVE_KERNEL = name;
  try {
    capabilities();
  } catch (error) {
    if (!(error instanceof CtcError) || error.code !== 'ERR_CTC_KERNEL') throw error;
    throw new UsageError(error.message.replace('CTC_NATIVE_KERNEL', '--kernel'));
  }
}

async function measure({ cases, threads, limits, scaling, peers, pythons }: Plan): Promise<Run> {
  const { kernel, threading, version } = capabilities();
  const benchmarkAddon = loadBenchmarkAddon();
  const folder = mkdtempSync(join(tmpdir(), 'ctc-native-bench-'));
  const { running, missing } = await startPeers(peers, pythons, threads, folder);
  try {
    const results = [];
    for (const one of cases) {
      showProgress(one.name);
      results.push(await measureCase(one, { threads, limits, benchmarkAddon, peers: running }));
    }
    if (scaling) showProgress('scaling');
    const curves = scaling ? await measureScaling(threads, limits) : undefined;
    return {
      version,
      date: new Date().toISOString(),
      machine: thisMachine(),
      kernel,
      threads,
      threading,
      ...limits,
      peers: running.map((peer) => ({ name: peer.name, version: peer.version })),
      missing,
      cases: results,
      ...(curves && { scaling: curves }),
    };
  } finally {
    for (const peer of running) peer.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A run takes minutes: says what it is at, where somebody may be watching. */
function showProgress(what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`measuring ${what}\n`);
}
