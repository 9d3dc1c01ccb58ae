/** Changes the speed by linear interpolation: tempo, pitch and formants change together. */
export function changeSpeed(samples: Float32Array, speed: number): Float32Array {
  const changed = new Float32Array(Math.floor((samples.length - 1) / speed));
  for (let index = 0; index < changed.length; index++) {
    const position = index * speed;
    const before = Math.floor(position);
    const share = position - before;
    changed[index] = (1 - share) * samples[before]! + share * samples[before + 1]!;
  }
  return changed;
}
