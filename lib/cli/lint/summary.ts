import { counted } from '../../check/counted';
import type { ProblemKind } from './complaint';
import { countKinds, type Report, type Summary } from './findings';

const SHOWN_LABELS = 12;

const KINDS: Readonly<Record<ProblemKind, string>> = {
  json: 'not JSON',
  length: 'no length',
  duration: 'length contradicts the audio',
  audio: 'audio that cannot be read',
  sampleRate: 'wrong sample rate',
  noLabels: 'no labels',
  labels: 'labels out of range',
  text: 'text that cannot be spelled',
  infeasible: 'infeasible',
  duplicate: 'duplicates',
};

/** The report as text, without the problems of single lines. */
export function summaryOf(report: Report): string {
  const { stride, lines, utterances, largestStride, frames, labels, repeats, unusedClasses } = report;
  const { emptyUtterances, unchecked } = report;
  const rows: (readonly [string, string] | undefined)[] = [
    ['lines', `${lines}, of which ${report.badLines} are bad${kindsOf(report)}`],
    ['utterances', `${utterances}${emptyUtterances > 0 ? `, ${emptyUtterances} without labels` : ''}`],
    frames === null ? undefined : ['frames', describe(frames)],
    labels === null ? undefined : ['labels', describe(labels)],
    ['feasible', `${report.feasible} of ${utterances} at a stride of ${stride}`],
    ['largest stride', strideWords(largestStride.all, largestStride.ofMost)],
    report.framesPerLabel === null
      ? undefined
      : ['frames per label', `${report.framesPerLabel.toFixed(1)} at a stride of ${stride}`],
    [
      'repeats',
      `${repeats.count} (${percent(repeats.share)} of the labels), in ${counted(repeats.utterances, 'utterance')}`,
    ],
    report.labelCounts.length === 0 ? undefined : ['label counts', labelWords(report.labelCounts)],
    unusedClasses.length === 0 ? undefined : ['never used', `${shortList(unusedClasses.map(String))}`],
    unchecked === 0
      ? undefined
      : ['not checked', `length and sample rate of ${counted(unchecked, 'line')} without a WAV file`],
  ];
  return rows
    .filter((row) => row !== undefined)
    .map(([name, words]) => `${name.padEnd(17)} ${words}`)
    .join('\n');
}

function kindsOf({ problems }: Report): string {
  const kinds = [...countKinds(problems)].map(([kind, number]) => `${KINDS[kind]} ${number}`);
  return kinds.length === 0 ? '' : ` (${kinds.join(', ')})`;
}

function strideWords(all: number | null, ofMost: number | null): string {
  if (all === null) return 'any';
  const words = `${all === 0 ? 'none' : all} keeps all feasible`;
  return ofMost === all ? words : `${words}, ${ofMost ?? 'any'} keeps 99.9 %`;
}

function describe({ least, median, most, mean }: Summary): string {
  return `${least} to ${most}, median ${median}, mean ${mean.toFixed(1)}`;
}

function labelWords(counts: Report['labelCounts']): string {
  const words = counts.map(({ label, count }) => `${JSON.stringify(label)} ${count}`);
  return `${counts.length} different: ${shortList(words)}`;
}

/** The first and the last, where mistakes show. */
function shortList(words: readonly string[]): string {
  if (words.length <= SHOWN_LABELS) return words.join(', ');
  return [...words.slice(0, SHOWN_LABELS / 2), '...', ...words.slice(-SHOWN_LABELS / 2)].join(', ');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
