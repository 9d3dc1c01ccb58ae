import { counted, plural } from '../../check/counted';
import type { Explanation, LabelPlace } from './explanation';
import { figure, type Names, nameOf, percent, spellingOf } from './names';

const MAX_LISTED_FRAMES = 10;
const MAX_SPELT_LABELS = 200;

/** The summary of an explanation, in sentences. */
export function sentencesOf(explanation: Explanation, names: Names): string[] {
  const { diagnosis, given, blank, brokenFrames, reading, errors, frameCosts } = explanation;
  const spelt = (labels: readonly number[]) => spell(labels, blank, names);
  const { substitutions, deletions, insertions } = errors;
  const sentences = [
    `Labels: ${spelt(given.labels)}.`,
    `${diagnosis.message.replace(/^sample 0 /, 'The utterance ')}.`,
  ];
  if (brokenFrames.length > 0) {
    const listed = brokenFrames.slice(0, MAX_LISTED_FRAMES).join(', ');
    const more = brokenFrames.length > MAX_LISTED_FRAMES ? ` and ${brokenFrames.length - MAX_LISTED_FRAMES} more` : '';
    return [
      ...sentences,
      `There are no valid probabilities in ${plural(brokenFrames.length, 'frame')} ${listed}${more}.`,
    ];
  }
  if (explanation.occupancy === undefined) sentences.push(whyInfinite(explanation, names));
  sentences.push(
    errors.distance === 0
      ? 'Greedy decoding gives the same labels.'
      : `Greedy decoding gives ${spelt(reading.labels)}: ${counted(substitutions, 'substitution')}, ` +
          `${counted(deletions, 'deletion')}, ${counted(insertions, 'insertion')}.`,
  );
  if (explanation.occupancy === undefined) return sentences;
  const { loss, blankShare } = diagnosis;
  sentences.push(
    `The loss is ${figure(loss)} nats: ${figure(loss / Math.max(1, given.labels.length))} per label, ` +
      `${figure(loss / Math.max(1, given.frames))} per frame.`,
  );
  if (given.frames > 0) sentences.push(`The blank has ${percent(blankShare)} of the posterior.`);
  const half = framesForHalf(frameCosts.map(({ cost }) => cost));
  if (half > 0) sentences.push(`Half of the loss is in ${half} of ${counted(given.frames, 'frame')}.`);
  const [leastConfident] = byConfidence(explanation);
  if (leastConfident !== undefined) sentences.push(sentenceOf(leastConfident, blank, names));
  return sentences;
}

function whyInfinite({ deadEnd, blank }: Explanation, names: Names): string {
  if (deadEnd === undefined) return 'So there is no alignment, and the loss is infinite.';
  const { frame, classes, isEverywhere } = deadEnd;
  const needed = classes.map((label) => nameOf(label, blank, names)).join(' or ');
  return (
    `No alignment gets through frame ${frame}: it needs ${needed} there, with probability 0 ` +
    `in ${isEverywhere ? 'every frame' : 'that frame'}. The loss is infinite.`
  );
}

function spell(labels: readonly number[], blank: number, names: Names): string {
  const text = spellingOf(labels.slice(0, MAX_SPELT_LABELS), blank, names);
  return labels.length > MAX_SPELT_LABELS ? `${text} … (${labels.length} labels)` : text;
}

/** Number of the costliest frames that hold half of the loss. */
function framesForHalf(costs: readonly number[]): number {
  let left = costs.reduce((sum, cost) => sum + cost, 0) / 2;
  let frames = 0;
  for (; left > 0; frames++) left -= costs[frames]!;
  return frames;
}

type NumberedPlace = LabelPlace & { readonly position: number };

/** The labels of the best alignment, least confident first. */
export function byConfidence({ places }: Explanation): NumberedPlace[] {
  const numbered = places.map((place, index) => ({ ...place, position: index + 1 }));
  return numbered.sort((one, other) => one.score - other.score);
}

function sentenceOf({ position, label, score, rival }: NumberedPlace, blank: number, names: Names): string {
  const instead = `where ${nameOf(rival.label, blank, names)} has ${percent(rival.probability)}`;
  return `The least confident label is number ${position}, ${nameOf(label, blank, names)}: ${percent(Math.exp(score))}, ${instead}.`;
}
