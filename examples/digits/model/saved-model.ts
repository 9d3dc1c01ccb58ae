import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { io } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-node';
import type { FeatureParameters } from '../features/log-mel';
import { writeAtomically } from '../support/files';
import { messageOf, UserError } from '../support/user-error';
import { LABELS } from './alphabet';
import { Recognizer } from './recognizer';

const FILE_NAME = 'model.json';
const FORMAT = 'ctc-native spoken digits, version 1';

/** Everything that transcription needs in one file, so that one rename replaces a model. */
interface SavedModel {
  readonly format: typeof FORMAT;
  readonly labels: readonly string[];
  readonly features: FeatureParameters;
  readonly topology: object;
  readonly weightSpecs: io.WeightsManifestEntry[];
  /** Base64. */
  readonly weights: string;
}

export interface LoadedModel {
  readonly recognizer: Recognizer;
  readonly labels: readonly string[];
}

/** Returns the path of the file. A model that was there before stays until the new one is complete. */
export async function saveModel(recognizer: Recognizer, folder: string): Promise<string> {
  const artifacts = await artifactsOf(recognizer.network);
  const saved: SavedModel = {
    format: FORMAT,
    labels: LABELS,
    features: recognizer.features,
    topology: artifacts.modelTopology as object,
    weightSpecs: artifacts.weightSpecs ?? [],
    weights: Buffer.from(artifacts.weightData as ArrayBuffer).toString('base64'),
  };
  const file = join(folder, FILE_NAME);
  writeAtomically(file, JSON.stringify(saved));
  return file;
}

export async function loadModel(folder: string): Promise<LoadedModel> {
  const file = join(folder, FILE_NAME);
  if (!existsSync(file)) throw new UserError(`No trained model in ${folder}: ${file} does not exist.`);
  const { labels, features, topology, weightSpecs, weights } = parse(file);
  const weightData = Uint8Array.from(Buffer.from(weights, 'base64')).buffer;
  const network = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology: topology, weightSpecs, weightData }));
  return { recognizer: new Recognizer(network, features), labels };
}

function parse(file: string): SavedModel {
  let saved: Partial<SavedModel> | null;
  try {
    saved = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UserError(`Cannot read the model ${file}: ${messageOf(error)}.`);
  }
  if (saved?.format !== FORMAT) throw new UserError(`${file} is not a model of this program.`);
  return saved as SavedModel;
}

async function artifactsOf(network: tf.LayersModel): Promise<io.ModelArtifacts> {
  let artifacts: io.ModelArtifacts = {};
  await network.save(
    tf.io.withSaveHandler(async (saved) => {
      artifacts = saved;
      return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(saved) };
    }),
  );
  return artifacts;
}
