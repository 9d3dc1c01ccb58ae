import { type Alignment, labelTimes } from 'ctc-native';
import type { TopLevelSpec } from 'vega-lite' with { 'resolution-mode': 'import' };
import { LABELS } from '../model/alphabet';
import { SAMPLE_RATE } from '../speech/samples';
import type { LegendEntry } from './legend';

/** In pixels, before the page scales the chart. */
const WIDTH = 760;
const HEIGHT = 120;
/** Positions of the digits, in pixels from the top. */
const SPOKEN_Y = 10;
const READ_Y = HEIGHT - 10;
const WAVE_COLOR = '#8fa8c4';
const SPAN_COLOR = '#edae49';
const SPOKEN_COLOR = '#222222';
const READ_COLOR = '#30638e';

/** An utterance with the spans of the digits spoken and the reading. */
export interface AlignedSound {
  readonly samples: Float32Array;
  readonly spans: Alignment['spans'];
  readonly reading: { readonly labels: readonly number[]; readonly timesteps: readonly number[] };
  /** Seconds from one score frame to the next. */
  readonly frameShift: number;
}

/** The marks that {@link waveformChart} draws for these utterances. */
export function waveformLegend(sounds: readonly AlignedSound[]): LegendEntry[] {
  const spoken: LegendEntry[] = [
    { mark: 'text', color: SPOKEN_COLOR, text: 'digit spoken' },
    { mark: 'span', color: SPAN_COLOR, text: 'its frames in the best alignment' },
  ];
  const read: LegendEntry = { mark: 'text', color: READ_COLOR, text: 'digit read, greedy decoding' };
  return sounds.some(({ reading }) => reading.labels.length > 0) ? [...spoken, read] : spoken;
}

/** The waveform with the spans of the digits spoken, the digits spoken above and the digits read below. */
export function waveformChart({ samples, spans, reading, frameShift }: AlignedSound): TopLevelSpec {
  const seconds = samples.length / SAMPLE_RATE;
  const x = {
    field: 'start',
    type: 'quantitative',
    title: 'seconds',
    scale: { domain: [0, seconds] as number[], nice: false },
    axis: { grid: false, labelFlush: false },
  } as const;
  const text = (color: string, y: number) => ({ type: 'text', color, fontSize: 13, fontWeight: 'bold', y }) as const;
  const times = labelTimes(spans, { frameShift, symbols: LABELS }).map(({ text, start, end }) => ({
    digit: text,
    start,
    // The last frame may extend beyond the sound.
    end: Math.min(end, seconds),
  }));
  return {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    background: 'white',
    padding: 4,
    width: WIDTH,
    height: HEIGHT,
    config: { view: { stroke: '#cccccc' }, aria: false },
    layer: [
      {
        name: 'spans',
        data: { values: times },
        mark: { type: 'rect', color: SPAN_COLOR, opacity: 0.6 },
        encoding: { x, x2: { field: 'end' } },
      },
      {
        name: 'wave',
        data: { values: envelope(samples) },
        mark: { type: 'area', color: WAVE_COLOR },
        encoding: {
          x,
          y: { field: 'low', type: 'quantitative', title: null, axis: null, scale: { nice: false } },
          y2: { field: 'high' },
        },
      },
      {
        name: 'spoken',
        data: { values: times.map(({ digit, start, end }) => ({ digit, start: (start + end) / 2 })) },
        mark: text(SPOKEN_COLOR, SPOKEN_Y),
        encoding: { x, text: { field: 'digit', type: 'nominal' } },
      },
      {
        name: 'read',
        data: {
          values: reading.labels.map((label, index) => ({
            digit: LABELS[label],
            start: (reading.timesteps[index]! + 0.5) * frameShift,
          })),
        },
        mark: text(READ_COLOR, READ_Y),
        encoding: { x, text: { field: 'digit', type: 'nominal' } },
      },
    ],
  };
}

/** The lowest and the highest sample in each pixel. */
function envelope(samples: Float32Array): { start: number; low: number; high: number }[] {
  const length = Math.max(1, samples.length / WIDTH);
  return Array.from({ length: Math.floor(samples.length / length) }, (_, pixel) => {
    const part = samples.subarray(Math.floor(pixel * length), Math.floor((pixel + 1) * length));
    return { start: (pixel * length) / SAMPLE_RATE, low: Math.min(...part), high: Math.max(...part) };
  });
}
