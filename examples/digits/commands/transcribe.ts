import { spell } from '../model/alphabet';
import { decodeGreedily } from '../model/greedy-decoding';
import { loadModel } from '../model/saved-model';
import { scoreWav } from './score-wav';

/** Prints the digits spoken in a WAV file. */
export async function transcribeCommand(file: string, { model }: { readonly model: string }): Promise<void> {
  const { recognizer, labels } = await loadModel(model);
  const [reading] = decodeGreedily(scoreWav(recognizer, file));
  console.log(spell(reading!, labels));
}
