import { type Alignment, labelTimes } from 'ctc-native';
import type { TopLevelSpec } from 'vega-lite' with { 'resolution-mode': 'import' };
import { LABELS } from '../model/alphabet';
import { SAMPLE_RATE } from '../speech/read-wav';

const WIDTH = 920;
const HEIGHT = 120;
/** Text over and under the waveform, in pixels from its top. */
const SPOKEN_AT = 10;
const READ_AT = HEIGHT - 10;
const WAVE = '#8fa8c4';
const SPAN = '#edae49';
const SPOKEN = '#222222';
const READ = '#30638e';

/** What was said, where it is in the sound, and what was read. */
export interface AlignedSound {
  readonly samples: Float32Array;
  readonly spans: Alignment['spans'];
  readonly reading: { readonly labels: readonly number[]; readonly timesteps: readonly number[] };
  /** Seconds from one frame of scores to the next. */
  readonly frameShift: number;
}

/** The waveform, the spans of the digits spoken over it with their names above, and what was read below. */
export function waveformChart({ samples, spans, reading, frameShift }: AlignedSound): TopLevelSpec {
  const seconds = samples.length / SAMPLE_RATE;
  const x = {
    field: 'start',
    type: 'quantitative',
    title: 'seconds',
    scale: { domain: [0, seconds] as number[], nice: false },
    axis: { grid: false },
  } as const;
  const text = (color: string, at: number) =>
    ({ type: 'text', color, fontSize: 13, fontWeight: 'bold', y: at }) as const;
  const times = labelTimes(spans, { frameShift, symbols: LABELS }).map(({ text, start, end }) => ({
    digit: text,
    start,
    // The last frame may reach past the end of the sound.
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
        mark: { type: 'rect', color: SPAN, opacity: 0.6 },
        encoding: { x, x2: { field: 'end' } },
      },
      {
        name: 'wave',
        data: { values: envelope(samples) },
        mark: { type: 'area', color: WAVE },
        encoding: {
          x,
          y: { field: 'low', type: 'quantitative', title: null, axis: null, scale: { nice: false } },
          y2: { field: 'high' },
        },
      },
      {
        name: 'spoken',
        data: { values: times.map(({ digit, start, end }) => ({ digit, start: (start + end) / 2 })) },
        mark: text(SPOKEN, SPOKEN_AT),
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
        mark: text(READ, READ_AT),
        encoding: { x, text: { field: 'digit', type: 'nominal' } },
      },
    ],
  };
}

/** The lowest and the highest sample of each pixel's time. */
function envelope(samples: Float32Array): { start: number; low: number; high: number }[] {
  const length = Math.max(1, samples.length / WIDTH);
  return Array.from({ length: Math.floor(samples.length / length) }, (_, pixel) => {
    const part = samples.subarray(Math.floor(pixel * length), Math.floor((pixel + 1) * length));
    return { start: (pixel * length) / SAMPLE_RATE, low: Math.min(...part), high: Math.max(...part) };
  });
}
