import type { EditCounts } from '../evaluation/error-counts';
import { percent } from '../support/formatting';
import type { LogEntries } from './read-log';
import { SMOOTHING } from './training-curves';

/** An utterance as the page shows it. */
export interface ShownUtterance {
  readonly spoken: string;
  readonly read: string;
  readonly svg: string;
  /** A data: URI. */
  readonly sound: string;
}

/** What a report is made of; pictures are SVG elements. */
export interface ReportParts {
  readonly log: LogEntries;
  /** Undefined where there are too few steps for a line. */
  readonly curves: string | undefined;
  /** Of the test, none where it was not made. */
  readonly utterances: number;
  readonly misread: number;
  readonly shown: readonly ShownUtterance[];
}

const STYLE = `
body { font: 15px/1.45 system-ui, sans-serif; color: #222; margin: 1.5em auto; max-width: 1040px; padding: 0 1em; }
h1 { font-size: 1.5em; } h2 { font-size: 1.15em; margin-top: 1.8em; }
figure { margin: 1em 0 1.6em; overflow-x: auto; } figure svg { display: block; } audio { display: block; height: 32px; margin-top: 4px; }
table { border-collapse: collapse; margin: 0.6em 0; }
th, td { padding: 0.15em 1.1em 0.15em 0; text-align: right; font-variant-numeric: tabular-nums; }
th { font-weight: 600; border-bottom: 1px solid #999; vertical-align: bottom; } th:first-child, td:first-child, .samples :is(th, td) { text-align: left; }
.samples td { overflow-wrap: anywhere; vertical-align: top; }
.wrong { color: #b3273b; font-weight: 600; }`;

/** How often a step's reading is shown: at steps that lie so many times farther on. */
const SAMPLE_RATIO = 1.7;

/** A page that needs nothing beside itself. */
export function reportPage(parts: ReportParts): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Spoken digits: report of a training</title>
<link rel="icon" href="data:,">
<style>${STYLE}
</style>
</head>
<body>
<h1>Spoken digits: report of a training</h1>
<ul id="summary">${summary(parts)
    .map((sentence) => `\n<li>${escapeHtml(sentence)}</li>`)
    .join('')}
</ul>
${parts.curves === undefined ? '' : curvesSection(parts.curves, parts.log)}
${readingsSection(parts.log)}
${parts.log.tests.map(testSection).join('')}
${parts.shown.length === 0 ? '' : soundSection(parts)}
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
      ? `The best network, by what is held out: step ${best.step}, ${percent(best.labelErrorRate)} label errors.`
      : 'Stopped before the first look at what is held out: the network saved is that of the last step.',
    ...tests.map(
      ({ speaker, greedy, beam }) =>
        `${nameOfTest(speaker)}: ${percent(greedy.labelErrorRate)} label errors by greedy decoding, ` +
        `${percent(beam.labelErrorRate)} by beam search, of ${greedy.digits} digits.`,
    ),
    utterances === 0
      ? 'Not tested, because the training was stopped.'
      : `Utterances of the test that are read with a mistake, greedily: ${misread} of ${utterances}.`,
  ];
}

const nameOfTest = (speaker: string | null): string => (speaker === null ? 'Test' : `Left-out speaker ${speaker}`);

/** Explains what is drawn, and nothing else. */
function curvesSection(svg: string, { steps, heldOut }: LogEntries): string {
  const isOffScale = [...steps, ...heldOut].some(({ labelErrorRate }) => labelErrorRate > 1);
  const sentences = [
    `Pale: each step's batch. Dark: the mean over a step and up to ${SMOOTHING} on either side.`,
    ...(heldOut.length > 0 ? ['Red: what is held out, a diamond where it was the best so far.'] : []),
    "The label error rate's scale is a square root's.",
    ...(isOffScale ? ['Above 100&nbsp;% it is not shown: an untrained network reads more digits than there are.'] : []),
  ];
  return `<h2>Training</h2>
<p>${sentences.join(' ')}</p>
<figure id="curves">${svg}</figure>
`;
}

function readingsSection({ steps }: LogEntries): string {
  const shown: (typeof steps)[number][] = [];
  for (let step = 1; step < steps.length; step = Math.ceil(step * SAMPLE_RATIO)) shown.push(steps[step - 1]!);
  shown.push(steps.at(-1)!);
  const rows = shown.map(({ step, spoken, read }) => [String(step), spoken, reading(spoken, read)]);
  return `<h2>How it learnt to read</h2>
<p>An utterance of a step's batch, before the step.</p>
${table('samples', ['step', 'spoken', 'read'], rows)}
`;
}

function testSection({ speaker, greedy, beam }: LogEntries['tests'][number]): string {
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
  const readings = [
    ['greedy', percent(greedy.labelErrorRate), ...counts(greedy)],
    ['beam search', percent(beam.labelErrorRate), ...counts(beam)],
  ];
  return `<h2>${escapeHtml(nameOfTest(speaker))}</h2>
<p>A substitution is a digit read as another, a deletion one that is not read, an insertion one read that was not spoken.</p>
${table('readings', ['decoding', 'label errors', ...EDITS], readings)}
${table('lengths', ['digits in the utterance', 'label errors, greedy', 'beam search'], lengths)}
${table('digits', ['digit', 'spoken', ...EDITS.map((edit) => `${edit}, greedy`), ...EDITS.map((edit) => `${edit}, beam`)], digits)}
`;
}

const EDITS = ['substitutions', 'deletions', 'insertions'];

const counts = ({ substitutions, deletions, insertions }: EditCounts) =>
  [substitutions, deletions, insertions].map(String);

function soundSection({ shown }: ReportParts): string {
  const figures = shown.map(
    ({ spoken, read, svg, sound }) => `<figure class="utterance">
<figcaption>Spoken ${spoken}, read ${reading(spoken, read)}</figcaption>
${svg}
<audio controls src="${sound}"></audio>
</figure>`,
  );
  const below = shown.some(({ read }) => read !== '')
    ? ' Below, blue: what is read greedily. A network trained with CTC says a digit in few frames, somewhere within the word.'
    : '';
  return `<h2>Test utterances</h2>
<p>Above: the digits spoken, each where the best alignment has it.${below}</p>
${figures.join('\n')}`;
}

function reading(spoken: string, read: string): string {
  const text = read === '' ? '(nothing)' : read;
  return spoken === read ? text : `<span class="wrong">${text}</span>`;
}

/** @param rows of HTML */
function table(id: string, heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (tag: string, texts: readonly string[]): string =>
    texts.map((text) => `<${tag}>${text}</${tag}>`).join('');
  const body = rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('\n');
  return `<table class="${id}">\n<thead><tr>${cells('th', heads)}</tr></thead>\n<tbody>\n${body}\n</tbody>\n</table>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
