#include <algorithm>
#include <atomic>
#include <cmath>
#include <limits>
#include <new>

#include "base/parallel.h"
#include "base/sample.h"
#include "base/workspace.h"
#include "ctc/ctc.h"
#include "kernels/flush_denormals.h"
#include "kernels/kernel.h"

namespace ctc {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
/** A gradient larger than this, 16 MiB, is out of the caches before it is read. */
constexpr int64_t kStreamedFloats = int64_t{4} << 20;
/**
 * The kernels flush denormal numbers to zero. A posterior lost that way, below 1.2e-38, is a gradient of at most 1e-8
 * if the probability that divides it is not below this.
 */
constexpr float kMinProbability = 1e-30f;
constexpr float kNotANumber = std::numeric_limits<float>::quiet_NaN();

/** Estimated cost of a sample, in tenths of a nanosecond or so. */
double cost(const Batch& batch, int64_t b) {
  return static_cast<double>(batch.input_lengths[b]) *
         (64.0 + static_cast<double>(batch.classes) + 4.0 * static_cast<double>(batch.label_lengths[b]));
}

/** Less work than this, some 50 microseconds, is not worth waking a thread for. */
constexpr double kMinCostPerThread = 150e3;

void fill_frames(const Sample& sample, int64_t from, int64_t to, float value) {
  for (int64_t t = from; t < to; ++t) std::fill_n(sample.gradient_frame(t), sample.classes, value);
}

int64_t frames_needed(const Sample& sample) {
  return sample.label_count + (sample.merge_repeated ? count_repeats(sample.labels, sample.label_count) : 0);
}

bool has_tiny_probabilities(const Sample& sample) {
  bool found = false;
  for (int64_t t = 0; t < sample.frames && !found; ++t) {
    const float* scores = sample.frame(t);
    for (int64_t c = 0; c < sample.classes; ++c) found |= scores[c] > 0 && scores[c] < kMinProbability;
  }
  return found;
}

/** What the tasks of one call share. */
struct Call {
  const Batch& batch;
  const Options& options;
  const Results& results;
  const Kernel& kernel;
  const int threads;
  const int64_t* order;         // samples, longest first
  const int64_t* label_starts;  // where each sample's labels begin
  std::atomic<bool> out_of_memory{false};
  std::atomic<bool> cancelled{false};

  Sample sample(int64_t b) const {
    Sample sample = sample_of(batch, options, b, label_starts[b]);
    if (results.gradient != nullptr) sample.gradient = results.gradient + b * batch.sample_stride;
    if (options.loss_gradient != nullptr) sample.loss_gradient = options.loss_gradient[b];
    if (results.blank_shares != nullptr) sample.blank_share = results.blank_shares + b;
    sample.threads = batch.batch == 1 ? threads : 1;
    sample.streams = batch.batch * batch.time * batch.classes > kStreamedFloats;
    return sample;
  }

  void run(int64_t place) {
    if (cancelled || (options.cancelled != nullptr && options.cancelled->load(std::memory_order_relaxed))) {
      cancelled = true;
      return;
    }
    const KeepDenormals keep_denormals;
    const int64_t b = order[place];
    Sample sample = this->sample(b);
    const int64_t next_place = place + threads;
    if (sample.streams && next_place < batch.batch) {
      sample.upcoming = batch.scores + order[next_place] * batch.sample_stride;
    }
    Workspace& workspace = Workspace::of_this_thread();
    double loss = 0;
    KernelOutcome outcome = KernelOutcome::kInfeasible;
    if (sample.frames >= frames_needed(sample)) {
      const bool is_exact = sample.input != Input::kProbabilities || !has_tiny_probabilities(sample);
      outcome = is_exact ? kernel.run(sample, workspace, &loss) : KernelOutcome::kOutOfRange;
      if (outcome == KernelOutcome::kOutOfRange) outcome = run_reference(sample, workspace, &loss);
    }
    // An infeasible sample with NaN in it is reported as NaN, the more basic fault.
    if (outcome == KernelOutcome::kInfeasible && !are_scores(sample)) outcome = KernelOutcome::kNotANumber;
    write(b, sample, outcome, loss);
    workspace.trim();
  }

  void write(int64_t b, const Sample& sample, KernelOutcome outcome, double loss) {
    float valid_fill = 0;
    switch (outcome) {
      case KernelOutcome::kDone:
        results.losses[b] = static_cast<float>(options.input == Input::kLogits ? std::max(0.0, loss) : loss);
        results.status[b] = SampleStatus::kOk;
        break;
      case KernelOutcome::kNotANumber:
        results.losses[b] = valid_fill = kNotANumber;
        results.status[b] = SampleStatus::kNotANumber;
        break;
      case KernelOutcome::kOutOfMemory:
      case KernelOutcome::kOutOfRange:
        out_of_memory.store(true, std::memory_order_relaxed);
        [[fallthrough]];
      case KernelOutcome::kInfeasible:
        results.losses[b] = options.zero_infeasible ? 0.0f : kInfinity;
        results.status[b] = SampleStatus::kInfeasible;
        break;
    }
    if (results.blank_shares != nullptr && outcome != KernelOutcome::kDone) results.blank_shares[b] = valid_fill;
    if (results.gradient == nullptr) return;
    if (outcome != KernelOutcome::kDone) fill_frames(sample, 0, sample.frames, valid_fill);
    fill_frames(sample, sample.frames, batch.time, 0.0f);
  }
};

}  // namespace

Outcome loss(const Batch& batch, const Options& options, const Results& results) {
  if (check(batch, options).rule != Rule::kNone) return Outcome::kInvalid;
  if (batch.batch == 0) return Outcome::kOk;
  if (results.losses == nullptr || results.status == nullptr) return Outcome::kInvalid;

  Workspace& plan = Workspace::of_this_thread(Workspace::kBatch);
  const size_t bytes = 2 * Workspace::bytes<int64_t>(batch.batch);
  if (!plan.reserve(bytes)) return Outcome::kOutOfMemory;
  int64_t* order = plan.take<int64_t>(batch.batch);
  int64_t* label_starts = plan.take<int64_t>(batch.batch);
  int64_t start = 0;
  for (int64_t b = 0; b < batch.batch; ++b) {
    order[b] = b;
    label_starts[b] = start;
    start += batch.label_lengths[b];
  }
  // Longest first, so that the last task to end is a short one.
  std::sort(order, order + batch.batch, [&](int64_t a, int64_t b) {
    const double cost_a = cost(batch, a), cost_b = cost(batch, b);
    return cost_a != cost_b ? cost_a > cost_b : a < b;
  });
  double total_cost = 0;
  for (int64_t b = 0; b < batch.batch; ++b) total_cost += cost(batch, b);
  const int threads =
      static_cast<int>(std::clamp(total_cost / kMinCostPerThread, 1.0, static_cast<double>(options.threads)));

  Call call{batch, options, results, current_kernel(), threads, order, label_starts};
  parallel_for(
      batch.batch, threads,
      [](void* context, int64_t index) {
        Call& shared = *static_cast<Call*>(context);
        shared.run(index);
      },
      &call);
  plan.trim();
  if (call.cancelled) return Outcome::kCancelled;
  return call.out_of_memory ? Outcome::kOutOfMemory : Outcome::kOk;
}

}  // namespace ctc
