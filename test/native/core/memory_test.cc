// The library's heap use: none in the steady state, little for the longest utterance, and what happens without memory.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "base/parallel.h"
#include "base/workspace.h"
#include "support/batches.h"

namespace {

std::atomic<int64_t> allocations{0};
std::atomic<bool> is_exhausted{false};

void* counted(std::size_t bytes, std::size_t alignment) {
  ++allocations;
  if (is_exhausted) return nullptr;
  return std::aligned_alloc(alignment, (bytes + alignment - 1) / alignment * alignment);
}

}  // namespace

#if defined(__GNUC__) && !defined(__clang__)
// GCC 12 sees a mismatch where it inlines one operator of the pair and not the other.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
#endif

// The library allocates by these operators only. They also count the test's own allocations.
void* operator new(std::size_t bytes) {
  void* block = counted(bytes, alignof(std::max_align_t));
  if (block == nullptr) throw std::bad_alloc();
  return block;
}
void* operator new(std::size_t bytes, std::align_val_t alignment, const std::nothrow_t&) noexcept {
  return counted(bytes, static_cast<std::size_t>(alignment));
}
void operator delete(void* block) noexcept { std::free(block); }
void operator delete(void* block, std::size_t) noexcept { std::free(block); }
void operator delete(void* block, std::align_val_t) noexcept { std::free(block); }

namespace ctc {
namespace {

TEST(Memory, TheSteadyStateAllocatesNothing) {
  for (const Recipe& recipe : {Recipe{"", 8, 200, 29, 30}, Recipe{"", 4, 100, 500, 30}, Recipe{"", 1, 300, 900, 30}}) {
    const TestBatch batch = draw(recipe);
    std::vector<float> losses(8), gradient(batch.scores.size());
    std::vector<SampleStatus> status(8);
    const Results with_gradient = {losses.data(), status.data(), gradient.data()};
    const Results loss_only = {losses.data(), status.data()};
    const Batch view = batch.view();
    Options options;
    options.threads = 4;
    // Threads take samples at random: after this many rounds each has had the longest one.
    for (int round = 0; round < 200; ++round) ASSERT_EQ(loss(view, options, with_gradient), Outcome::kOk);
    const int64_t before = allocations;
    for (int round = 0; round < 50; ++round) {
      ASSERT_EQ(loss(view, options, with_gradient), Outcome::kOk);
      ASSERT_EQ(loss(view, options, loss_only), Outcome::kOk);
    }
    EXPECT_EQ(allocations - before, 0);
  }
}

TEST(Memory, TenThousandFramesOfAThousandLabelsNeedLittle) {
  const TestBatch batch = draw({"", 1, 10000, 32, 1000});
  ASSERT_EQ(run(batch.view()).outcome, Outcome::kOk);
  const size_t held = Workspace::of_this_thread().capacity();
  RecordProperty("workspace_bytes", std::to_string(held));
  EXPECT_GT(held, 0u);
  EXPECT_LE(held, size_t{8} << 20);
}

TEST(Memory, AnOversizedBlockIsGivenBack) {
  const TestBatch batch = draw({"", 1, 4, 3'000'000, 1});
  ASSERT_EQ(run(batch.view()).outcome, Outcome::kOk);
  EXPECT_LE(Workspace::of_this_thread().capacity(), Workspace::kMaxKeptBytes);
}

TEST(MemoryDeathTest, WithoutMemoryForThreadsTheCallerDoesTheWork) {
  // In a new process: the pool of this one may have its threads already.
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        int64_t sum = 0;
        is_exhausted = true;
        parallel_for(100, 4, [](void* total, int64_t index) { *static_cast<int64_t*>(total) += index; }, &sum);
        std::_Exit(sum == 4950 ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace ctc
