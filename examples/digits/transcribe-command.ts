import { spell } from './alphabet';
import { hear } from './hearing';
import { loadModel } from './saved-model';
import { readGreedily } from './scores';

/** Prints the digits spoken in a WAV file. */
export async function transcribeCommand(file: string, { model }: { readonly model: string }): Promise<void> {
  const { recognizer, labels } = await loadModel(model);
  const [reading] = readGreedily(hear(recognizer, file));
  console.log(spell(reading!, labels));
}
