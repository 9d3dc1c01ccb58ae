import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { align, beamSearchDecode, greedyDecode, type LabelledBatch, type LabelSpan } from '../../../lib';
import { root } from '../../support/root';

/** What scripts/make-golden writes of decoders: what each gives for each sample. */
type Entry = { name: string; call: string; request: LabelledBatch & { logits: number[] } } & (
  | { function: 'greedyDecode' | 'beamSearchDecode'; answers: { labels: number[]; logProb: number }[][] }
  | { function: 'align'; answers: { path: number[]; logProb: number; spans: LabelSpan[] }[] }
);

const vectors = join(root, 'test', 'golden', 'decoders');
const makers = readdirSync(vectors).map(
  (file) => JSON.parse(readFileSync(join(vectors, file), 'utf8')) as { madeBy: string; entries: Entry[] },
);
const TOLERANCE_DIGITS = 4;

const near = (score: number) => expect.closeTo(score, TOLERANCE_DIGITS);

/** Ours, in the form of the vectors. */
function answersOf({ function: name, request: given }: Entry): unknown {
  const request = { ...given, logits: Float32Array.from(given.logits) };
  if (name === 'align') {
    return align(request).map(({ path, logProb, spans }) => ({ path: [...path], logProb, spans }));
  }
  const paths = name === 'greedyDecode' ? greedyDecode(request).map((path) => [path]) : beamSearchDecode(request);
  return paths.map((all) => all.map(({ labels, logProb }) => ({ labels: [...labels], logProb })));
}

function expectedOf(entry: Entry): unknown {
  if (entry.function === 'align') {
    return entry.answers.map(({ path, logProb, spans }) => ({
      path,
      logProb: near(logProb),
      spans: spans.map((span) => ({ ...span, score: near(span.score) })),
    }));
  }
  return entry.answers.map((paths) => paths.map(({ labels, logProb }) => ({ labels, logProb: near(logProb) })));
}

test('golden vectors of every decoder exist', () => {
  const functions = new Set(makers.flatMap(({ entries }) => entries.map((entry) => entry.function)));
  expect([...functions].sort()).toEqual(['align', 'beamSearchDecode', 'greedyDecode']);
});

describe.each(makers)('$madeBy', ({ entries }) => {
  test.each(entries)('$call: $name', (entry) => {
    expect(answersOf(entry)).toEqual(expectedOf(entry));
  });
});
