import { escape as escapeHtml } from 'html-escaper';

/** Text, which is escaped, and the class of its cell. */
export type Cell = string | { readonly text: string; readonly className: string };

export interface Head {
  readonly text: string;
  /** A tooltip, for abbreviations. */
  readonly title?: string;
  /** Columns and rows that the head spans. */
  readonly columns?: number;
  readonly rows?: number;
}

/** An HTML table, which scrolls sideways where the page is too narrow. */
export function table(name: string, heads: readonly (readonly Head[])[], rows: readonly (readonly Cell[])[]): string {
  const head = heads.map((row) => `<tr>${row.map(headCell).join('')}</tr>`).join('\n');
  const body = rows.map((row) => `<tr>${row.map(bodyCell).join('')}</tr>`).join('\n');
  return `<div class="scrolling"><table class="${name}">
<thead>
${head}
</thead>
<tbody>
${body}
</tbody>
</table></div>`;
}

function headCell({ text, title, columns = 1, rows = 1 }: Head): string {
  const tooltip = title === undefined ? '' : ` title="${escapeHtml(title)}"`;
  return `<th colspan="${columns}" rowspan="${rows}"${tooltip}>${escapeHtml(text)}</th>`;
}

function bodyCell(cell: Cell): string {
  if (typeof cell === 'string') return `<td>${escapeHtml(cell)}</td>`;
  return `<td class="${escapeHtml(cell.className)}">${escapeHtml(cell.text)}</td>`;
}
