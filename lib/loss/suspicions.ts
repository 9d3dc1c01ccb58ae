import { counted } from '../check/counted';
import type { CallBlock } from '../native/call-block';
import { type ScoredBatch, type ScoreSuspicion, suspectScores } from './score-checks';

/**
 * Legal values that are probably mistakes, as text to append to each sample's message. Equal labels at the end, or as many
 * frames as classes, are suspicious only if several samples of the batch have them.
 */
export function suspicionsOf(batch: ScoredBatch): string[] {
  const { block } = batch;
  const { words, labelLengthsAt, inputLengthsAt } = block;
  const lengthsAreClasses = allLengthsAreClasses(block);
  const padding = commonEnding(block);
  const scoreSuspicions = suspectScores(batch);
  const suspicions: string[] = [];
  let end = block.labelsAt;
  for (let sample = 0; sample < block.batch; sample++) {
    const start = end;
    end += words[labelLengthsAt + sample]!;
    let run = 0;
    while (end - run > start && words[end - run - 1] === padding) run++;
    let text = '';
    if (run > 0) {
      text += `; it ends in ${counted(run, 'label')} ${padding}, as other samples do: if that is padding, set labelPadding: ${padding}, or smaller labelLengths`;
    }
    if (lengthsAreClasses) {
      text += `; inputLengths[${sample}] is ${words[inputLengthsAt + sample]}, the number of classes, as all are: expected its number of frames, up to ${block.time}`;
    }
    const suspicion = scoreSuspicions[sample];
    if (suspicion !== undefined) text += `; ${describeSuspicion(suspicion)}`;
    suspicions.push(text);
  }
  return suspicions;
}

function describeSuspicion(suspicion: ScoreSuspicion): string {
  switch (suspicion.kind) {
    case 'softmax twice':
      return 'its logits are probabilities in every frame, and a second softmax is applied to them: give them as probs';
    case 'not normalised':
      return (
        `the probs of frame ${suspicion.frame} sum to ${suspicion.sum.toPrecision(4)}: expected 1, as after a softmax; ` +
        'give unnormalised scores as logits'
      );
    case 'negative loss':
      return (
        `its loss is ${suspicion.loss.toPrecision(4)}, below 0, so logProbs are not log-probabilities: ` +
        "give a model's unnormalised scores as logits"
      );
  }
}

function allLengthsAreClasses({ words, batch, classes, time, inputLengthsAt }: CallBlock): boolean {
  if (batch < 2 || classes === time) return false;
  return words.subarray(inputLengthsAt, inputLengthsAt + batch).every((frames) => frames === classes);
}

/**
 * @returns the last label of at least two samples, one of which repeats it at its end; undefined if the samples have
 * different numbers of labels, as then they are not padded
 */
function commonEnding({ words, batch, labelLengthsAt, labelsAt }: CallBlock): number | undefined {
  const width = words[labelLengthsAt];
  const lengths = words.subarray(labelLengthsAt, labelLengthsAt + batch);
  if (width === undefined || width < 2 || !lengths.every((length) => length === width)) return undefined;
  const endings = Array.from(lengths, (_, sample) =>
    words.subarray(labelsAt + sample * width, labelsAt + (sample + 1) * width),
  );
  const last = endings.find((labels) => labels.at(-1) === labels.at(-2))?.at(-1);
  return endings.filter((labels) => labels.at(-1) === last).length > 1 ? last : undefined;
}
