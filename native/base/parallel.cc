#include "base/parallel.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <new>
#include <system_error>
#include <thread>
#include <vector>

#if defined(__linux__)
#include <sched.h>
#endif

#include "ctc/ctc.h"

namespace ctc {
namespace {

/** Upper bound on a region's threads: more would only cost memory. */
constexpr int kMaxThreads = 256;

/** Held by the caller whose region uses the pool. */
std::mutex region_in_flight;

class Pool {
 public:
  /** The process's pool. Never destroyed, because its threads use it until the process ends. */
  static Pool& instance() {
    // Not on the heap, which may be exhausted.
    alignas(Pool) static char memory[sizeof(Pool)];
    static Pool* const pool = new (memory) Pool;
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
    // No tasks are left for helpers that have not woken yet: withdraw their places instead of waiting for them.
    busy_ -= places_;
    places_ = 0;
    done_.wait(lock, [this] { return busy_ == 0; });
  }

 private:
  /** Starts helpers until there are `helpers`. @return the number available, fewer if the system refuses threads */
  int grow_to(int helpers) {
    try {
      if (size_ < helpers) start(helpers - size_);
    } catch (const std::system_error&) {  // no more threads
    } catch (const std::bad_alloc&) {     // no memory for a thread's state
    }
    return std::min(size_, helpers);
  }

#if defined(_OPENMP)
  /**
   * Opens a parallel region that stays open for the life of the process. A region per call would cost more: libgomp
   * keeps a team for each thread that opens regions, libuv's threads and every Worker included, and after a region its
   * threads spin for milliseconds, unless OMP_WAIT_POLICY was set before libgomp was loaded.
   */
  void start(int count) {
    const int granted = count_granted(count);
    if (granted == 0) return;
    std::thread([this, granted] {
#pragma omp parallel num_threads(granted)
      serve();
    }).detach();
    size_ += granted;
  }

  /**
   * How many of `count` threads the system grants. libgomp ends the process if it cannot start a thread; std::thread
   * throws.
   */
  static int count_granted(int count) {
    std::vector<std::thread> trial(static_cast<size_t>(count));
    int granted = 0;
    std::mutex gate;
    {
      const std::lock_guard<std::mutex> closed(gate);
      try {
        for (; granted < count; ++granted) {
          trial[static_cast<size_t>(granted)] = std::thread([&gate] { const std::lock_guard<std::mutex> open(gate); });
        }
      } catch (const std::system_error&) {
      } catch (const std::bad_alloc&) {
      }
    }
    for (int i = 0; i < granted; ++i) trial[static_cast<size_t>(i)].join();
    return granted;
  }
#else
  void start(int count) {
    for (int i = 0; i < count; ++i) {
      std::thread([this] { serve(); }).detach();
      ++size_;
    }
  }
#endif

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

  int size_ = 0;      // helpers started; guarded by region_in_flight
  std::mutex mutex_;  // guards what follows
  std::condition_variable wake_;
  std::condition_variable done_;
  Task task_ = nullptr;
  void* context_ = nullptr;
  int64_t count_ = 0;
  std::atomic<int64_t> next_{0};
  int places_ = 0;  // helpers that this region still accepts
  int busy_ = 0;    // places_ plus the helpers at work
};

}  // namespace

void parallel_for(int64_t count, int threads, Task task, void* context) {
  threads = static_cast<int>(std::min<int64_t>({threads, kMaxThreads, count}));
  if (threads > 1) {
    const std::unique_lock<std::mutex> region(region_in_flight, std::try_to_lock);
    if (region.owns_lock()) return Pool::instance().run(count, threads, task, context);
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
