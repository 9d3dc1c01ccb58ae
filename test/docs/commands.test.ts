/** The names in the documents' commands are right: scripts, files, options, links. Most commands are run, too: see execution.test.ts. */

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

const beginningWith = (pattern: RegExp) => {
  const found = commands.filter(({ command }) => pattern.test(command));
  return [...new Map(found.map((each) => [`${each.page}: ${each.command}`, each.command]))];
};

test.each(beginningWith(/^npm (run \S|start|test)/))('%s: there is such a script', (_, command) => {
  const name = /^npm (?:run )?(\S+)/.exec(command)![1]!;
  expect(Object.keys(scripts)).toContain(name);
});

test.each(beginningWith(/^(node|npx jest|npx tsc|scripts\/)\b.*\//))('%s: there are such files', (_, command) => {
  const files = command.split(' ').filter((word) => /^(bench|dist|examples|lib|scripts|test)\//.test(word));
  for (const file of files) {
    const source = file.replace(/^dist\/(.*)\.js$/, 'lib/$1.ts');
    expect({ file, exists: existsSync(join(root, source)) }).toEqual({ file, exists: true });
  }
});

test.each(beginningWith(/^(npx )?ctc-native [a-z]|^node dist\/cli\/main\.js [a-z]/))(
  '%s: the command takes these options',
  (_, line) => {
    const [name, ...words] = line.replace(/^(npx )?ctc-native |^node dist\/cli\/main\.js /, '').split(/\s+/);
    const command = COMMANDS.find((candidate) => candidate.name === name);
    expect(command?.name).toBe(name);
    const known = Object.keys(allOptions(command!));
    const given = words.filter((word) => word.startsWith('--')).map((word) => word.slice(2));
    expect(known).toEqual(expect.arrayContaining(given));
    // In the running text a command may stand without its operand.
    if (words.length > given.length || command!.operand === undefined) {
      Options.read(words, allOptions(command!), command!.operand);
    }
  },
);

test.each(pages)('the links of $page lead somewhere', ({ page, text }) => {
  for (const [, target] of text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
    if (/^https?:/.test(target!)) continue;
    const file = join(root, dirname(page), target!);
    expect({ link: relative(root, file), exists: existsSync(file) }).toEqual({
      link: relative(root, file),
      exists: true,
    });
  }
});
