#include "base/parallel.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>

#if defined(__linux__)
#include <sched.h>
#endif

#include "ctc/ctc.h"

namespace ctc {
namespace {

/** Threads beyond this many only cost: no machine that trains on its CPU has more cores. */
constexpr int kMostThreads = 256;

/** Held by the caller whose region has the other threads. */
std::mutex region_in_flight;

#if defined(_OPENMP)

void run_region(int64_t count, int threads, Task task, void* context) {
#pragma omp parallel for num_threads(threads) schedule(dynamic, 1)
  for (int64_t index = 0; index < count; ++index) task(context, index);
}

#else

class Pool {
 public:
  /** Leaked on purpose: its threads sleep in it until the process ends. */
  static Pool& instance() {
    static Pool* pool = new Pool;
    return *pool;
  }

  void run(int64_t count, int threads, Task task, void* context) {
    const int helpers = grow_to(threads - 1);
    {
      std::lock_guard<std::mutex> lock(mutex_);
      task_ = task;
      context_ = context;
      count_ = count;
      next_.store(0, std::memory_order_relaxed);
      places_ = helpers;
      busy_ = helpers;
    }
    for (int helper = 0; helper < helpers; ++helper) wake_.notify_one();
    work();
    std::unique_lock<std::mutex> lock(mutex_);
    // Helpers that have not woken by now have nothing left to do: their places are withdrawn, not waited for.
    busy_ -= places_;
    places_ = 0;
    done_.wait(lock, [this] { return busy_ == 0; });
  }

 private:
  int grow_to(int helpers) {
    while (size_ < helpers) {
      try {
        std::thread([this] { serve(); }).detach();
      } catch (const std::system_error&) {
        break;  // the system gives no more threads: fewer do the same work
      }
      ++size_;
    }
    return std::min(size_, helpers);
  }

  void serve() {
    std::unique_lock<std::mutex> lock(mutex_);
    for (;;) {
      wake_.wait(lock, [this] { return places_ > 0; });
      --places_;
      lock.unlock();
      work();
      lock.lock();
      if (--busy_ == 0) done_.notify_one();
    }
  }

  void work() {
    for (int64_t index; (index = next_.fetch_add(1, std::memory_order_relaxed)) < count_;) task_(context_, index);
  }

  std::mutex mutex_;  // guards what follows
  std::condition_variable wake_;
  std::condition_variable done_;
  Task task_ = nullptr;
  void* context_ = nullptr;
  int64_t count_ = 0;
  std::atomic<int64_t> next_{0};
  int places_ = 0;  // helpers still wanted by this region
  int busy_ = 0;    // helpers wanted or at work
  int size_ = 0;    // threads there are
};

void run_region(int64_t count, int threads, Task task, void* context) {
  Pool::instance().run(count, threads, task, context);
}

#endif

}  // namespace

void parallel_for(int64_t count, int threads, Task task, void* context) {
  threads = static_cast<int>(std::min<int64_t>({threads, kMostThreads, count}));
  if (threads > 1) {
    const std::unique_lock<std::mutex> region(region_in_flight, std::try_to_lock);
    if (region.owns_lock()) return run_region(count, threads, task, context);
  }
  for (int64_t index = 0; index < count; ++index) task(context, index);
}

const char* threading() {
#if defined(_OPENMP)
  return "openmp";
#else
  return "std::thread";
#endif
}

int available_threads() {
#if defined(__linux__)
  cpu_set_t processors;
  if (sched_getaffinity(0, sizeof processors, &processors) == 0) return std::max(1, CPU_COUNT(&processors));
#endif
  return std::max(1u, std::thread::hardware_concurrency());
}

}  // namespace ctc
