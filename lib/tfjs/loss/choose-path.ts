import { CtcError } from '../../check/errors';
import { readName } from '../../check/simple-options';
import type { Tfjs } from '../tensors/tfjs';
import { copyPath } from './copy-path';
import type { LossPath } from './loss-path';
import { findOpPath } from './op-path';

/**
 * Chooses the path for the backend that is current at the time of a call.
 *
 * @param option the option `path` of withTf
 * @throws {CtcError} from the returned function, if the option is 'tf-op' and the op is not available
 */
export function pathChooser(tf: Tfjs, option: unknown): () => LossPath {
  const name = readName(option, 'path', ['auto', 'tf-op', 'copy']);
  const copy = copyPath(tf);
  if (name === 'copy') return () => copy;
  return () => {
    const found = findOpPath(tf);
    if (typeof found !== 'string') return found;
    if (name === 'auto') return copy;
    throw new CtcError('ERR_CTC_UNSUPPORTED', `path is 'tf-op', which is not available: ${found}`, {
      argument: 'path',
    });
  };
}
