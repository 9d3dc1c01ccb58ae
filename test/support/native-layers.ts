/**
 * The folders of native/, lowest first, each with the other folders whose headers it may include. CONTRIBUTING.md's map
 * repeats the list; test/layout.test.ts compares it with the sources.
 */
export const NATIVE_LAYERS: Readonly<Record<string, readonly string[]>> = {
  'include/ctc': [],
  base: ['include/ctc'],
  kernels: ['include/ctc', 'base'],
  core: ['include/ctc', 'base', 'kernels'],
  decode: ['include/ctc', 'base', 'kernels'],
  request: ['include/ctc'],
  tensorflow: ['include/ctc', 'request'],
  binding: ['include/ctc', 'base', 'request', 'tensorflow'],
};
