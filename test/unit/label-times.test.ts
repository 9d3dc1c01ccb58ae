import { formatCtm, formatTextGrid, type LabelSpan, type LabelTime, labelTimes } from '../../lib';
import { errorOf } from '../support/refusals';

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

test.each([
  ['frameShift is 0: expected', () => labelTimes(spans, { frameShift: 0 })],
  ['frameShift is NaN: expected', () => labelTimes(spans, { frameShift: Number.NaN })],
  ['symbols has no symbol of class 2: it has 2', () => labelTimes(spans, { frameShift: 1, symbols: ['', 'a'] })],
  ['name is "a talk" (a string): the columns', () => formatCtm('a talk', [])],
  ['times[1].text is "say \\"b\\"" (a string): the columns', () => formatCtm('talk', times)],
  ['times[1] starts at 0.5: the one before ends at 1', () => formatTextGrid([times[0]!, times[0]!], 2)],
  ['duration is 1: expected', () => formatTextGrid(times, 1)],
])('refuses: %s', (message, call) => {
  expect(errorOf(call).message).toContain(message);
});
