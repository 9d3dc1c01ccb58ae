/**
 * @file vector_kernel.h
 * A kernel over a thin vector type: one algorithm for every instruction set.
 *
 * An instruction set's file includes this inside its own target region and anonymous namespace, after it has defined
 *
 *     struct Vector  with  kLanes, Float, Mask and the operations used in the headers below.
 *
 * Lattice weights are extended numbers: a float32 mantissa times two to a whole exponent kept in a float32 of its own.
 * They neither underflow nor overflow, and their sum is a shift and an addition: the recursion needs no exp and no log.
 * docs/ctc.md has the equations.
 */

#include "kernels/vector_math.h"
// Over that,
#include "kernels/vector_lattice.h"
#include "kernels/vector_turned_scores.h"
// over those,
#include "kernels/vector_backward.h"
#include "kernels/vector_best_path.h"
#include "kernels/vector_confident_loss.h"
#include "kernels/vector_scored_rows.h"
#include "kernels/vector_turned_rows.h"
#include "kernels/vector_wide_rows.h"
// and over these,
#include "kernels/vector_forward.h"
#include "kernels/vector_rows.h"

/** Shares of a sample that fit this many bytes are kept; beyond, they are computed a second time. */
constexpr int64_t kKeptShareBytes = 256 << 10;
/** The same where all threads have only this sample: long stretches of rows are worth more than a small cache. */
constexpr int64_t kKeptShareBytesAlone = 4 << 20;

/** The run of one sample: backward in time, and for the posterior segment by segment forward again, with the rows. */
class SampleRun {
 public:
  SampleRun(const Sample& sample, Workspace& workspace)
      : sample_(sample),
        workspace_(workspace),
        lattice_(sample),
        backward_(sample, lattice_),
        forward_(sample, lattice_, backward_.shares()),
        confident_(sample, lattice_),
        rows_(sample, lattice_) {}

  KernelOutcome run(double* loss) {
    if (!lay_out()) return KernelOutcome::kOutOfMemory;
    const KernelOutcome reached = backward_pass();
    if (reached != KernelOutcome::kDone) return reached;
    const double log_ratio = backward_.log_ratio();
    if (!(sample_.wants_posterior() ? forward_pass() : rows_.run(0, sample_.frames, nullptr))) {
      return KernelOutcome::kOutOfMemory;
    }
    Rows::Totals totals;
    if (!rows_.add_up(&totals)) return KernelOutcome::kNotANumber;
    const double log_likelihood_over_peaks = totals.blanks_over_peaks + log_ratio;
    *loss = totals.normaliser - log_likelihood_over_peaks;
    if (confident_.is_needed(*loss, log_likelihood_over_peaks)) {
      *loss = totals.normaliser - std::log(confident_.likelihood_over_peaks(rows_.peaks()));
    }
    return KernelOutcome::kDone;
  }

 private:
  bool lay_out() {
    const int64_t frames = sample_.frames;
    const int64_t stride = backward_.shares().stride();
    segment_ = std::max(kTile, round_up(frames));
    const int64_t kept_bytes = rows_.are_shared() ? kKeptShareBytesAlone : kKeptShareBytes;
    if (sample_.wants_posterior() && segment_ * stride * int64_t{sizeof(float)} > kept_bytes) {
      segment_ = round_up(static_cast<int64_t>(std::sqrt(2.0 * static_cast<double>(frames))));
    }
    segments_ = (frames + segment_ - 1) / segment_;
    const int64_t share_frames = sample_.wants_posterior() ? std::min(segment_, frames) : 0;
    const int64_t checkpoints = std::max<int64_t>(0, segments_ - 1);
    const double floats = static_cast<double>(lattice_.width()) *
                          (64.0 + 4.0 * static_cast<double>(share_frames) + 4.0 * static_cast<double>(checkpoints));
    if (floats > 1e15) return false;
    using W = Workspace;
    if (!workspace_.reserve(lattice_.bytes() + rows_.bytes() + backward_.bytes() + forward_.bytes() +
                            confident_.bytes() + W::bytes<float>(share_frames * stride) +
                            W::bytes<float>(share_frames * kLanes) +
                            W::bytes<float>(checkpoints * backward_.column_floats()))) {
      return false;
    }
    lattice_.build(workspace_);
    rows_.take(workspace_);
    backward_.take(workspace_);
    forward_.take(workspace_);
    confident_.take(workspace_);
    shares_ = workspace_.take<float>(share_frames * stride);
    blank_sums_ = workspace_.take<float>(share_frames * kLanes);
    checkpoints_ = workspace_.take<float>(checkpoints * backward_.column_floats());
    return true;
  }

  int64_t begin_of(int64_t segment) const { return segment * segment_; }
  int64_t end_of(int64_t segment) const { return std::min(sample_.frames, (segment + 1) * segment_); }
  float* checkpoint(int64_t segment) { return checkpoints_ + segment * backward_.column_floats(); }

  KernelOutcome backward_pass() {
    backward_.start();
    for (int64_t segment = segments_ - 1; segment >= 0; --segment) {
      if (segment < segments_ - 1) backward_.save_column(checkpoint(segment));
      if (segments_ == 1 && sample_.wants_posterior()) {
        backward_.run(begin_of(segment), end_of(segment), shares_);
      } else {
        backward_.run(begin_of(segment), end_of(segment));
      }
    }
    return backward_.outcome();
  }

  /** @return false if memory is lacking */
  bool forward_pass() {
    for (int64_t number = 0; number < segments_; ++number) {
      const Segment segment = {begin_of(number), end_of(number), shares_, blank_sums_};
      if (segments_ > 1) {
        if (number < segments_ - 1) {
          backward_.load_column(checkpoint(number));
        } else {
          backward_.start();
        }
        backward_.run(segment.from, segment.to, shares_);
      }
      const Posterior posterior = forward_.posterior(segment);
      const int64_t stretch = rows_.are_shared() ? segment.to - segment.from : kTile;
      for (int64_t begin = segment.from; begin < segment.to; begin += stretch) {
        const int64_t end = std::min(begin + stretch, segment.to);
        forward_.run(segment, begin, end);
        if (!rows_.run(begin, end, sample_.gradient != nullptr ? &posterior : nullptr)) return false;
      }
    }
    if (sample_.blank_share != nullptr) *sample_.blank_share = forward_.blank_share();
    return true;
  }

  const Sample& sample_;
  Workspace& workspace_;
  Lattice lattice_;
  Backward backward_;
  Forward forward_;
  ConfidentLoss confident_;
  Rows rows_;
  int64_t segment_ = 0;  // frames between two checkpoints, whole tiles
  int64_t segments_ = 0;
  float* shares_ = nullptr;       // [frames of a segment][stride]
  float* blank_sums_ = nullptr;   // [frames of a segment][kLanes]
  float* checkpoints_ = nullptr;  // [segments_ - 1][a column]
};

KernelOutcome run_sample(const Sample& sample, Workspace& workspace, double* loss) {
  const FlushDenormals flush;
  return SampleRun(sample, workspace).run(loss);
}
