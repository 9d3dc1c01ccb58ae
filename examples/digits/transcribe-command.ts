import { spell } from './alphabet';
import { readWav, SAMPLE_RATE } from './audio';
import { Random } from './random';
import { loadModel } from './saved-model';
import { addTo, noise, QUIETEST_NOISE } from './utterances';

/**
 * Training speech always has silence around it, and noise in it. Without the one, a file cut close to the speech loses
 * digits at its ends; without the other, where a file has zeros the features are none that the network has met.
 */
const MARGIN_SECONDS = 0.1;

/** Prints the digits spoken in a WAV file. */
export async function transcribeCommand(file: string, { model }: { readonly model: string }): Promise<void> {
  const { recognizer, labels } = await loadModel(model);
  const example = recognizer.toExample(withMargins(readWav(file)), []);
  const [reading] = recognizer.read(recognizer.toBatch([example]));
  console.log(spell(reading!, labels));
}

function withMargins(samples: Float32Array): Float32Array {
  const margin = MARGIN_SECONDS * SAMPLE_RATE;
  const padded = noise(samples.length + 2 * margin, QUIETEST_NOISE, new Random(0));
  addTo(padded, samples, margin, 1);
  return padded;
}
