import { CtcError, type CtcRequest, type CtcResult, ctcLoss, ctcLossSync } from 'ctc-native';
import { type TensorCtcRequest, withTf } from 'ctc-native/tfjs';

const request: CtcRequest = { logits: new Float32Array(4), shape: [1, 2, 2], labels: [[1]] };
const result: CtcResult = ctcLossSync(request);
const losses: Float32Array = result.losses;
const later: Promise<CtcResult> = ctcLoss(request, { signal: new AbortController().signal });
// @ts-expect-error: not one of the two layouts
ctcLossSync({ ...request, layout: 'CBT' });
// @ts-expect-error: scores must be a Float32Array
ctcLossSync({ ...request, logits: [0, 0, 0, 0] });
const code: string = new CtcError('ERR_CTC_RANGE', 'message').code;

export const used = [losses, later, code, withTf] as const;
export type Used = TensorCtcRequest;
