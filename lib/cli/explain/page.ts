import { widthOf } from './axes';
import { COSTLIEST_FRAMES } from './costs-panel';
import type { Explanation } from './explanation';
import { figure, type Names, nameOf, percent, timeOf } from './names';
import { byConfidence, sentencesOf } from './sentences';

const MAX_LISTED_LABELS = 10;
/** Charts shrink to the window as far as their text stays legible. */
const MIN_SCALE = 0.75;

/** A page in one file, without scripts. */
export function pageOf(title: string, explanation: Explanation, names: Names, svg: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>
body { font: 15px/1.45 system-ui, sans-serif; color: #222; margin: 1.5em auto; max-width: 1750px; padding: 0 1em; }
h1, li { overflow-wrap: anywhere; } h1 { font-size: 1.4em; } h2 { font-size: 1.1em; margin-top: 1.6em; } ul { padding-left: 1.2em; }
.wide { overflow-x: auto; }
.pictures svg { display: block; max-width: 100%; min-width: ${Math.round(MIN_SCALE * widthOf(explanation))}px; height: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: 0.15em 0.9em 0.15em 0; text-align: right; white-space: nowrap; }
th { font-weight: 600; border-bottom: 1px solid #999; vertical-align: bottom; } td.text, th.text { text-align: left; }
@media (max-width: 600px) { body { padding: 0 0.5em; } table { font-size: 11px; } th, td { padding-right: 0.4em; } }
</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<ul id="summary">
${sentencesOf(explanation, names)
  .map((sentence) => `<li>${escapeHtml(sentence)}</li>`)
  .join('\n')}
</ul>
<div class="pictures wide">${svg}</div>
${explanation.places.length > 0 ? labelTable(explanation, names) : ''}
${explanation.frameCosts.length > 0 ? frameTable(explanation, names) : ''}
</body>
</html>
`;
}

interface Column {
  readonly head: string;
  readonly isText?: boolean;
}

function labelTable(explanation: Explanation, names: Names): string {
  const { blank } = explanation;
  const listed = byConfidence(explanation).slice(0, MAX_LISTED_LABELS);
  const rows = listed.map(({ position, label, start, end, score, peak, cost, rival }) => [
    String(position),
    nameOf(label, blank, names),
    spanOf(start, end, names),
    String(end - start),
    percent(Math.exp(score)),
    percent(peak),
    figure(cost),
    `${nameOf(rival.label, blank, names)} ${percent(rival.probability)}`,
  ]);
  const unit = names.frameShift === undefined ? 'from – to' : 'seconds';
  return table('labels', 'Least confident labels', rows, [
    { head: 'no.' },
    { head: 'label', isText: true },
    ...[unit, 'frames', 'confidence', 'peak', 'nats'].map((head) => ({ head })),
    { head: 'rival', isText: true },
  ]);
}

function frameTable({ frameCosts, blank }: Explanation, names: Names): string {
  const rows = frameCosts
    .slice(0, COSTLIEST_FRAMES)
    .map(({ frame, cost, byScores, givenLabels }) => [
      String(frame),
      ...(names.frameShift === undefined ? [] : [timeOf(frame, names).toFixed(2)]),
      figure(cost),
      `${nameOf(byScores.label, blank, names)} ${percent(byScores.probability)}`,
      `${nameOf(givenLabels.label, blank, names)} ${percent(givenLabels.probability)}`,
    ]);
  return table('frames', 'Costliest frames', rows, [
    { head: 'frame' },
    ...(names.frameShift === undefined ? [] : [{ head: 'seconds' }]),
    { head: 'nats' },
    { head: 'by the scores', isText: true },
    { head: 'given the labels', isText: true },
  ]);
}

function table(id: string, title: string, rows: readonly (readonly string[])[], columns: readonly Column[]): string {
  const line = (tag: string, texts: readonly string[]) =>
    texts
      .map((text, index) => `<${tag}${columns[index]!.isText ? ' class="text"' : ''}>${escapeHtml(text)}</${tag}>`)
      .join('');
  const head = columns.map((column) => column.head);
  return `<h2>${escapeHtml(title)}</h2>
<div class="wide">
<table id="${id}">
<thead><tr>${line('th', head)}</tr></thead>
<tbody>
${rows.map((row) => `<tr>${line('td', row)}</tr>`).join('\n')}
</tbody>
</table>
</div>`;
}

function spanOf(start: number, end: number, names: Names): string {
  const shown = (frame: number) => (names.frameShift === undefined ? String(frame) : timeOf(frame, names).toFixed(2));
  return `${shown(start)} – ${shown(end)}`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
