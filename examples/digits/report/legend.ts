import { escape as escapeHtml } from 'html-escaper';

/** A mark of a chart and its meaning. */
export interface LegendEntry {
  readonly mark: 'line' | 'circle' | 'diamond' | 'span' | 'text';
  readonly color: string;
  readonly text: string;
}

const SHAPES: Readonly<Record<LegendEntry['mark'], string>> = {
  line: '<path d="M0 6H20" stroke="currentColor" stroke-width="2"/>',
  circle: '<circle cx="10" cy="6" r="3.6"/>',
  diamond: '<path d="M10 1L14 6L10 11L6 6Z"/>',
  span: '<path d="M0 0H20V12H0Z" opacity="0.6"/>',
  text: '<text x="10" y="11" text-anchor="middle" font-size="13" font-weight="bold">7</text>',
};

/** An HTML list of the entries, each with its mark. */
export function legend(entries: readonly LegendEntry[]): string {
  const items = entries.map(
    ({ mark, color, text }) =>
      `<li><svg width="20" height="12" fill="currentColor" style="color: ${color}" aria-hidden="true">${SHAPES[mark]}</svg><span>${escapeHtml(text)}</span></li>`,
  );
  return `<ul class="legend">\n${items.join('\n')}\n</ul>`;
}
