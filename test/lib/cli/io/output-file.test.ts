import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Options } from '../../../../lib/cli/command-line/options';
import { outputFiles, writeWhole } from '../../../../lib/cli/io/output-file';
import { root } from '../../../support/root';

const folder = mkdtempSync(join(tmpdir(), 'ctc-output-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('replaces an existing file instead of writing into it: a hard link keeps the old content', async () => {
  const [file, otherName] = [join(folder, 'page.html'), join(folder, 'before.html')] as const;
  writeFileSync(file, 'before');
  linkSync(file, otherName);
  await writeWhole(file, 'after');
  expect([readFileSync(file, 'utf8'), readFileSync(otherName, 'utf8')]).toEqual(['after', 'before']);
  expect(readdirSync(folder)).toHaveLength(2);
});

test('reports a file that cannot be written by name', async () => {
  const file = join(folder, 'no folder', 'page.html');
  await expect(writeWhole(file, 'text')).rejects.toThrow(`${file} cannot be written: ENOENT`);
});

const SPECS = { html: { value: 'FILE', help: '' }, svg: { value: 'FILE', help: '' } };
const given = (args: readonly string[], ...inputs: readonly (string | undefined)[]) =>
  outputFiles(Options.read(args, SPECS), ['html', 'svg'], inputs);

describe('outputFiles', () => {
  const place = join(folder, 'outputs');
  const [input, link, dangling] = ['scores.npy', 'link.npy', 'dangling'].map((name) => join(place, name)) as [
    string,
    string,
    string,
  ];
  beforeAll(() => {
    mkdirSync(join(place, 'inner'), { recursive: true });
    writeFileSync(input, 'scores');
    symlinkSync(input, link);
    symlinkSync(join(place, 'nothing'), dangling);
    symlinkSync(place, join(folder, 'same-outputs'));
  });

  test('returns the given files', () => {
    const page = join(place, 'page.html');
    expect(given(['--html', page], input)).toEqual({ html: page });
    expect(given(['--html', dangling, '--svg', page], join(place, 'missing'), undefined)).toEqual({
      html: dangling,
      svg: page,
    });
    expect(given([])).toEqual({});
  });

  test('allows two options to write to one device', () => {
    const both = { html: '/dev/null', svg: '/dev/null' };
    expect(given(['--html', '/dev/null', '--svg', '/dev/null'], '/dev/null')).toEqual(both);
  });

  test.each([
    ['the input', input],
    ['a link to it', link],
    ['it by another way', `${place}/inner/../scores.npy`],
    ['it through a linked folder', join(folder, 'same-outputs', 'scores.npy')],
  ])('rejects %s as output', (_, file) => {
    expect(() => given(['--svg', file], undefined, input)).toThrow(`--svg: ${file} is read, too`);
    expect(() => given(['--svg', input], file)).toThrow(`--svg: ${input} is read, too`);
    expect(readFileSync(input, 'utf8')).toBe('scores');
  });

  test.each([
    ['page', 'page'],
    ['page', 'inner/../page'],
    ['page', '../same-outputs/page'],
    ['scores.npy', 'link.npy'],
  ])('rejects --html %s with --svg %s: they are one file', (html, svg) => {
    const files = [`${place}/${html}`, `${place}/${svg}`] as const;
    expect(() => given(['--html', files[0], '--svg', files[1]])).toThrow(
      `--svg: ${files[1]} is written by --html, too: expected another file`,
    );
  });

  test.each([
    ['scores.npy/page', 'ENOTDIR'],
    ['missing/page', 'ENOENT'],
    ['inner', 'expected the name of a file, not of a folder'],
    ['new/', 'expected the name of a file, not of a folder'],
  ])('%s cannot be written: %s', (name, reason) => {
    expect(() => given(['--html', `${place}/${name}`])).toThrow(
      `--html: ${place}/${name} cannot be written: ${reason}`,
    );
  });

  test('an empty file name cannot be written', () => {
    expect(() => given(['--html='])).toThrow('cannot be written: expected the name of a file');
  });
});

/** The message about `file` for a user other than root, whom permissions do not stop. */
function messageForOthers(file: string): string {
  const program = `
    const { Options } = require('./dist/cli/command-line/options.js');
    const { outputFiles } = require('./dist/cli/io/output-file.js');
    const options = Options.read(['--html', process.argv[1]], { html: { value: 'FILE', help: '' } });
    if (process.getuid() === 0) process.setuid(65534);
    try { outputFiles(options, ['html']); } catch (error) { console.log(error.message); }`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', program, file], { cwd: root, encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.trimEnd();
}

test('reports missing permissions, which a device does not need for its folder', () => {
  const closed = join(folder, 'closed');
  const [file, link] = [join(closed, 'page.html'), join(folder, 'link.html')] as const;
  mkdirSync(closed);
  writeFileSync(join(closed, 'old.html'), '');
  symlinkSync(join(closed, 'old.html'), link);
  const kept = join(folder, 'kept.html');
  writeFileSync(kept, '');
  chmodSync(kept, 0o444);
  chmodSync(join(closed, 'old.html'), 0o666);
  chmodSync(closed, 0o555);
  chmodSync(folder, 0o777);
  try {
    for (const one of [file, link, kept]) {
      expect(messageForOthers(one)).toContain(`--html: ${one} cannot be written: EACCES: permission denied`);
    }
    expect(messageForOthers('/dev/null')).toBe('');
    expect(messageForOthers(join(folder, 'new.html'))).toBe('');
  } finally {
    chmodSync(closed, 0o755);
  }
});
