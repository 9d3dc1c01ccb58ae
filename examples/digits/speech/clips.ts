/** A stretch of speech by one speaker, cut close: one recorded digit, or a few spoken in one breath. */
export interface Clip {
  readonly speaker: string;
  readonly digits: readonly number[];
  readonly samples: Float32Array;
}

/** What a recogniser learns from and what it is judged on: no voice or take is in two of these. */
export interface Corpus {
  /** One line for the user: where the clips come from and how many there are. */
  readonly description: string;
  readonly training: readonly Clip[];
  /** Chooses the best network of a training. */
  readonly heldOut: readonly Clip[];
  readonly test: readonly Clip[];
  /** All clips of a speaker that the recogniser is not to hear, if there is one. */
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
