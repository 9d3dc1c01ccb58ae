import { type Edit, listEdits } from '../../../../examples/digits/evaluation/list-edits';
import { Random } from '../../../../examples/digits/support/random';

/** The smallest number of edits, by exhaustive recursion. */
function minEdits(spoken: readonly number[], read: readonly number[]): number {
  if (spoken.length === 0 || read.length === 0) return spoken.length + read.length;
  const [lastSpoken, lastRead] = [spoken.slice(0, -1), read.slice(0, -1)];
  return Math.min(
    minEdits(lastSpoken, lastRead) + (spoken.at(-1) === read.at(-1) ? 0 : 1),
    minEdits(lastSpoken, read) + 1,
    minEdits(spoken, lastRead) + 1,
  );
}

/** Whether the edits, in this order and with only equal digits between them, turn `spoken` into `read`. */
function transform(spoken: readonly number[], read: readonly number[], edits: readonly Edit[]): boolean {
  const [edit, ...rest] = edits;
  if (!edit) return spoken.join() === read.join();
  const applies = (edit.spoken === null || edit.spoken === spoken[0]) && (edit.read === null || edit.read === read[0]);
  const after = (digits: readonly number[], used: number | null): readonly number[] =>
    used === null ? digits : digits.slice(1);
  if (applies && transform(after(spoken, edit.spoken), after(read, edit.read), rest)) return true;
  return spoken.length > 0 && spoken[0] === read[0] && transform(spoken.slice(1), read.slice(1), edits);
}

test('lists a minimal number of edits, which turn the digits spoken into the digits read', () => {
  const random = new Random(1);
  const digits = (): number[] => Array.from({ length: random.integer(0, 5) }, () => random.integer(0, 2));
  for (let round = 0; round < 300; round++) {
    const [spoken, read] = [digits(), digits()];
    const edits = listEdits(spoken, read);
    expect({ spoken, read, count: edits.length }).toEqual({ spoken, read, count: minEdits(spoken, read) });
    expect({ spoken, read, edits, transforms: transform(spoken, read, edits) }).toMatchObject({ transforms: true });
  }
});
