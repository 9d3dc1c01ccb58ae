import { escape as escapeHtml } from 'html-escaper';
import type { EditCounts } from '../evaluation/error-counts';
import { percent } from '../support/format';
import { type LegendEntry, legend } from './legend';
import type { LogEntries } from './read-log';
import { type Cell, type Head, table } from './table';

/** An utterance as shown on the page. */
export interface ShownUtterance {
  readonly spoken: string;
  readonly read: string;
  /** An SVG element. */
  readonly waveform: string;
  /** A data: URI. */
  readonly sound: string;
}

/** A chart with the log field that it shows. */
export interface ShownCurve {
  readonly field: string;
  readonly title: string;
  /** An SVG element. */
  readonly svg: string;
}

/** The contents of a report. */
export interface ReportParts {
  readonly log: LogEntries;
  /** Empty if there are too few steps for a line. */
  readonly curves: readonly ShownCurve[];
  readonly curvesLegend: readonly LegendEntry[];
  /** Numbers of test utterances: all, and those read with errors; 0 without a test. */
  readonly utterances: number;
  readonly misread: number;
  readonly shown: readonly ShownUtterance[];
  readonly waveformLegend: readonly LegendEntry[];
}

const STYLE = `
body { font: 15px/1.45 system-ui, sans-serif; color: #222; margin: 1.5em auto; max-width: 1040px; padding: 0 1em; }
h1 { font-size: 1.5em; } h2 { font-size: 1.15em; margin-top: 1.8em; } h3 { font-size: 1em; margin: 1.4em 0 0; }
#summary { padding-left: 1.2em; overflow-wrap: anywhere; }
figure { margin: 0; } figure svg { display: block; width: 100%; height: auto; } figcaption { font-weight: 600; }
#curves { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 370px), 1fr)); gap: 1.4em 1.6em; }
.legend { display: flex; flex-wrap: wrap; gap: 0.2em 1.6em; list-style: none; padding: 0; } .legend svg { margin-right: 0.5em; }
.scrolling { overflow-x: auto; } .utterance { margin-bottom: 1.6em; } .utterance svg { min-width: 640px; } audio { display: block; height: 32px; margin-top: 4px; max-width: 100%; }
table { border-collapse: collapse; margin: 0.6em 0; }
th, td { padding: 0.15em 0.5em; text-align: right; font-variant-numeric: tabular-nums; }
th { font-weight: 600; vertical-align: bottom; } thead tr:last-child th, th[rowspan="2"] { border-bottom: 1px solid #999; } th[colspan="3"] { text-align: center; }
tr:first-child th:first-child, td:first-child { padding-left: 0; } tr:first-child th:first-child, td:first-child, .readings :is(th, td) { text-align: left; }
.readings td { overflow-wrap: anywhere; vertical-align: top; }
@media (max-width: 480px) { th, td { padding: 0.15em 0.3em; } }
.wrong { color: #b3273b; font-weight: 600; }`;

/** Ratio of one shown step to the previous one in the table of readings. */
const READINGS_RATIO = 1.7;

/** A page that loads no other files. */
export function reportPage(parts: ReportParts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Spoken digits: training report</title>
<link rel="icon" href="data:,">
<style>${STYLE}
</style>
</head>
<body>
<h1>Spoken digits: training report</h1>
<ul id="summary">${summary(parts)
    .map((sentence) => `\n<li>${escapeHtml(sentence)}</li>`)
    .join('')}
</ul>
${parts.curves.length === 0 ? '' : curvesSection(parts)}
${readingsSection(parts.log)}
${parts.log.tests.map(testSection).join('')}
${parts.shown.length === 0 ? '' : utterancesSection(parts)}
</body>
</html>
`;
}

function summary({ log: { run, steps, heldOut, tests }, utterances, misread }: ReportParts): string[] {
  const best = heldOut.filter((entry) => entry.best).at(-1);
  return [
    `Data: ${run.data.description}.`,
    steps.length < run.steps
      ? `Stopped after step ${steps.length} of ${run.steps}, seed ${run.seed}.`
      : `Steps: ${run.steps}, seed ${run.seed}.`,
    best
      ? `Best network on the held-out set: step ${best.step}, ${percent(best.labelErrorRate)} label errors.`
      : 'Stopped before the first evaluation on the held-out set: the saved network is that of the last step.',
    ...tests.map(
      ({ speaker, greedy, beam }) =>
        `${testTitle(speaker)}: ${percent(greedy.labelErrorRate)} label errors with greedy decoding, ` +
        `${percent(beam.labelErrorRate)} with beam search, of ${greedy.digits} digits.`,
    ),
    utterances === 0
      ? 'Not tested, because the training was stopped.'
      : `Test utterances with errors, greedy decoding: ${misread} of ${utterances}.`,
  ];
}

const testTitle = (speaker: string | null): string => (speaker === null ? 'Test' : `Left-out speaker ${speaker}`);

function curvesSection({ curves, curvesLegend, log: { steps, heldOut } }: ReportParts): string {
  const isOffScale = [...steps, ...heldOut].some(({ labelErrorRate }) => labelErrorRate > 1);
  const note = 'Label error rates above 100 % are not shown: an untrained network reads more digits than were spoken.';
  const figures = curves.map(
    ({ field, title, svg }) => `<figure class="${field}">
<figcaption>${escapeHtml(title)}</figcaption>
${svg}
</figure>`,
  );
  return `<h2>Training</h2>
${legend(curvesLegend)}
${isOffScale ? `<p>${note}</p>` : ''}
<div id="curves">
${figures.join('\n')}
</div>
`;
}

function readingsSection({ steps }: LogEntries): string {
  const shown: (typeof steps)[number][] = [];
  for (let step = 1; step < steps.length; step = Math.ceil(step * READINGS_RATIO)) shown.push(steps[step - 1]!);
  shown.push(steps.at(-1)!);
  const rows = shown.map(({ step, spoken, read }) => [String(step), spoken, readingCell(spoken, read)]);
  return `<h2>Readings during the training</h2>
<p>One utterance of a step's batch, as read before the step.</p>
${table('readings', [heads('step', 'spoken', 'read')], rows)}
`;
}

const EDIT_HEADS: readonly Head[] = [
  { text: 'sub.', title: 'substitutions' },
  { text: 'del.', title: 'deletions' },
  { text: 'ins.', title: 'insertions' },
];

function testSection({ speaker, greedy, beam }: LogEntries['tests'][number]): string {
  const decodings = [
    ['greedy', percent(greedy.labelErrorRate), ...counts(greedy)],
    ['beam search', percent(beam.labelErrorRate), ...counts(beam)],
  ];
  const lengths = greedy.byLength.map(({ length, labelErrorRate }, index) => [
    String(length),
    percent(labelErrorRate),
    percent(beam.byLength[index]!.labelErrorRate),
  ]);
  const digits = greedy.byDigit.map((edits, index) => [
    edits.digit,
    String(edits.spoken),
    ...counts(edits),
    ...counts(beam.byDigit[index]!),
  ]);
  const digitHeads = [
    [
      { text: 'digit', rows: 2 },
      { text: 'spoken', rows: 2 },
      { text: 'greedy', columns: 3 },
      { text: 'beam search', columns: 3 },
    ],
    [...EDIT_HEADS, ...EDIT_HEADS],
  ];
  return `<h2>${escapeHtml(testTitle(speaker))}</h2>
<p>A substitution (sub.) is a digit read as another, a deletion (del.) a digit not read, an insertion (ins.) a digit read but not spoken.</p>
${table('decodings', [[...heads('decoding', 'label errors'), ...EDIT_HEADS]], decodings)}
<h3>By number of digits in the utterance</h3>
${table('lengths', [heads('digits', 'label errors, greedy', 'beam search')], lengths)}
<h3>By digit</h3>
${table('digits', digitHeads, digits)}
`;
}

const heads = (...texts: readonly string[]): Head[] => texts.map((text) => ({ text }));

const counts = ({ substitutions, deletions, insertions }: EditCounts): string[] =>
  [substitutions, deletions, insertions].map(String);

function utterancesSection({ shown, waveformLegend }: ReportParts): string {
  const figures = shown.map(
    ({ spoken, read, waveform, sound }) => `<figure class="utterance">
<figcaption>Spoken ${escapeHtml(spoken)}, read ${reading(spoken, read)}</figcaption>
<div class="scrolling">${waveform}</div>
<audio controls src="${sound}"></audio>
</figure>`,
  );
  return `<h2>Test utterances</h2>
<p>A network trained with CTC emits a digit in few frames, somewhere within the word.</p>
${legend(waveformLegend)}
${figures.join('\n')}`;
}

const readText = (read: string): string => (read === '' ? '(nothing)' : read);

function readingCell(spoken: string, read: string): Cell {
  return spoken === read ? read : { text: readText(read), className: 'wrong' };
}

function reading(spoken: string, read: string): string {
  return spoken === read ? escapeHtml(read) : `<span class="wrong">${escapeHtml(readText(read))}</span>`;
}
