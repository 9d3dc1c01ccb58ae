import { spell } from './alphabet';
import { readWav } from './audio';
import { loadModel } from './saved-model';

/** Prints the digits spoken in a WAV file. */
export async function transcribeCommand(file: string, { model }: { readonly model: string }): Promise<void> {
  const { recognizer, labels } = await loadModel(model);
  const example = recognizer.toExample(readWav(file), []);
  const [reading] = recognizer.read(recognizer.toBatch([example]));
  console.log(spell(reading!, labels));
}
