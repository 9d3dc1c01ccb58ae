// Generates docs/api/ from the comments in lib/: `npm run docs` writes it, `npm run docs -- --check` compares it.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inRoot } from './setup/checkout.mjs';
import { main as setUp } from './setup/main.mjs';
import { packageTool } from './setup/package-tools.mjs';

const pages = inRoot('docs', 'api');

await setUp(['packages', 'package-tools']);
if (!process.exitCode) {
  if (process.argv.includes('--check')) check();
  else generate(pages);
}

/** @param {string} folder */
function generate(folder) {
  const { status } = spawnSync(
    process.execPath,
    [
      ...[
        packageTool('typedoc', 'bin', 'typedoc'),
        '--plugin',
        packageTool('typedoc-plugin-markdown', 'dist', 'index.js'),
      ],
      ...['--entryPoints', 'lib/index.ts', '--entryPoints', 'lib/tfjs/index.ts', '--out', folder, '--readme', 'none'],
      ...[
        '--tsconfig',
        'tsconfig.json',
        '--disableSources',
        '--excludePrivate',
        '--excludeExternals',
        '--treatWarningsAsErrors',
      ],
      // Only other types refer to this type; users never name it.
      ...['--intentionallyNotExported', 'lib/tfjs/tensors/tfjs.ts:TfjsLayers', '--logLevel', 'Warn'],
      ...['--outputFileStrategy', 'modules', '--hidePageHeader', '--hideBreadcrumbs', '--name', 'ctc-native'],
      ...['parameters', 'interfaceProperties', 'classProperties', 'typeDeclaration', 'enumMembers'].flatMap((what) => [
        `--${what}Format`,
        'table',
      ]),
    ],
    { cwd: inRoot(), stdio: 'inherit' },
  );
  if (status !== 0) process.exitCode = 1;
}

function check() {
  const folder = mkdtempSync(join(tmpdir(), 'ctc-native-api-'));
  generate(folder);
  for (const page of readdirSync(folder)) {
    const committed = join(pages, page);
    if (existsSync(committed) && readFileSync(committed, 'utf8') === readFileSync(join(folder, page), 'utf8')) continue;
    console.error(`docs/api/${page} is out of date: npm run docs`);
    process.exitCode = 1;
  }
  rmSync(folder, { recursive: true });
}
