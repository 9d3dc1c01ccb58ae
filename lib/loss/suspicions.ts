import { counted } from '../check/counted';
import type { CallBlock } from '../native/call-block';

/**
 * What is legal and yet probably meant otherwise, in words to append to a sample's message. It takes a batch to tell: one
 * sample may well end in equal labels, or have as many frames as there are classes.
 */
export function suspicionsOf(block: CallBlock): string[] {
  const { words, batch, labelLengthsAt, inputLengthsAt } = block;
  const classLengths = allLengthsAreClasses(block);
  const padding = commonEnding(block);
  const suspicions: string[] = [];
  let end = block.labelsAt;
  for (let sample = 0; sample < batch; sample++) {
    const start = end;
    end += words[labelLengthsAt + sample]!;
    let run = 0;
    while (end - run > start && words[end - run - 1] === padding) run++;
    let text = '';
    if (run > 0) {
      text += `; it ends in ${counted(run, 'label')} ${padding}, as other samples do: if that is padding, set labelPadding: ${padding}, or smaller labelLengths`;
    }
    if (classLengths) {
      text += `; inputLengths[${sample}] is ${words[inputLengthsAt + sample]}, the number of classes, as all are: expected its number of frames, up to ${block.time}`;
    }
    suspicions.push(text);
  }
  return suspicions;
}

function allLengthsAreClasses({ words, batch, classes, time, inputLengthsAt }: CallBlock): boolean {
  if (batch < 2 || classes === time) return false;
  return words.subarray(inputLengthsAt, inputLengthsAt + batch).every((frames) => frames === classes);
}

/** The label that two samples or more end in, one of them repeatedly, if all samples have equally many labels. */
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
