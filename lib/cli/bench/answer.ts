/** Losses in nats and gradients with respect to the logits. */
export interface Answer {
  readonly losses: Float64Array;
  readonly gradient: Float32Array;
}
