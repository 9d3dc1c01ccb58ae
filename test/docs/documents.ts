/** The documents of the repository, and their code. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../support/root';

/** A Markdown file; `page` is its path from the root. */
export interface Page {
  readonly page: string;
  readonly text: string;
}

export const pages: readonly Page[] = [
  ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'scripts/make-golden/README.md'],
  ...readdirSync(join(root, 'docs')).map((name) => join('docs', name)),
  ...readdirSync(join(root, 'examples')).map((name) => join('examples', name, 'README.md')),
]
  .filter((page) => page.endsWith('.md'))
  .map((page) => ({ page, text: readFileSync(join(root, page), 'utf8') }));

/** The code blocks in a language. */
export function blocks({ text }: Page, language: 'js' | 'sh'): readonly string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, block]) => block!);
}

/** The blocks without a language: output, and drawings. */
export function fencedText({ text }: Page): readonly string[] {
  return [...text.matchAll(/^```(\w*)\n(.*?)^```$/gms)]
    .filter(([, language]) => language === '')
    .map(([, , block]) => block!);
}

/** The lines of the blocks of shell commands, without comments. */
export function shellLines(page: Page): readonly string[] {
  return blocks(page, 'sh')
    .flatMap((block) => block.split('\n'))
    .map((line) => line.replace(/ +# .*/, ''))
    .filter((line) => line !== '');
}

/** Code between backquotes in the running text. */
export function inlineCode({ text }: Page): readonly string[] {
  const runningText = text.replace(/^```.*?^```$/gms, '');
  return [...runningText.matchAll(/`([^`]+)`/g)].map(([, code]) => code!.replace(/\n/g, ' '));
}
