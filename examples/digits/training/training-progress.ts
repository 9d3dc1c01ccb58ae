import { formatDuration, percent } from '../support/format';
import { type Progress, startProgress } from '../support/progress';
import type { TrainingStatus } from './training-loop';

/** Utterances printed with their readings in the course of a training. */
const PRINTED_UTTERANCES = 12;

/** Shows the progress of a training in the terminal. */
export class TrainingProgress {
  private readonly progress: Progress;

  constructor(private readonly steps: number) {
    this.progress = startProgress('Training step', steps);
  }

  show(status: TrainingStatus): void {
    this.progress.update(status.step, this.describe(status));
    if (status.step % Math.ceil(this.steps / PRINTED_UTTERANCES) === 0) {
      this.progress.print(`  spoken ${status.spoken.padEnd(8)} read ${status.read}`);
    }
  }

  stop(): void {
    this.progress.stop();
  }

  private describe({ step, loss, labelErrorRate, samplesPerSecond, secondsPerStep }: TrainingStatus): string {
    return [
      `loss ${loss.toFixed(3)}`,
      `label errors ${percent(labelErrorRate)}`,
      `${samplesPerSecond.toFixed(0)} samples/s`,
      `${formatDuration((this.steps - step) * secondsPerStep)} left`,
    ].join(' | ');
  }
}
