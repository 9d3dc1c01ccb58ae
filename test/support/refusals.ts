import { CtcError, type CtcRequest, ctcLoss, ctcLossSync } from '../../lib';

/** A request that must be refused: the whole message, what makes it come, and what else the error says. */
export type Refusal = [
  message: string,
  request: unknown,
  expected: { code: string; argument?: string; sample?: number },
];

/** A test for each request, of the synchronous call and the asynchronous one. */
export function refusals(cases: Refusal[]): void {
  test.each(cases)('%s', async (message, request, expected) => {
    const error = errorOf(() => ctcLossSync(request as CtcRequest));
    expect(error).toMatchObject({ ...expected, name: 'CtcError', message });
    expect(error.sample).toBe(expected.sample);
    await expect(ctcLoss(request as CtcRequest)).rejects.toMatchObject({ ...expected, message });
  });
}

/** What a call throws, which must be a CtcError. */
export function errorOf(call: () => unknown): CtcError {
  try {
    call();
  } catch (error) {
    if (error instanceof CtcError) return error;
    throw error;
  }
  throw new Error('the call was expected to throw a CtcError');
}
