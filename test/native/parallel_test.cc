#include "core/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

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

}  // namespace
}  // namespace ctc
