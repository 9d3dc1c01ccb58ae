import { CtcError, type CtcRequest, ctcLoss, ctcLossSync } from '../../lib';

/** An invalid request: the whole message, the request, and the other properties of the error. */
export type Refusal = [
  message: string,
  request: unknown,
  expected: { code: string; argument?: string; sample?: number },
];

/** Tests each request with the synchronous and the asynchronous call. */
export function refusals(cases: Refusal[]): void {
  test.each(cases)('%s', async (message, request, expected) => {
    const error = errorOf(() => ctcLossSync(request as CtcRequest));
    expect(error).toMatchObject({ ...expected, name: 'CtcError', message });
    expect(error.sample).toBe(expected.sample);
    await expect(ctcLoss(request as CtcRequest)).rejects.toMatchObject({ ...expected, message });
  });
}

/** The CtcError that a call throws. */
export function errorOf(call: () => unknown): CtcError {
  try {
    call();
  } catch (error) {
    if (error instanceof CtcError) return error;
    throw error;
  }
  throw new Error('the call was expected to throw a CtcError');
}
