const WINDOW = 15;

/** The mean of the first 15 values, then an exponential moving average over about the last 15. */
export class MovingAverage {
  private value = 0;
  private count = 0;

  add(next: number): number {
    this.count = Math.min(this.count + 1, WINDOW);
    this.value += (next - this.value) / this.count;
    return this.value;
  }
}
