/**
 * @file batch_loop.h
 * The loop over independent parts of a batch: number of threads, cancellation, and one outcome for all.
 */
#ifndef CTC_BASE_BATCH_LOOP_H_
#define CTC_BASE_BATCH_LOOP_H_

#include <algorithm>
#include <atomic>
#include <cstdint>

#include "base/parallel.h"
#include "ctc/ctc.h"

namespace ctc {

/** Number of threads for work of this total cost, 1 to `max_threads`. @param min_cost work worth waking a thread for */
inline int threads_for(double cost, double min_cost, int max_threads) {
  return static_cast<int>(std::clamp(cost / min_cost, 1.0, static_cast<double>(max_threads)));
}

inline bool is_cancelled(const Options& options) {
  return options.cancelled != nullptr && options.cancelled->load(std::memory_order_relaxed);
}

/**
 * Calls run(index) once for each index in [0, count), in rising order, on up to `threads` threads. Once one call was
 * cancelled, or options.cancelled is set, the remaining ones are skipped.
 *
 * @param run returns kOk, kOutOfMemory or kCancelled; must not throw
 * @return kCancelled, else kOutOfMemory if any call returned it, else kOk
 */
template <typename Run>
Outcome for_each_in_batch(int64_t count, int threads, const Options& options, const Run& run) {
  struct Loop {
    const Options& options;
    const Run& run;
    std::atomic<bool> out_of_memory{false};
    std::atomic<bool> cancelled{false};
  };
  Loop loop{options, run};
  const auto task = [](void* shared, int64_t index) {
    Loop& loop = *static_cast<Loop*>(shared);
    if (loop.cancelled) return;
    const Outcome outcome = is_cancelled(loop.options) ? Outcome::kCancelled : loop.run(index);
    if (outcome == Outcome::kCancelled) loop.cancelled = true;
    if (outcome == Outcome::kOutOfMemory) loop.out_of_memory = true;
  };
  parallel_for(count, threads, task, &loop);
  if (loop.cancelled) return Outcome::kCancelled;
  return loop.out_of_memory ? Outcome::kOutOfMemory : Outcome::kOk;
}

}  // namespace ctc

#endif  // CTC_BASE_BATCH_LOOP_H_
