import fs from 'node:fs';
import { platformOfThisProcess } from '../../../lib/native/prebuilds';

const report = process.report as typeof process.report & { excludeNetwork?: boolean };
const hasGlibc = 'glibcVersionRuntime' in (report.getReport() as unknown as { header: object }).header;
const platform = `${process.platform}-${process.arch}${hasGlibc ? '' : '-musl'}`;
const NETWORK = report.excludeNetwork;

afterEach(() => jest.restoreAllMocks());

test.each<[string, () => string[]]>([
  ['with the musl loader in /lib', () => ['ld-musl-x86_64.so.1']],
  [
    'without permission to read /lib',
    () => {
      throw new Error('ERR_ACCESS_DENIED');
    },
  ],
])('%s the report names the C library, and its settings are restored', (_, read) => {
  jest.spyOn(fs, 'readdirSync').mockImplementation(read as never);
  const getReport = jest.spyOn(report, 'getReport');
  expect(platformOfThisProcess()).toBe(platform);
  expect(getReport).toHaveBeenCalledTimes(1);
  expect(report.excludeNetwork).toBe(NETWORK);
});

test('without the musl loader no report is written', () => {
  jest.spyOn(fs, 'readdirSync').mockImplementation((() => ['x86_64-linux-gnu']) as never);
  const getReport = jest.spyOn(report, 'getReport');
  expect(platformOfThisProcess()).toBe(`${process.platform}-${process.arch}`);
  expect(getReport).not.toHaveBeenCalled();
});
