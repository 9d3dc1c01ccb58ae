import { formatCtm, formatTextGrid, type LabelSpan, type LabelTime, labelTimes } from '../../../lib';
import { errorOf } from '../../support/refusals';

const spans: LabelSpan[] = [
  { label: 1, start: 2, end: 4, score: Math.log(0.5) },
  { label: 2, start: 4, end: 5, score: 0 },
];
const times: LabelTime[] = [
  { text: 'a', start: 0.5, end: 1, confidence: 0.5 },
  { text: 'say "b"', start: 1, end: 1.25, confidence: 1 },
];

test('spans become times', () => {
  expect(labelTimes(spans, { frameShift: 0.25, symbols: ['', 'a', 'say "b"'] })).toEqual(times);
  expect(labelTimes(spans, { frameShift: 0.25 }).map(({ text }) => text)).toEqual(['1', '2']);
});

test('a CTM file has a line for each label', () => {
  expect(formatCtm('talk', [times[0]!, { text: 'c', start: 2, end: 2.0625 }], 'A')).toBe(
    'talk A 0.500 0.500 a 0.5000\ntalk A 2.000 0.063 c\n',
  );
  expect(formatCtm('talk', [])).toBe('');
});

test('a TextGrid covers the whole recording', () => {
  const grid = formatTextGrid(times, 2, 'phones');
  expect(grid).toBe(`File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0
xmax = 2
tiers? <exists>
size = 1
item []:
    item [1]:
        class = "IntervalTier"
        name = "phones"
        xmin = 0
        xmax = 2
        intervals: size = 4
        intervals [1]:
            xmin = 0
            xmax = 0.5
            text = ""
        intervals [2]:
            xmin = 0.5
            xmax = 1
            text = "a"
        intervals [3]:
            xmin = 1
            xmax = 1.25
            text = "say ""b"""
        intervals [4]:
            xmin = 1.25
            xmax = 2
            text = ""
`);
  expect(formatTextGrid([], 1)).toContain('intervals: size = 1\n');
});

const withSymbols = (symbols: unknown) => ({ frameShift: 1, symbols: symbols as string[] });
/** Two items, the second of which is changed. */
const spoilt = (change: Partial<LabelSpan>) => [spans[0]!, { ...spans[1]!, ...change }];
const late = (change: object) => [times[0]!, { ...times[1]!, ...change } as LabelTime];

test.each<[string, string, () => unknown]>([
  ['frameShift is 0: expected a number of seconds above 0', 'RANGE', () => labelTimes(spans, { frameShift: 0 })],
  ['frameShift is -0.02: expected', 'RANGE', () => labelTimes(spans, { frameShift: -0.02 })],
  ['frameShift is NaN: expected', 'RANGE', () => labelTimes(spans, { frameShift: Number.NaN })],
  ['frameShift is undefined: expected', 'TYPE', () => labelTimes(spans, {} as never)],
  ['options is undefined: expected an object', 'TYPE', () => labelTimes(spans, undefined as never)],
  ['shift is not an option', 'UNKNOWN_OPTION', () => labelTimes(spans, { frameShift: 1, shift: 1 } as never)],
  ['symbols is "ab" (a string): expected an array', 'TYPE', () => labelTimes(spans, withSymbols('ab'))],
  ['symbols[1] is 7: expected a string', 'TYPE', () => labelTimes(spans, withSymbols(['', 7, 'b']))],
  ['symbols has no symbol for class 2: it has 2', 'RANGE', () => labelTimes(spans, withSymbols(['', 'a']))],
  [
    'spans is undefined: expected an array of the spans',
    'TYPE',
    () => labelTimes(undefined as never, { frameShift: 1 }),
  ],
  ['spans is an object: expected an array', 'TYPE', () => labelTimes({ spans } as never, { frameShift: 1 })],
  ['spans[0] is null: expected a LabelSpan', 'TYPE', () => labelTimes([null] as never, { frameShift: 1 })],
  ['spans[0].label is undefined: expected a class', 'TYPE', () => labelTimes([{ spans }] as never, { frameShift: 1 })],
  ['spans[1].label is -1: expected a class', 'RANGE', () => labelTimes(spoilt({ label: -1 }), { frameShift: 1 })],
  ['spans[1].start is 4.5: expected a frame', 'RANGE', () => labelTimes(spoilt({ start: 4.5 }), { frameShift: 1 })],
  ['spans[1].end is NaN: expected a frame', 'RANGE', () => labelTimes(spoilt({ end: Number.NaN }), { frameShift: 1 })],
  [
    'spans[1].end is 4: expected more than its start, 4',
    'RANGE',
    () => labelTimes(spoilt({ end: 4 }), { frameShift: 1 }),
  ],
  [
    'spans[1].start is 3: expected at least 4, where the previous one ends',
    'RANGE',
    () => labelTimes(spoilt({ start: 3 }), { frameShift: 1 }),
  ],
  ['spans[1].score is NaN: expected', 'RANGE', () => labelTimes(spoilt({ score: Number.NaN }), { frameShift: 1 })],
  ['name is "a talk" (a string): expected a text', 'RANGE', () => formatCtm('a talk', [])],
  ['name is undefined: expected a text', 'TYPE', () => formatCtm(undefined as never, [])],
  ['channel is "" (a string): expected a text', 'RANGE', () => formatCtm('talk', [], '')],
  ['times[1].text is "say \\"b\\"" (a string): expected a text', 'RANGE', () => formatCtm('talk', times)],
  ['times is an object: expected an array of label times', 'TYPE', () => formatCtm('talk', {} as never)],
  ['times[1] is undefined: expected a LabelTime', 'TYPE', () => formatCtm('talk', [times[0]!, undefined as never])],
  ['times[1].text is 2: expected a string', 'TYPE', () => formatCtm('talk', late({ text: 2 }))],
  [
    'times[1].start is NaN: expected a number of seconds',
    'RANGE',
    () => formatCtm('talk', late({ start: Number.NaN })),
  ],
  ['times[1].end is Infinity: expected a number of seconds', 'RANGE', () => formatCtm('talk', late({ end: 1 / 0 }))],
  ['times[1].confidence is "1" (a string): expected', 'TYPE', () => formatCtm('talk', late({ confidence: '1' }))],
  ['times[0].start is -1: expected', 'RANGE', () => formatTextGrid([{ ...times[0]!, start: -1 }], 2)],
  ['times[1].end is 1: expected more than its start, 1', 'RANGE', () => formatTextGrid(late({ end: 1 }), 2)],
  [
    'times[1].start is 0.5: expected at least 1, where the previous one ends',
    'RANGE',
    () => formatTextGrid([times[0]!, times[0]!], 2),
  ],
  ['times is 7: expected an array of label times', 'TYPE', () => formatTextGrid(7 as never, 2)],
  ["duration is 1: expected the recording's in seconds, at least 1.25", 'RANGE', () => formatTextGrid(times, 1)],
  ["duration is 0: expected the recording's in seconds, above 0", 'RANGE', () => formatTextGrid([], 0)],
  ['duration is undefined: expected', 'TYPE', () => formatTextGrid(times, undefined as never)],
  ['tier is null: expected a string', 'TYPE', () => formatTextGrid(times, 2, null as never)],
])('rejects: %s', (message, code, call) => {
  const error = errorOf(call);
  expect(error.message).toContain(message);
  expect(error).toMatchObject({ code: `ERR_CTC_${code}`, argument: /^\w+/.exec(message)![0] });
});
