/** Scripts, files, options and links that the documents name exist. Most commands also run: see execution.test.ts. */

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
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

test.each(pages)('the links of $page have targets', ({ page, text }) => {
  for (const [, target] of text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
    if (/^https?:/.test(target!)) continue;
    const file = join(root, dirname(page), target!);
    expect({ link: relative(root, file), exists: existsSync(file) }).toEqual({
      link: relative(root, file),
      exists: true,
    });
  }
});
