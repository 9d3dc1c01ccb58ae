// Writes the results of `ctc-native bench --json` into docs/benchmarks.md, between its two marks:
// `node bench/report.mjs RUN.json...`.
import { readFileSync, writeFileSync } from 'node:fs';
import { CASES } from '../dist/cli/bench/cases.js';
import { remarksOf, renderAsMarkdown, tablesOf } from '../dist/cli/bench/tables.js';

const page = new URL('../docs/benchmarks.md', import.meta.url);
const [begin, end] = ['<!-- runs: written by bench/report.mjs -->', '<!-- end of runs -->'];

/** The command line that repeats a run. */
function commandOf({ cases, kernel, threads, rounds, seconds, peers, scaling }) {
  const hasAllCases = cases.length === CASES.length;
  return [
    'npx ctc-native bench',
    `--kernel ${kernel} --threads ${threads} --rounds ${rounds} --seconds ${seconds}`,
    ...(hasAllCases ? [] : [`--cases ${cases.map(({ name }) => name).join(',')}`]),
    ...(scaling ? ['--scaling'] : []),
    ...(peers.length > 0 ? [`--peers ${peers.map(({ name }) => name).join(',')} --python PYTHON`] : []),
  ].join(' ');
}

function sectionOf(run) {
  const { kernel, threads, date, machine, peers, version } = run;
  return [
    `### ${kernel}, ${threads === 1 ? 'one thread' : `${threads} threads`}`,
    `\`\`\`sh\n${commandOf(run)}\n\`\`\``,
    `ctc-native ${version} on ${date.slice(0, 10)}: ${machine.processor}, ${machine.cores} cores, ` +
      `${machine.memoryGiB} GiB, ${machine.system}, Node.js ${machine.node}.` +
      (peers.length > 0 ? ` Peers: ${peers.map((peer) => `${peer.name} is ${peer.version}`).join('; ')}.` : ''),
    ...tablesOf(run).map(renderAsMarkdown),
    ...remarksOf(run).map((remark) => `- ${remark}`),
  ].join('\n\n');
}

const runs = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, 'utf8')));
if (runs.length === 0) throw new Error('usage: node bench/report.mjs RUN.json...');
const text = readFileSync(page, 'utf8');
const [before, rest] = text.split(begin);
const [, after] = rest.split(end);
writeFileSync(page, `${before}${begin}\n\n${runs.map(sectionOf).join('\n\n')}\n\n${end}${after}`);
