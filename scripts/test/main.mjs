import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { inRoot, root } from '../setup/checkout.mjs';
import { stages } from './stages.mjs';
import { run } from './tools/program.mjs';
import { add, failure, none } from './tools/tally.mjs';

/** @import { Group } from './tools/group.mjs' */
/** @import { Tally } from './tools/tally.mjs' */
/** @typedef {Tally & { readonly name: string, readonly seconds: number }} Result */

/**
 * Runs the groups that the command line names, or all. Each group runs whatever the others do; the last lines sum up.
 * @param {readonly string[]} parameters
 */
export async function main(parameters) {
  const { list, names, mistake } = readCommandLine(parameters);
  if (mistake !== undefined) {
    console.error(`test: ${mistake}`);
    process.exitCode = 1;
  } else if (list) {
    printList();
  } else if ((await run(process.execPath, [inRoot('scripts', 'setup.mjs'), '--for-tests'])).code !== 0) {
    process.exitCode = 1;
  } else {
    summarize(await runStages(names));
  }
}

/**
 * @param {readonly string[]} parameters
 * @returns {{ list: boolean, names: readonly string[], mistake?: string }}
 */
function readCommandLine(parameters) {
  const known = stages.flat().map(({ name }) => name);
  try {
    const { values, positionals } = parseArgs({
      args: [...parameters],
      options: { list: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    const unknown = positionals.find((name) => !known.includes(name));
    return {
      list: values.list,
      names: positionals.length > 0 ? positionals : known,
      ...(unknown !== undefined && { mistake: `"${unknown}" is not a group; the groups are ${known.join(', ')}.` }),
    };
  } catch (error) {
    // parseArgs throws a TypeError for options that it does not have.
    if (!(error instanceof TypeError)) throw error;
    return {
      list: false,
      names: [],
      mistake: `${firstSentence(error.message)} Usage: npm test [-- [--list] GROUP...]`,
    };
  }
}

/** @param {string} text */
const firstSentence = (text) => /^[^.]*\./.exec(text)?.[0] ?? text;

function printList() {
  const groups = stages.flat();
  const width = Math.max(...groups.map(({ name }) => name.length));
  for (const { name, about } of groups) console.log(`${name.padEnd(width)}  ${about}`);
}

/**
 * @param {readonly string[]} names
 * @returns {Promise<Result[]>}
 */
async function runStages(names) {
  const results = [];
  for (const stage of stages) {
    const chosen = stage.filter(({ name }) => names.includes(name));
    if (chosen.length === 0) continue;
    console.log(`\n== ${chosen.map(({ name }) => name).join(' and ')}`);
    results.push(...(await Promise.all(chosen.map(runGroup))));
  }
  return results;
}

/**
 * @param {Group} group
 * @returns {Promise<Result>}
 */
async function runGroup({ name, run }) {
  const start = performance.now();
  const tally = await run().catch((error) => {
    console.error(error);
    return failure;
  });
  return { name, ...tally, seconds: Math.round((performance.now() - start) / 1000) };
}

/** @param {readonly Result[]} results */
function summarize(results) {
  console.log('\n== result');
  const { capabilities } = createRequire(import.meta.url)(root);
  if (process.arch === 'x64' && !capabilities().kernels.includes('avx512')) {
    console.log('NOT RUN: the AVX-512 kernel: neither this processor nor the emulator of set-up supports it');
  }
  for (const { name, passed, failed, skipped, seconds } of results) {
    console.log(
      `${failed ? 'FAILED' : 'ok    '} ${name}: ${passed} passed, ${failed} failed, ${skipped} skipped, ${seconds} s`,
    );
  }
  const { passed, failed, skipped } = results.reduce(add, none);
  if (failed > 0 || (process.env.CI && skipped > 0)) process.exitCode = 1;
  console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
}
