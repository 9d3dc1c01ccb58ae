/** Scripts, files, options and links that the documents name exist. Most commands also run: see execution.test.ts. */

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { allOptions } from '../../lib/cli/command-line/command';
import { Options } from '../../lib/cli/command-line/options';
import { COMMANDS } from '../../lib/cli/commands';
import { root } from '../support/root';
import { inlineCode, pages, shellLines } from './documents';

const { scripts } = require('../../package.json') as { scripts: Record<string, string> };

/** Each line of a block of shell commands, and each command in the running text. */
const commands = pages.flatMap((page) =>
  [...shellLines(page), ...inlineCode(page)]
    .flatMap((line) => line.split(/ [|>] ?| && /))
    .map((command) => command.replace(/^[A-Z_]+=\S+ /, '').trim())
    .map((command) => ({ page: page.page, command })),
);

const commandsMatching = (pattern: RegExp) => {
  const found = commands.filter(({ command }) => pattern.test(command));
  return [...new Map(found.map((each) => [`${each.page}: ${each.command}`, each.command]))];
};

test.each(commandsMatching(/^npm (run \S|start|test)/))('%s: the script exists', (_, command) => {
  const name = /^npm (?:run )?(\S+)/.exec(command)![1]!;
  expect(Object.keys(scripts)).toContain(name);
});

test.each(commandsMatching(/^npm test -- \w/))('%s: the groups exist', (_, command) => {
  const list = execFileSync(process.execPath, ['scripts/test.mjs', '--list'], { cwd: root, encoding: 'utf8' });
  const groups = list.split('\n').map((line) => line.split(' ')[0]);
  expect(groups).toEqual(expect.arrayContaining(command.split(' ').slice(3)));
});

test.each(commandsMatching(/^(node|npx jest|npx tsc|scripts\/)\b.*\//))('%s: the files exist', (_, command) => {
  const files = command.split(' ').filter((word) => /^(bench|dist|examples|lib|scripts|test)\//.test(word));
  for (const file of files) {
    const source = file.replace(/^dist\/(.*)\.js$/, 'lib/$1.ts');
    expect({ file, exists: existsSync(join(root, source)) }).toEqual({ file, exists: true });
  }
});

test.each(commandsMatching(/^(npx )?ctc-native [a-z]|^node dist\/cli\/main\.js [a-z]/))(
  '%s: the command has these options',
  (_, line) => {
    const [name, ...words] = line.replace(/^(npx )?ctc-native |^node dist\/cli\/main\.js /, '').split(/\s+/);
    const command = COMMANDS.find((candidate) => candidate.name === name);
    expect(command?.name).toBe(name);
    const known = Object.keys(allOptions(command!));
    const used = words.filter((word) => word.startsWith('--')).map((word) => word.slice(2));
    expect(known).toEqual(expect.arrayContaining(used));
    // In running text a command may lack its operand.
    if (words.length > used.length || command!.operand === undefined) {
      Options.read(words, allOptions(command!), command!.operand);
    }
  },
);

const links = pages.map(({ page, text }) => ({
  page,
  targets: [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target!)
    .filter((target) => !/^https?:/.test(target))
    .map((target) => {
      const [file, anchor] = target.split('#');
      return { file: file === '' ? page : join(dirname(page), file!), anchor };
    }),
}));

test.each(links)('the links of $page have targets', ({ targets }) => {
  for (const { file, anchor } of targets) {
    expect({ file, exists: existsSync(join(root, file)) }).toEqual({ file, exists: true });
    if (anchor === undefined) continue;
    const headings = [...readFileSync(join(root, file), 'utf8').matchAll(/^#+ (.+)$/gm)];
    expect(headings.map(([, heading]) => anchorOf(heading!))).toContain(anchor);
  }
});

test('links of published pages lead to published files', () => {
  const [{ files }] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--ignore-scripts', '--json'], { cwd: root, encoding: 'utf8' }),
  ) as [{ files: { path: string }[] }];
  const published = new Set(files.map(({ path }) => path));
  const isPublished = (path: string) =>
    published.has(path) || [...published].some((each) => each.startsWith(`${path}/`));
  expect(published).toContain('README.md');
  const broken = links
    .filter(({ page }) => published.has(page))
    .flatMap(({ page, targets }) => targets.filter(({ file }) => !isPublished(file)).map(({ file }) => [page, file]));
  expect(broken).toEqual([]);
});

/** The anchor that GitHub gives to a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/ /g, '-');
}
