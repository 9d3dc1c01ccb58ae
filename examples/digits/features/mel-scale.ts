/** The frequency range and the number of mel bins in it. */
export interface MelRange {
  readonly melBins: number;
  readonly lowestHz: number;
  readonly highestHz: number;
}

const toMel = (hz: number): number => 2595 * Math.log10(1 + hz / 700);
const toHz = (mel: number): number => 700 * (10 ** (mel / 2595) - 1);

/** Converts a mel bin to the frequency of its centre in Hz, and back. The bins are equally spaced on the mel scale. */
export function melScale({ melBins, lowestHz, highestHz }: MelRange): {
  toHz: (bin: number) => number;
  toBin: (hz: number) => number;
} {
  const step = (toMel(highestHz) - toMel(lowestHz)) / (melBins + 1);
  return {
    toHz: (bin) => toHz(toMel(lowestHz) + (bin + 1) * step),
    toBin: (hz) => (toMel(hz) - toMel(lowestHz)) / step - 1,
  };
}
