// Padding frames, and the number of frames a sample needs.
#include <gtest/gtest.h>

#include <algorithm>

#include "support/batches.h"
#include "support/every_kernel.h"

namespace ctc {
namespace {

class Padding : public WithEveryKernel {};

TEST_P(Padding, PaddingFramesAreNeverReadAndGetGradientZero) {
  // Few classes and many, whole vectors or not: the kernels process them differently.
  for (const int64_t classes : {1, 7, 16, 33, 64, 65, 80, 128, 130}) {
    for (const Input input : {Input::kLogits, Input::kLogProbabilities, Input::kProbabilities}) {
      const int64_t labels = classes == 1 ? 0 : 9;
      TestBatch batch = draw({"", 6, 40, classes, labels, 1, 0, 0.2, true, 0, 0, input});
      for (int32_t& frames : batch.input_lengths) frames = std::min(frames, 39);
      const TestResults clean = run(batch.view(), batch.options());
      const size_t size = static_cast<size_t>(40 * classes);
      for (size_t b = 0; b < 6; ++b) {
        const size_t valid = static_cast<size_t>(batch.input_lengths[b] * classes);
        for (size_t i = valid; i < size; ++i) batch.scores[b * size + i] = i % 2 ? kNotANumber : kInfinity;
      }
      const TestResults poisoned = run(batch.view(), batch.options());
      EXPECT_EQ(poisoned.losses, clean.losses) << classes << " classes";
      EXPECT_EQ(poisoned.status, std::vector<SampleStatus>(6, SampleStatus::kOk)) << classes << " classes";
      EXPECT_EQ(poisoned.gradient, clean.gradient) << classes << " classes";
      for (size_t b = 0; b < 6; ++b) {
        for (size_t i = static_cast<size_t>(batch.input_lengths[b] * classes); i < size; ++i) {
          EXPECT_EQ(poisoned.gradient[b * size + i], 0.0f);
        }
      }
    }
  }
}

TEST_P(Padding, TooFewFramesAreInfeasibleByOneFrameExactly) {
  TestBatch batch = draw({"", 1, 9, 5, 0});
  batch.labels = {1, 1, 2, 2, 2, 3};  // 6 labels, 3 repeats
  batch.label_lengths = {6};
  EXPECT_EQ(run(batch.view()).status[0], SampleStatus::kOk);
  batch.input_lengths = {8};
  TestResults results = run(batch.view());
  EXPECT_EQ(results.status[0], SampleStatus::kInfeasible);
  EXPECT_EQ(results.losses[0], kInfinity);
  for (const float element : results.gradient) EXPECT_EQ(element, 0.0f);
  Options options;
  options.zero_infeasible = true;
  results = run(batch.view(), options);
  EXPECT_EQ(results.status[0], SampleStatus::kInfeasible);
  EXPECT_EQ(results.losses[0], 0.0f);
  batch.scores[0] = kNotANumber;
  EXPECT_EQ(run(batch.view()).status[0], SampleStatus::kNotANumber);
}

TEST_P(Padding, AcceptsEmptySizes) {
  TestBatch nothing = draw({"", 0, 5, 4, 0});
  EXPECT_EQ(run(nothing.view()).outcome, Outcome::kOk);
  TestBatch no_frames = draw({"", 2, 0, 4, 0});
  TestResults results = run(no_frames.view());
  EXPECT_EQ(results.losses, (std::vector<float>{0, 0}));
  TestBatch zero_length = draw({"", 1, 3, 4, 0});
  zero_length.input_lengths = {0};
  results = run(zero_length.view());
  EXPECT_EQ(results.losses[0], 0.0f);
  EXPECT_EQ(results.gradient, std::vector<float>(12, 0.0f));
  zero_length.labels = {1};
  zero_length.label_lengths = {1};
  EXPECT_EQ(run(zero_length.view()).status[0], SampleStatus::kInfeasible);
}

INSTANTIATE_TEST_SUITE_P(Kernels, Padding, testing::ValuesIn(supported_kernels()), kernel_name);

}  // namespace
}  // namespace ctc
