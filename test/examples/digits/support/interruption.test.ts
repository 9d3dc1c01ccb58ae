import { Interruption } from '../../../../examples/digits/support/interruption';

beforeEach(() => jest.useFakeTimers({ now: 0 }));
afterEach(() => {
  jest.useRealTimers();
  jest.restoreAllMocks();
});

test.each(['SIGINT', 'SIGTERM'] as const)(
  'the first %s aborts, a repetition by npm is ignored, a later one exits',
  (signal) => {
    const exit = jest.spyOn(process, 'exit').mockImplementation();
    const interruption = new Interruption();
    expect(interruption.signal.aborted).toBe(false);
    process.emit(signal);
    expect(interruption.signal.aborted).toBe(true);
    jest.advanceTimersByTime(400);
    process.emit(signal);
    expect(exit).not.toHaveBeenCalled();
    jest.advanceTimersByTime(200);
    process.emit(signal);
    expect(exit.mock.calls).toEqual([[130]]);
    interruption.release();
  },
);

test('release removes the signal handlers', () => {
  const listeners = () => [process.listenerCount('SIGINT'), process.listenerCount('SIGTERM')];
  const before = listeners();
  const interruption = new Interruption();
  expect(listeners()).toEqual(before.map((count) => count + 1));
  interruption.release();
  expect(listeners()).toEqual(before);
  expect(interruption.signal.aborted).toBe(false);
});
