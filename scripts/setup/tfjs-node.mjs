import { existsSync, lstatSync, mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot, inStore, installedVersion, readJson } from './checkout.mjs';
import { run } from './child.mjs';
import { nodeApiHeaders } from './node-headers.mjs';
import { Problem } from './problem.mjs';
import { requireCompiler } from './tools.mjs';
import { unpackWheel } from './wheels.mjs';

/** @import { Report, Step } from './step.mjs' */

const name = '@tensorflow/tfjs-node';
const home = inRoot('node_modules', name);

// CTC_TF_VERSION chooses another TensorFlow to test the library on.
const chosenTensorFlow = process.env.CTC_TF_VERSION;
// Close to 2.9.1, for which tfjs-node was written; and its wheel has a C library that does not need Python.
const tensorFlow = chosenTensorFlow ?? '2.12.1';

const answerSeconds = 3;
const installSeconds = 300;

/**
 * tfjs-node's TensorFlow and its binding: by its own install script, or from TensorFlow's Python wheel.
 * @type {Step}
 */
export const tfjsNode = {
  name: 'tfjs-node',
  title: 'tfjs-node',
  needs: ['compiler', 'python', 'pip'],
  key: () => JSON.stringify([installedVersion(name), chosenTensorFlow, process.platform, process.arch]),
  async run(report) {
    if (chosenTensorFlow || !(await runInstallScript(report))) await buildOnWheel(report);
    return [binding(), join(home, 'deps', 'lib')];
  },
};

function manifest() {
  return readJson('node_modules', name, 'package.json');
}

/** The newest version of Node-API that tfjs-node supports; its loader looks for the binding under that number. */
const nodeApi = () => Math.max(...manifest().binary.napi_versions);

const binding = () => join(home, 'lib', `napi-v${nodeApi()}`, 'tfjs_binding.node');

/**
 * Runs tfjs-node's own install script, if the host that it downloads from can be reached.
 * @param {Report} report
 * @returns {Promise<boolean>} whether that installed tfjs-node
 */
async function runInstallScript(report) {
  const host = process.env.CDN_STORAGE ?? new URL(manifest().binary.host).origin;
  try {
    await fetch(host, { method: 'HEAD', signal: AbortSignal.timeout(answerSeconds * 1000) });
  } catch {
    return false;
  }
  report('its own download');
  try {
    clear();
    await run('npm', ['rebuild', '--ignore-scripts=false', '--foreground-scripts', name], { seconds: installSeconds });
    await check();
    return true;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    report('failed');
    return false;
  }
}

/**
 * Gives tfjs-node the C library of TensorFlow's Python wheel and compiles the two files of its binding against it.
 * @param {Report} report
 */
async function buildOnWheel(report) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Problem(
      `tfjs-node's download host cannot be reached, and set-up cannot build it on ${process.platform} ${process.arch}: ` +
        'give this machine access to the host and try again.',
    );
  }
  const library = inStore(`tensorflow-${tensorFlow}`);
  if (!existsSync(library)) {
    report(`TensorFlow ${tensorFlow} from its Python wheel`);
    await fetchLibrary(library);
  }
  report('compiling its binding');
  clear();
  symlinkSync(library, join(home, 'deps'));
  await compileBinding();
  await check();
}

function clear() {
  const deps = join(home, 'deps');
  if (lstatSync(deps, { throwIfNoEntry: false })) rmSync(deps, { recursive: true });
  rmSync(join(home, 'lib'), { recursive: true, force: true });
}

/** @param {string} library */
async function fetchLibrary(library) {
  const wheel = `${library}.wheel`;
  await unpackWheel(`tensorflow-cpu==${tensorFlow}`, wheel, {
    // Only the C library is used, so the Python version does not matter; every TensorFlow in use has wheels for this one.
    platform: ['--python-version=311', '--platform=manylinux_2_17_x86_64', '--platform=manylinux2014_x86_64'],
    members: [
      'tensorflow/libtensorflow_cc.so.2',
      'tensorflow/libtensorflow_framework.so.2',
      'tensorflow/include/*/c/*.h',
      'tensorflow/include/*ctstring*.h',
    ],
  });
  /** @param {string} file */
  const part = (file) => join(wheel, 'tensorflow', file);
  mkdirSync(part('lib'));
  for (const [file, link] of Object.entries({
    'libtensorflow_cc.so.2': 'libtensorflow.so',
    'libtensorflow_framework.so.2': 'libtensorflow_framework.so',
  })) {
    if (!existsSync(part(file)))
      throw new Problem(`TensorFlow ${tensorFlow}'s wheel does not contain ${file}: choose another version.`);
    renameSync(part(file), join(part('lib'), file));
    symlinkSync(file, join(part('lib'), link));
  }
  renameSync(part('.'), library);
  rmSync(wheel, { recursive: true });
}

async function compileBinding() {
  const unfinished = `${binding()}.unfinished`;
  mkdirSync(join(binding(), '..'), { recursive: true });
  await run(requireCompiler(), [
    ...['-shared', '-fPIC', '-O2', '-std=c++17'],
    ...[`-DNAPI_VERSION=${nodeApi()}`, '-DNODE_GYP_MODULE_NAME=tfjs_binding', '-DBUILDING_NODE_EXTENSION'],
    ...[`-I${nodeApiHeaders}`, `-I${join(home, 'deps', 'include')}`],
    ...['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(home, 'binding', file)),
    ...[`-L${join(home, 'deps', 'lib')}`, '-ltensorflow', '-ltensorflow_framework'],
    ...['-Wl,-rpath,$ORIGIN/../../deps/lib', '-o', unfinished],
  ]);
  renameSync(unfinished, binding());
}

/** Multiplies two matrices in a new process, because an incompatible library crashes the process that loads it. */
async function check() {
  const program = `
    const tf = require('${name}');
    const product = tf.matMul(tf.tensor2d([[1, 2], [3, 4]]), tf.tensor2d([[5, 6], [7, 8]])).dataSync();
    if (tf.getBackend() !== 'tensorflow' || String(product) !== '19,22,43,50') throw new Error('wrong: ' + product);
    console.log('TensorFlow', tf.backend().binding.TF_Version, 'works');`;
  await run(process.execPath, ['--require', inRoot('scripts', 'node-util-for-tfjs.cjs'), '--eval', program], {
    called: 'the test of tfjs-node',
    env: { TF_CPP_MIN_LOG_LEVEL: '3' },
  });
}
