#include "base/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>
#include <vector>

#include "ctc/ctc.h"

namespace ctc {
namespace {

struct Counts {
  std::vector<std::atomic<int>> calls;
  explicit Counts(size_t count) : calls(count) {}
};

void count_call(void* context, int64_t index) { ++static_cast<Counts*>(context)->calls[static_cast<size_t>(index)]; }

TEST(ParallelFor, CallsEachIndexOnceWhateverTheThreads) {
  for (const int threads : {1, 2, 3, 8, 1000}) {
    for (const int64_t count : {0, 1, 2, 7, 500}) {
      Counts counts(static_cast<size_t>(count));
      parallel_for(count, threads, count_call, &counts);
      for (const auto& calls : counts.calls) EXPECT_EQ(calls.load(), 1);
    }
  }
}

TEST(ParallelFor, ManyCallersAtOnceAllFinish) {
  std::vector<std::thread> callers;
  std::atomic<int> wrong{0};
  for (int caller = 0; caller < 6; ++caller) {
    callers.emplace_back([&wrong] {
      for (int round = 0; round < 300; ++round) {
        Counts counts(20);
        parallel_for(20, 4, count_call, &counts);
        for (const auto& calls : counts.calls) wrong += calls.load() != 1;
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(wrong.load(), 0);
}

/** How many tasks run at the same time, and did at most. */
struct Crowd {
  std::atomic<int> now{0};
  std::atomic<int> most{0};
};

void join_crowd(void* context, int64_t) {
  auto* crowd = static_cast<Crowd*>(context);
  const int now = ++crowd->now;
  for (int most = crowd->most; now > most && !crowd->most.compare_exchange_weak(most, now);) {
  }
  std::this_thread::sleep_for(std::chrono::microseconds(200));
  --crowd->now;
}

TEST(ParallelFor, ConcurrentCallersDoNotMultiplyThreads) {
  constexpr int kCallers = 4, kThreads = 4;
  Crowd crowd;
  std::vector<std::thread> callers;
  for (int caller = 0; caller < kCallers; ++caller) {
    callers.emplace_back([&crowd] {
      for (int round = 0; round < 20; ++round) parallel_for(16, kThreads, join_crowd, &crowd);
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_GE(crowd.most, kThreads);
  // One caller has the others' help; the rest are on their own.
  EXPECT_LE(crowd.most, kCallers + kThreads - 1);
}

TEST(ParallelFor, SaysWhoseThreadsTheyAre) {
#if defined(_OPENMP)
  EXPECT_STREQ(threading(), "openmp");
#else
  EXPECT_STREQ(threading(), "std::thread");
#endif
}

}  // namespace
}  // namespace ctc
