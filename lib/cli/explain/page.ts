import { DEAREST_FRAMES } from './costs-panel';
import type { Explanation } from './explanation';
import { figure, type Names, nameOf, percent, timeOf } from './names';
import { byConfidence, sentencesOf } from './sentences';

const SHOWN_LABELS = 10;

/** A page that needs nothing beside itself. */
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
h1 { font-size: 1.4em; overflow-wrap: anywhere; } h2 { font-size: 1.1em; margin-top: 1.6em; }
.pictures { overflow-x: auto; } .pictures svg { display: block; }
table { border-collapse: collapse; } th, td { padding: 0.15em 0.9em 0.15em 0; text-align: right; font-variant-numeric: tabular-nums; }
th { font-weight: 600; border-bottom: 1px solid #999; } td.text, th.text { text-align: left; }
</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<ul id="summary">
${sentencesOf(explanation, names)
  .map((sentence) => `<li>${escapeHtml(sentence)}</li>`)
  .join('\n')}
</ul>
<div class="pictures">${svg}</div>
${explanation.places.length > 0 ? labelTable(explanation, names) : ''}
${explanation.frameCosts.length > 0 ? frameTable(explanation, names) : ''}
</body>
</html>
`;
}

function labelTable(explanation: Explanation, names: Names): string {
  const { blank } = explanation;
  const hardest = byConfidence(explanation).slice(0, SHOWN_LABELS);
  const rows = hardest.map(({ position, label, start, end, score, peak, cost, rival }) => [
    String(position),
    nameOf(label, blank, names),
    span(start, end, names),
    String(end - start),
    percent(Math.exp(score)),
    percent(peak),
    figure(cost),
    `${nameOf(rival.label, blank, names)} ${percent(rival.probability)}`,
  ]);
  const heads = ['position', 'label', unit(names), 'frames', 'confidence', 'surest frame', 'nats', 'rival'];
  return table('labels', 'Labels with the least confidence', heads, rows);
}

function frameTable({ frameCosts, blank }: Explanation, names: Names): string {
  const rows = frameCosts
    .slice(0, DEAREST_FRAMES)
    .map(({ frame, cost, said, wanted }) => [
      String(frame),
      ...(names.frameShift === undefined ? [] : [timeOf(frame, names).toFixed(2)]),
      figure(cost),
      `${nameOf(said.label, blank, names)} ${percent(said.probability)}`,
      `${nameOf(wanted.label, blank, names)} ${percent(wanted.probability)}`,
    ]);
  const time = names.frameShift === undefined ? [] : ['seconds'];
  return table('frames', 'Frames that cost most', ['frame', ...time, 'nats', 'scores say', 'labels want'], rows);
}

function table(id: string, title: string, heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const isText = (column: number) => ['label', 'rival', 'scores say', 'labels want'].includes(heads[column]!);
  const cells = (tag: string, texts: readonly string[]) =>
    texts
      .map((text, column) => `<${tag}${isText(column) ? ' class="text"' : ''}>${escapeHtml(text)}</${tag}>`)
      .join('');
  return `<h2>${escapeHtml(title)}</h2>
<table id="${id}">
<thead><tr>${cells('th', heads)}</tr></thead>
<tbody>
${rows.map((row) => `<tr>${cells('td', row)}</tr>`).join('\n')}
</tbody>
</table>`;
}

const unit = ({ frameShift }: Names) => (frameShift === undefined ? 'from, to' : 'seconds');

function span(start: number, end: number, names: Names): string {
  const shown = (frame: number) => (names.frameShift === undefined ? String(frame) : timeOf(frame, names).toFixed(2));
  return `${shown(start)} – ${shown(end)}`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
