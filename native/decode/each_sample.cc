#include "decode/each_sample.h"

#include <algorithm>
#include <atomic>

#include "base/parallel.h"
#include "base/workspace.h"

namespace ctc {
namespace {

/** Less than this is not worth waking a thread for. */
constexpr double kLeastNanosecondsOfThread = 50e3;

struct Loop {
  const Batch& batch;
  const Options& options;
  const SampleTask task;
  void* const context;
  const int64_t* order;         // samples, longest first
  const int64_t* label_starts;  // where each sample's labels begin
  std::atomic<bool> out_of_memory{false};
  std::atomic<bool> cancelled{false};

  void run(int64_t place) {
    if (cancelled || (options.cancelled != nullptr && options.cancelled->load(std::memory_order_relaxed))) {
      cancelled = true;
      return;
    }
    const int64_t b = order[place];
    if (!task(context, b, sample_of(batch, options, b, label_starts[b]))) out_of_memory = true;
  }
};

}  // namespace

Outcome for_each_sample(const Batch& batch, const Options& options, double class_cost, SampleTask task, void* context) {
  if (check(batch, options).rule != Rule::kNone) return Outcome::kInvalid;
  if (batch.batch == 0) return Outcome::kOk;
  Workspace& plan = Workspace::of_this_thread(Workspace::kBatch);
  if (!plan.reserve(2 * Workspace::bytes<int64_t>(batch.batch))) return Outcome::kOutOfMemory;
  int64_t* order = plan.take<int64_t>(batch.batch);
  int64_t* label_starts = plan.take<int64_t>(batch.batch);
  int64_t start = 0;
  double frames = 0;
  for (int64_t b = 0; b < batch.batch; ++b) {
    order[b] = b;
    label_starts[b] = start;
    start += batch.label_lengths[b];
    frames += batch.input_lengths[b];
  }
  std::sort(order, order + batch.batch, [&](int64_t a, int64_t b) {
    const int32_t frames_a = batch.input_lengths[a], frames_b = batch.input_lengths[b];
    return frames_a != frames_b ? frames_a > frames_b : a < b;
  });
  const double nanoseconds = frames * static_cast<double>(batch.classes) * class_cost;
  const int threads =
      static_cast<int>(std::clamp(nanoseconds / kLeastNanosecondsOfThread, 1.0, static_cast<double>(options.threads)));
  Loop loop{batch, options, task, context, order, label_starts};
  parallel_for(
      batch.batch, threads, [](void* shared, int64_t place) { static_cast<Loop*>(shared)->run(place); }, &loop);
  plan.trim();
  if (loop.cancelled) return Outcome::kCancelled;
  return loop.out_of_memory ? Outcome::kOutOfMemory : Outcome::kOk;
}

}  // namespace ctc
