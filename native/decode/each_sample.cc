#include "decode/each_sample.h"

#include <algorithm>

#include "base/batch_loop.h"
#include "base/workspace.h"

namespace ctc {
namespace {

constexpr double kMinNanosecondsPerThread = 50e3;

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
  const int threads = threads_for(nanoseconds, kMinNanosecondsPerThread, options.threads);
  const Outcome outcome = for_each_in_batch(batch.batch, threads, options, [&](int64_t place) {
    const int64_t b = order[place];
    return task(context, b, sample_of(batch, options, b, label_starts[b])) ? Outcome::kOk : Outcome::kOutOfMemory;
  });
  plan.trim();
  return outcome;
}

}  // namespace ctc
