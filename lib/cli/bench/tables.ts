import { sizesOf } from './cases';
import { TFJS_PEERS } from './peers';
import { OURS, OURS_LOSS_ONLY, OURS_NEW_ARRAY, type Run, TEXTBOOK_IN_JAVASCRIPT } from './results';
import type { Timing } from './rounds';

/** Rows of text under headings. */
export interface Table {
  readonly title: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const ABSENT = '';

/** The results of a run. */
export function tablesOf(run: Run): Table[] {
  const tables = run.cases.length > 0 ? [timesOf(run)] : [];
  if (run.peers.length > 0) tables.push(peerTimesOf(run), errorsOf(run));
  if (TFJS_PEERS.every((name) => run.peers.some((peer) => peer.name === name))) tables.push(tfjsTimesOf(run));
  if (run.scaling !== undefined) tables.push(growthOf(run.scaling));
  return tables;
}

export function renderAsText({ title, header, rows }: Table): string {
  const widths = header.map((heading, column) => Math.max(heading.length, ...rows.map((row) => row[column]!.length)));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)))
      .join('  ')
      .trimEnd();
  return [title, line(header), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

export function renderAsMarkdown({ title, header, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = header.map((_, column) => (column < 2 ? '---' : '---:'));
  return [`${title}\n`, line(header), line(rule), ...rows.map(line)].join('\n');
}

function timesOf({ cases, textbook }: Run): Table {
  return {
    title: 'Loss and gradient into a given array: median over the rounds, and quartiles',
    header: [
      'case',
      'B,T,V,L',
      'ms',
      'quartiles',
      'µs/frame',
      'GB/s',
      'copies',
      `${textbook} ms`,
      'faster',
      'new array ms',
      'loss only ms',
      'gradient error',
    ],
    rows: cases.map((one) => {
      const { timings, copies, speedups } = one;
      const ours = timings[OURS]!;
      return [
        one.name,
        sizesOf(one),
        number(ours.median),
        `${number(ours.lowerQuartile)}..${number(ours.upperQuartile)}`,
        number(one.microsecondsPerFrame),
        number(one.gigabytesPerSecond),
        number(copies),
        median(timings[textbook]),
        factor(speedups[textbook]),
        median(timings[OURS_NEW_ARRAY]),
        median(timings[OURS_LOSS_ONLY]),
        error(one.gradientErrors[OURS]),
      ];
    }),
  };
}

function peerTimesOf({ cases, peers }: Run): Table {
  return {
    title: 'Peers: median ms (how many times faster ours is)',
    header: ['case', 'B,T,V,L', 'ours', ...peers.map(({ name }) => name)],
    rows: cases.map((one) => [
      one.name,
      sizesOf(one),
      median(one.timings[OURS]),
      ...peers.map(({ name }) =>
        name in one.timings ? `${median(one.timings[name])} (${factor(one.speedups[name])})` : 'failed',
      ),
    ]),
  };
}

/** The native call alone, our op with TensorFlow.js's work for a gradient, and TensorFlow's kernel alone. */
function tfjsTimesOf({ cases }: Run): Table {
  return {
    title:
      "Inside tfjs-node: valueAndGrad of the mean loss, beside the native call and TensorFlow's own CTCLoss kernel",
    header: ['case', 'B,T,V,L', 'native ms', 'valueAndGrad ms', 'of native', 'CTCLoss ms', 'faster'],
    rows: cases.map((one) => {
      const [native, ours, theirs] = [OURS, ...TFJS_PEERS].map((name) => one.timings[name]);
      const ratio = (other: Timing | undefined, own: Timing | undefined) =>
        factor(other && own && other.median / own.median);
      return [
        one.name,
        sizesOf(one),
        median(native),
        median(ours),
        ratio(ours, native),
        median(theirs),
        ratio(theirs, ours),
      ];
    }),
  };
}

function errorsOf({ cases, peers }: Run): Table {
  return {
    title: 'Worst error of a gradient element against the double-precision reference',
    header: ['case', 'B,T,V,L', 'ours', ...peers.map(({ name }) => name)],
    rows: cases.map((one) => [
      one.name,
      sizesOf(one),
      ...[OURS, ...peers.map(({ name }) => name)].map((name) => error(one.gradientErrors[name])),
    ]),
  };
}

function growthOf(scaling: NonNullable<Run['scaling']>): Table {
  return {
    title: 'Growth: the time of ours grows as size^p over the three largest sizes (1 is linear)',
    header: ['dimension', 'from B,T,V,L', 'p', 'smallest', 'ms', 'largest', 'ms'],
    rows: scaling.map(({ dimension, from, points, exponent }) => [
      dimension,
      sizesOf(from),
      exponent.toFixed(2),
      ...[points[0]!, points.at(-1)!].flatMap(({ size, milliseconds }) => [String(size), number(milliseconds)]),
    ]),
  };
}

/** Sentences about what the tables leave out. */
export function remarksOf({ missing, cases, textbook }: Run): string[] {
  return [
    ...missing.map(({ name, reason }) => `${name} is not measured: ${reason}`),
    ...cases.flatMap(({ name, failures }) =>
      Object.entries(failures).map(([peer, reason]) => `${peer} cannot compute ${name}: ${reason}`),
    ),
    ...(textbook === TEXTBOOK_IN_JAVASCRIPT && cases.length > 0
      ? [
          'the textbook loop is in JavaScript and the copy runs on one thread: a checkout builds both in C++ (npm run build)',
        ]
      : []),
  ];
}

function median(timing: Timing | undefined): string {
  return timing === undefined ? ABSENT : number(timing.median);
}

function factor(value: number | undefined): string {
  return value === undefined ? ABSENT : `${number(value)}x`;
}

/** Three significant digits. */
function number(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value.toPrecision(3);
}

function error(value: number | null | undefined): string {
  if (value === undefined) return ABSENT;
  return value === null ? 'NaN' : value.toExponential(1);
}
