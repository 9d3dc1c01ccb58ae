import { evaluate } from '../../../../examples/digits/evaluation/error-counts';
import { type Edit, listEdits } from '../../../../examples/digits/evaluation/list-edits';
import { Random } from '../../../../examples/digits/support/random';

/** The fewest edits, by trying everything. */
function fewestEdits(spoken: readonly number[], read: readonly number[]): number {
  if (spoken.length === 0 || read.length === 0) return spoken.length + read.length;
  const [lastSpoken, lastRead] = [spoken.slice(0, -1), read.slice(0, -1)];
  return Math.min(
    fewestEdits(lastSpoken, lastRead) + (spoken.at(-1) === read.at(-1) ? 0 : 1),
    fewestEdits(lastSpoken, read) + 1,
    fewestEdits(spoken, lastRead) + 1,
  );
}

/** Whether the edits, in this order and with nothing but equal digits between them, lead from one to the other. */
function leadsTo(spoken: readonly number[], read: readonly number[], edits: readonly Edit[]): boolean {
  const [edit, ...rest] = edits;
  if (!edit) return spoken.join() === read.join();
  const applies = (edit.spoken === null || edit.spoken === spoken[0]) && (edit.read === null || edit.read === read[0]);
  const after = (digits: readonly number[], used: number | null): readonly number[] =>
    used === null ? digits : digits.slice(1);
  if (applies && leadsTo(after(spoken, edit.spoken), after(read, edit.read), rest)) return true;
  return spoken.length > 0 && spoken[0] === read[0] && leadsTo(spoken.slice(1), read.slice(1), edits);
}

test('the edits listed are as few as can be, and lead from what was spoken to what was read', () => {
  const random = new Random(1);
  const digits = (): number[] => Array.from({ length: random.integer(0, 5) }, () => random.integer(0, 2));
  for (let round = 0; round < 300; round++) {
    const [spoken, read] = [digits(), digits()];
    const edits = listEdits(spoken, read);
    expect({ spoken, read, count: edits.length }).toEqual({ spoken, read, count: fewestEdits(spoken, read) });
    expect({ spoken, read, edits, leads: leadsTo(spoken, read, edits) }).toMatchObject({ leads: true });
  }
});

test('an evaluation counts mistakes by kind, by digit and by the number of digits', () => {
  const spoken = [[1, 2, 3], [4], [5, 6, 7], [8]];
  const readings = [[1, 9, 3], [4], [5, 7], [8, 8]];
  const { byLength, byDigit, ...total } = evaluate(spoken, readings);
  expect(total).toEqual({
    labelErrorRate: 3 / 8,
    utterances: 4,
    digits: 8,
    substitutions: 1,
    deletions: 1,
    insertions: 1,
  });
  expect(byLength).toEqual([
    { length: 1, labelErrorRate: 1 / 2 },
    { length: 3, labelErrorRate: 2 / 6 },
  ]);
  const none = { spoken: 1, substitutions: 0, deletions: 0, insertions: 0 };
  expect(byDigit).toEqual([
    { ...none, digit: '0', spoken: 0 },
    { ...none, digit: '1' },
    { ...none, digit: '2', substitutions: 1 },
    { ...none, digit: '3' },
    { ...none, digit: '4' },
    { ...none, digit: '5' },
    { ...none, digit: '6', deletions: 1 },
    { ...none, digit: '7' },
    { ...none, digit: '8', insertions: 1 },
    { ...none, digit: '9', spoken: 0 },
  ]);
});
