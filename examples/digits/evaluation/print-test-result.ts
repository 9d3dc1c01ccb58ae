import { percent } from '../support/format';
import type { ErrorCounts } from './error-counts';
import type { TestResult } from './test-set';

/** @param title name of the test set */
export function printTestResult(title: string, { greedy, beam }: TestResult): void {
  const rate = percent(greedy.labelErrorRate);
  console.log(`${title} label error rate: ${rate} (${greedy.digits} digits in ${greedy.utterances} utterances)`);
  console.log(`  greedy decoding: ${describe(greedy)}`);
  console.log(`  beam search:     ${describe(beam)}`);
  const byLength = greedy.byLength.map(({ length, labelErrorRate }, index) => [
    `utterances of ${length}`,
    { greedy: percent(labelErrorRate), 'beam search': percent(beam.byLength[index]!.labelErrorRate) },
  ]);
  console.table(Object.fromEntries(byLength));
  // Greedy decoding only, which is what `transcribe` prints.
  console.table(Object.fromEntries(greedy.byDigit.map(({ digit, ...counts }) => [`digit ${digit}`, counts])));
}

function describe({ labelErrorRate, substitutions, deletions, insertions }: ErrorCounts): string {
  return `${percent(labelErrorRate)}, ${substitutions} substitutions, ${deletions} deletions, ${insertions} insertions`;
}
