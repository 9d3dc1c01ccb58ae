/** Speech of one speaker, trimmed: one recorded digit, or a few synthesised without a pause. */
export interface Clip {
  readonly speaker: string;
  readonly digits: readonly number[];
  readonly samples: Float32Array;
}

/** Training and evaluation data; no voice or take is in two of these sets. */
export interface Corpus {
  /** One line: where the clips come from, and how many. */
  readonly description: string;
  readonly training: readonly Clip[];
  /** Selects the best network of a training. */
  readonly heldOut: readonly Clip[];
  readonly test: readonly Clip[];
  /** All clips of the speaker left out of the training. */
  readonly leftOut?: readonly Clip[];
}

export function bySpeaker(clips: readonly Clip[]): readonly Clip[][] {
  const speakers = new Map<string, Clip[]>();
  for (const clip of clips) {
    const own = speakers.get(clip.speaker);
    if (own) own.push(clip);
    else speakers.set(clip.speaker, [clip]);
  }
  return [...speakers.values()];
}
