import { CtcError } from '../../check/errors';
import { readName } from '../../check/simple-options';
import type { Tfjs } from '../tensors/tfjs';
import { copyPath } from './copy-path';
import type { LossPath } from './loss-path';
import { findOpPath } from './op-path';

/**
 * The path for the backend that `tf` has at the time of a call.
 *
 * @param wanted a path to take in any case; default: the op where there is one
 * @throws {CtcError} from the function returned, if the op is wanted and cannot be had
 */
export function pathChooser(tf: Tfjs, wanted: unknown): () => LossPath {
  const name = readName(wanted, 'path', ['auto', 'tf-op', 'copy']);
  const copy = copyPath(tf);
  if (name === 'copy') return () => copy;
  return () => {
    const found = findOpPath(tf);
    if (typeof found !== 'string') return found;
    if (name === 'auto') return copy;
    throw new CtcError('ERR_CTC_UNSUPPORTED', `path is 'tf-op', which is not to be had: ${found}`, {
      argument: 'path',
    });
  };
}
