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
import { type Limits, MIN_ROUNDS } from './rounds';
import { measureScaling } from './scaling';
import { remarksOf, renderAsText, tablesOf } from './tables';
import { loadYardsticks } from './yardsticks';

/** The library's error bound for a gradient element. */
const GRADIENT_TOLERANCE = 5e-6;
const MAX_THREADS = 1024;
const MAX_ROUNDS = 1_000_000;
/** Options that only apply to the loss. */
const LOSS_OPTIONS = ['cases', 'scaling', 'peers', 'tfjs', 'json', 'svg'] as const;

export const bench: Command = {
  name: 'bench',
  summary: 'Measures the loss with its gradient beside a textbook loop, a memory copy and other libraries.',
  options: {
    cases: { value: 'A,B,...', help: `which of ${CASES.map(({ name }) => name).join(', ')} (default: all)` },
    threads: { value: 'N', help: 'threads for every contender but the textbook loop (default: 1)' },
    kernel: { value: 'NAME', help: 'instruction set (default: the fastest; see ctc-native info)' },
    rounds: { value: 'N', help: 'maximum number of rounds in which the contenders take turns (default: 20)' },
    seconds: { value: 'S', help: `time limit of each contender, after ${MIN_ROUNDS} rounds (default: 5)` },
    scaling: { help: 'also measure how the time grows with each dimension' },
    decoders: { help: 'measure the decoders instead of the loss; with --python also those of TensorFlow' },
    peers: { value: 'A,B,...', help: `also measure those installed of ${Object.keys(PEERS).join(', ')}` },
    tfjs: { help: "also measure the loss of a training step in tfjs-node, and TensorFlow's kernel there" },
    python: {
      value: 'PATH',
      help: 'interpreter that has the Python peers; may be repeated (default: python3)',
      multiple: true,
    },
    json: { value: 'FILE', help: 'write all results' },
    svg: { value: 'FILE', help: 'draw a chart (needs the npm packages vega and vega-lite)' },
  },
  details:
    'Inputs: standard normal float32 logits and random labels from a fixed seed, the same for every contender; blank 0.\n' +
    'A peer that is not installed is named with what it needs, and the run goes on without it.\n' +
    `Exit code 1: a gradient element of ours is more than ${GRADIENT_TOLERANCE.toExponential()} off the double-precision reference.`,
  async run(options) {
    const plan = await readPlan(options);
    if (options.isSet('decoders')) return runDecoders(options, plan);
    const run = await measure(plan);
    console.log([...tablesOf(run).map(renderAsText), ...remarksOf(run)].join('\n\n'));
    if (plan.json !== undefined) await writeWhole(plan.json, `${JSON.stringify(run, null, 2)}\n`);
    if (plan.svg !== undefined) await writeWhole(plan.svg.file, await plan.svg.draw(chartOf(run)));
    return run.cases.every(({ gradientErrors }) => {
      const error = gradientErrors[OURS];
      return error !== null && error! <= GRADIENT_TOLERANCE;
    });
  },
};

async function runDecoders(options: Options, { threads, limits }: Plan): Promise<boolean> {
  const unused = LOSS_OPTIONS.find((name) => options.isSet(name) || options.text(name) !== undefined);
  if (unused !== undefined) throw new UsageError(`--${unused} has no effect with --decoders: expected it without`);
  const folder = mkdtempSync(join(tmpdir(), 'ctc-native-bench-'));
  try {
    const tables = await measureDecoders({ threads, limits, pythons: options.texts('python'), folder });
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

/** Finds every mistake before minutes of measuring. */
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
    threads: options.wholeNumber('threads', 1, 1, MAX_THREADS),
    limits: {
      rounds: options.wholeNumber('rounds', 20, 1, MAX_ROUNDS),
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

/** The library reads the variable when it first loads its addon, which has not happened yet. */
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
  const yardsticks = loadYardsticks();
  const folder = mkdtempSync(join(tmpdir(), 'ctc-native-bench-'));
  const { running, missing } = await startPeers(peers, { pythons, threads, folder });
  try {
    const results = [];
    for (const one of cases) {
      showProgress(one.name);
      results.push(await measureCase(one, { threads, limits, yardsticks, peers: running }));
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
      textbook: yardsticks.textbookName,
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

/** Progress, since a run takes minutes; only if standard error is a terminal. */
function showProgress(what: string): void {
  if (process.stderr.isTTY) process.stderr.write(`measuring ${what}\n`);
}
