#include "base/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <thread>
#include <vector>

#if defined(__linux__)
#include <pthread.h>
#include <sys/resource.h>

#include <filesystem>
#endif

#include "ctc/ctc.h"

namespace ctc {
namespace {

struct Counts {
  std::vector<std::atomic<int>> calls;
  explicit Counts(size_t count) : calls(count) {}
  int wrong() const {
    int wrong = 0;
    for (const auto& count : calls) wrong += count != 1;
    return wrong;
  }
};

void count_call(void* context, int64_t index) { ++static_cast<Counts*>(context)->calls[static_cast<size_t>(index)]; }

TEST(ParallelFor, CallsEachIndexOnceForAnyNumberOfThreads) {
  for (const int threads : {1, 2, 3, 8, 1000}) {
    for (const int64_t count : {0, 1, 2, 7, 500}) {
      Counts counts(static_cast<size_t>(count));
      parallel_for(count, threads, count_call, &counts);
      EXPECT_EQ(counts.wrong(), 0);
    }
  }
}

/** Several threads start regions at the same time. @return how many indices were not called exactly once */
int call_concurrently(int callers, int threads) {
  std::vector<std::thread> running;
  std::atomic<int> wrong{0};
  for (int caller = 0; caller < callers; ++caller) {
    running.emplace_back([&wrong, threads] {
      for (int round = 0; round < 300; ++round) {
        Counts counts(20);
        parallel_for(20, threads, count_call, &counts);
        wrong += counts.wrong();
      }
    });
  }
  for (std::thread& caller : running) caller.join();
  return wrong;
}

TEST(ParallelFor, ServesConcurrentCallers) { EXPECT_EQ(call_concurrently(6, 4), 0); }

/** How many tasks run at the same time, now and at most. */
struct Concurrency {
  std::atomic<int> now{0};
  std::atomic<int> max{0};
};

void measure_concurrency(void* context, int64_t) {
  auto* tasks = static_cast<Concurrency*>(context);
  const int now = ++tasks->now;
  for (int max = tasks->max; now > max && !tasks->max.compare_exchange_weak(max, now);) {
  }
  std::this_thread::sleep_for(std::chrono::microseconds(200));
  --tasks->now;
}

TEST(ParallelFor, ConcurrentCallersDoNotMultiplyThreads) {
  constexpr int kCallers = 4, kThreads = 4;
  Concurrency tasks;
  std::vector<std::thread> callers;
  for (int caller = 0; caller < kCallers; ++caller) {
    callers.emplace_back([&tasks] {
      for (int round = 0; round < 20; ++round) parallel_for(16, kThreads, measure_concurrency, &tasks);
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_GE(tasks.max, kThreads);
  // One caller has helpers; the others work alone.
  EXPECT_LE(tasks.max, kCallers + kThreads - 1);
}

TEST(ParallelFor, ReportsItsThreading) {
#if defined(_OPENMP)
  EXPECT_STREQ(threading(), "openmp");
#else
  EXPECT_STREQ(threading(), "std::thread");
#endif
}

#if defined(__linux__)

int64_t threads_of_this_process() {
  const std::filesystem::directory_iterator threads("/proc/self/task");
  return std::distance(begin(threads), end(threads));
}

TEST(ParallelFor, HasOneSetOfHelpersForAllCallers) {
  constexpr int kThreads = 4;
  // The sanitizers' runtimes start a thread of their own with the first.
  std::thread([] {}).join();
  const int64_t before = threads_of_this_process();
  for (int round = 0; round < 5; ++round) ASSERT_EQ(call_concurrently(6, kThreads), 0);
  // A joined thread may be listed for a moment longer.
  for (int i = 0; i < 100 && threads_of_this_process() > before + kThreads - 1; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_LE(threads_of_this_process(), before + kThreads - 1);
}

/** Processor time of the whole process while this thread sleeps. */
int64_t idle_microseconds() {
  const auto used = [] {
    rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1'000'000 + usage.ru_utime.tv_usec +
           usage.ru_stime.tv_usec;
  };
  const int64_t before = used();
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  return used() - before;
}

TEST(ParallelFor, HelpersSleepBetweenRegions) {
  int64_t least = INT64_MAX;
  for (int round = 0; round < 10; ++round) {
    Counts counts(20);
    // As many as processors: OpenMP's own wait spins long then.
    parallel_for(20, std::max(2, available_threads()), count_call, &counts);
    least = std::min(least, idle_microseconds());
  }
  // A spinning helper would take all of 20 ms, or libgomp's 3 to 9 ms.
  EXPECT_LT(least, 1000);
}

#endif

#if defined(__GLIBC__)

TEST(ParallelForDeathTest, DoesTheWorkWithoutThreadsIfTheSystemRefusesThem) {
  // In a new process: the pool of this one may have its threads already.
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        pthread_attr_t attributes;
        pthread_attr_init(&attributes);
        // More than any address space holds.
        pthread_attr_setstacksize(&attributes, size_t{1} << 60);
        pthread_setattr_default_np(&attributes);
        Counts counts(100);
        parallel_for(100, 4, count_call, &counts);
        std::_Exit(counts.wrong() == 0 && threads_of_this_process() == 1 ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

#endif

}  // namespace
}  // namespace ctc
