import { counted, plural } from '../../check/counted';
import type { Explanation, LabelPlace } from './explanation';
import { figure, type Names, nameOf, percent } from './names';

const SHOWN_FRAMES = 10;
const SHOWN_LABELS = 200;

/** What there is to say of the utterance, in whole sentences. */
export function sentencesOf(explanation: Explanation, names: Names): string[] {
  const { diagnosis, given, blank, brokenFrames, reading, errors, frameCosts } = explanation;
  const spelt = (labels: readonly number[]) => spell(labels, blank, names);
  const { substitutions, deletions, insertions } = errors;
  const sentences = [
    `Labels: ${spelt(given.labels)}.`,
    `${diagnosis.message.replace(/^sample 0 /, 'The utterance ')}.`,
  ];
  if (brokenFrames.length > 0) {
    const places = brokenFrames.slice(0, SHOWN_FRAMES).join(', ');
    const more = brokenFrames.length > SHOWN_FRAMES ? ' and others' : '';
    return [
      ...sentences,
      `Scores that are no numbers are in ${plural(brokenFrames.length, 'frame')} ${places}${more}.`,
    ];
  }
  if (explanation.occupancy === undefined) sentences.push(whyInfinite(explanation, names));
  sentences.push(
    errors.distance === 0
      ? 'The scores by themselves, read greedily, spell the same.'
      : `The scores by themselves, read greedily, spell ${spelt(reading.labels)}: ${counted(substitutions, 'substitution')}, ` +
          `${counted(deletions, 'deletion')}, ${counted(insertions, 'insertion')}.`,
  );
  if (explanation.occupancy === undefined) return sentences;
  const { loss, blankShare } = diagnosis;
  sentences.push(
    `The loss is ${figure(loss)} nats: ${figure(loss / Math.max(1, given.labels.length))} a label, ` +
      `${figure(loss / Math.max(1, given.frames))} a frame.`,
  );
  if (given.frames > 0) sentences.push(`Blanks hold ${percent(blankShare)} of the posterior.`);
  const half = framesForHalf(frameCosts.map(({ cost }) => cost));
  if (half > 0) sentences.push(`Half of the loss lies in ${half} of ${counted(given.frames, 'frame')}.`);
  const [hardest] = byConfidence(explanation);
  if (hardest !== undefined) sentences.push(hardestSentence(hardest, blank, names));
  return sentences;
}

function whyInfinite({ deadEnd, blank }: Explanation, names: Names): string {
  if (deadEnd === undefined) return 'So there is no alignment, and the loss is infinite.';
  const { frame, classes, isEverywhere } = deadEnd;
  const needed = classes.map((label) => nameOf(label, blank, names)).join(' or ');
  return (
    `No alignment gets through frame ${frame}, where it would have to take ${needed}, of probability 0 ` +
    `${isEverywhere ? 'in every frame' : 'there'}: the loss is infinite.`
  );
}

function spell(labels: readonly number[], blank: number, names: Names): string {
  if (labels.length === 0) return 'nothing';
  const shown = labels.slice(0, SHOWN_LABELS).map((label) => nameOf(label, blank, names));
  const text = shown.join(names.symbols?.every(isOneCharacter) ? '' : ' ');
  return labels.length > SHOWN_LABELS ? `${text} … (${labels.length} in all)` : text;
}

/** How many of the dearest frames have half of the loss. */
function framesForHalf(costs: readonly number[]): number {
  let left = costs.reduce((sum, cost) => sum + cost, 0) / 2;
  let frames = 0;
  for (; left > 0; frames++) left -= costs[frames]!;
  return frames;
}

type NumberedPlace = LabelPlace & { readonly position: number };

/** The labels of the best alignment, the least certain first. */
export function byConfidence({ places }: Explanation): NumberedPlace[] {
  const numbered = places.map((place, index) => ({ ...place, position: index + 1 }));
  return numbered.sort((one, other) => one.score - other.score);
}

function hardestSentence({ position, label, score, rival }: NumberedPlace, blank: number, names: Names): string {
  const instead = `where ${nameOf(rival.label, blank, names)} has ${percent(rival.probability)}`;
  return `The least certain label is number ${position}, ${nameOf(label, blank, names)}: confidence ${percent(Math.exp(score))}, ${instead}.`;
}

const isOneCharacter = (symbol: string) => [...symbol].length <= 1;
