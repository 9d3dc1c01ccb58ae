import { type CtcRequest, ctcLoss, ctcLossSync, diagnose } from '../../../lib';
import {
  answering,
  hostileRequests,
  isHandled,
  request,
  requestWithChangingShape,
} from '../../support/hostile-requests';
import { bitsOf } from '../../support/random-batch';

const { labels } = request;
const expected = bitsOf(ctcLossSync(request).losses);

describe.each(hostileRequests)('%s', (_, make) => {
  test('gives a handled error from the synchronous call', () => {
    let thrown: unknown;
    try {
      ctcLossSync(make() as CtcRequest);
    } catch (error) {
      thrown = error;
    }
    expect(isHandled(thrown)).toBe(true);
  });

  test('gives a handled error from the asynchronous call', async () => {
    const thrown = await ctcLoss(make() as CtcRequest).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(isHandled(thrown)).toBe(true);
  });
});

test('a shape that changes between reads is read once', async () => {
  expect(bitsOf(ctcLossSync(requestWithChangingShape()).losses)).toEqual(expected);
  expect(bitsOf((await ctcLoss(requestWithChangingShape())).losses)).toEqual(expected);
});

test.each([
  ['ctcLossSync', ctcLossSync],
  ['diagnose', diagnose],
])('%s reads each label, length and option once', (_, call) => {
  const reads: string[] = [];
  const counting = <T extends object>(target: T, path: string): T =>
    new Proxy(target, {
      get(_, key) {
        const value = Reflect.get(target, key);
        if (typeof key === 'string' && key !== 'length') reads.push(`${path}${key}`);
        return value;
      },
    });
  call(
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
