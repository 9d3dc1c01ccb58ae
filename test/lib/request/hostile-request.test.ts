import { type CtcRequest, ctcLoss, ctcLossSync } from '../../../lib';
import { answering, hostileRequests, isHandled, request } from '../../support/hostile-requests';
import { bitsOf } from '../../support/random-batch';

const { labels } = request;
const expected = bitsOf(ctcLossSync(request).losses);

/** Read once, a shape that changes between reads is valid; every other request is refused. */
const isUsable = (name: string) => name === 'a shape that changes between reads';

describe.each(hostileRequests)('%s', (name, make) => {
  test('the synchronous call computes the loss or throws a handled error', () => {
    const call = () => ctcLossSync(make() as CtcRequest);
    if (isUsable(name)) expect(bitsOf(call().losses)).toEqual(expected);
    else expect(isHandled(thrownBy(call))).toBe(true);
  });

  test('the asynchronous call computes the loss or rejects with a handled error', async () => {
    const call = ctcLoss(make() as CtcRequest);
    if (isUsable(name)) expect(bitsOf((await call).losses)).toEqual(expected);
    else expect(isHandled(await call.catch((error: unknown) => error))).toBe(true);
  });
});

function thrownBy(call: () => unknown): unknown {
  try {
    return call();
  } catch (error) {
    return error;
  }
}

test('each label, length and option is read once', () => {
  const reads: string[] = [];
  const counting = <T extends object>(target: T, path: string): T =>
    new Proxy(target, {
      get(_, key) {
        const value = Reflect.get(target, key);
        if (typeof key === 'string' && key !== 'length') reads.push(`${path}${key}`);
        return value;
      },
    });
  ctcLossSync(
    counting(
      {
        ...request,
        labels: [counting([1, 2], 'labels.0.'), counting([3], 'labels.1.')],
        inputLengths: counting([9, 9], 'inputLengths.'),
      },
      '',
    ),
  );
  expect(reads).toContain('labels.1.0');
  expect(reads).toHaveLength(new Set(reads).size);
});

test('a request made while another is read does not disturb it', () => {
  let inner: Uint32Array | undefined;
  const { losses } = ctcLossSync({
    ...request,
    labels: [
      answering(labels[0]!.length, (index) => {
        inner = bitsOf(ctcLossSync({ ...request, labels: [[4], [4]] }).losses);
        return labels[0]![Number(index)];
      }),
      labels[1]!,
    ],
  });
  expect(bitsOf(losses)).toEqual(expected);
  expect(inner).toEqual(bitsOf(ctcLossSync({ ...request, labels: [[4], [4]] }).losses));
});

test('an object whose prototype has the options is a request', () => {
  expect(bitsOf(ctcLossSync(Object.create(request) as CtcRequest).losses)).toEqual(expected);
});
