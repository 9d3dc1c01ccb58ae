import { spell } from '../model/alphabet';
import { loadModel } from '../model/saved-model';
import { readGreedily } from '../model/scores';
import { hear } from './score-wav';

/** Prints the digits spoken in a WAV file. */
export async function transcribeCommand(file: string, { model }: { readonly model: string }): Promise<void> {
  const { recognizer, labels } = await loadModel(model);
  const [reading] = readGreedily(hear(recognizer, file));
  console.log(spell(reading!, labels));
}
