import { formatDuration, percent } from '../support/formatting';
import { type Progress, startProgress } from '../support/progress';
import type { TrainingStatus } from './training-loop';

/** Utterances shown beside their truth in the course of a training. */
const SHOWN_UTTERANCES = 12;

/** What is seen of a training while it goes on. */
export class TrainingScreen {
  private readonly progress: Progress;

  constructor(private readonly steps: number) {
    this.progress = startProgress('Training step', steps);
  }

  show(status: TrainingStatus): void {
    this.progress.update(status.step, this.describe(status));
    if (status.step % Math.ceil(this.steps / SHOWN_UTTERANCES) === 0) {
      this.progress.say(`  spoken ${status.spoken.padEnd(8)} read ${status.read}`);
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
