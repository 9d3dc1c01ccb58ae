// Scores that are NaN or infinite, masked, impossible, or huge.
#include <gtest/gtest.h>

#include <cmath>

#include "support/batches.h"
#include "support/every_kernel.h"

namespace ctc {
namespace {

class Scores : public WithEveryKernel {};

TEST_P(Scores, NotANumberAffectsOnlyItsSample) {
  for (const float poison : {kNotANumber, kInfinity}) {
    for (const int64_t at_class : {0, 1, 6}) {
      TestBatch batch = draw({"", 3, 40, 7, 9});
      const TestResults clean = run(batch.view());
      batch.labels[9] = 1;
      const TestResults relabelled = run(batch.view());
      batch.scores[static_cast<size_t>((40 + 17) * 7 + at_class)] = poison;
      const TestResults results = run(batch.view());
      EXPECT_EQ(results.status[1], SampleStatus::kNotANumber);
      EXPECT_TRUE(std::isnan(results.losses[1]));
      for (size_t i = 280; i < 560; ++i) EXPECT_TRUE(std::isnan(results.gradient[i]));
      for (const size_t b : {0, 2}) {
        EXPECT_EQ(results.status[b], SampleStatus::kOk);
        EXPECT_EQ(results.losses[b], clean.losses[b]);
        for (size_t i = b * 280; i < (b + 1) * 280; ++i) EXPECT_EQ(results.gradient[i], relabelled.gradient[i]);
      }
    }
  }
}

TEST_P(Scores, AFrameOfMinusInfinityAloneIsNotANumber) {
  TestBatch batch = draw({"", 1, 10, 4, 2});
  for (size_t c = 0; c < 4; ++c) batch.scores[5 * 4 + c] = -kInfinity;
  EXPECT_EQ(run(batch.view()).status[0], SampleStatus::kNotANumber);
}

TEST_P(Scores, AnInvalidProbabilityIsNotANumber) {
  for (const float poison : {kNotANumber, kInfinity, -0.25f}) {
    TestBatch batch = draw({"", 2, 20, 29, 4, 1, 0, 0, false, 0, 0, Input::kProbabilities});
    batch.scores[5 * 29 + 28] = poison;
    const TestResults results = run(batch.view(), batch.options());
    EXPECT_EQ(results.status[0], SampleStatus::kNotANumber) << poison;
    EXPECT_EQ(results.status[1], SampleStatus::kOk);
  }
  TestBatch batch = draw({"", 1, 20, 29, 4, 1, 0, 0, false, 0, 0, Input::kLogProbabilities});
  batch.scores[5 * 29 + 28] = kInfinity;
  EXPECT_EQ(run(batch.view(), batch.options()).status[0], SampleStatus::kNotANumber);
}

TEST_P(Scores, AClassAtMinusInfinityGetsGradientZero) {
  TestBatch batch = draw({"", 2, 40, 7, 6});
  for (int32_t& label : batch.labels) label = 1 + label % 5;  // class 6 is nobody's label
  for (size_t t = 0; t < 80; ++t) batch.scores[t * 7 + 6] = -kInfinity;
  const TestResults results = run(batch.view());
  for (size_t b = 0; b < 2; ++b) {
    EXPECT_EQ(results.status[b], SampleStatus::kOk);
    EXPECT_TRUE(std::isfinite(results.losses[b]));
  }
  for (size_t i = 0; i < results.gradient.size(); ++i) {
    if (i % 7 == 6) {
      EXPECT_EQ(results.gradient[i], 0.0f);
    }
    EXPECT_FALSE(std::isnan(results.gradient[i]));
  }
}

TEST_P(Scores, LabelsOrBlankAtMinusInfinityOrMaskedFollowTheReference) {
  for (const float mask : {-kInfinity, -1e9f, -1e30f, -3e38f}) {
    for (const int32_t masked : {0, 1, 2}) {
      TestBatch batch = draw({"", 1, 12, 5, 3});
      batch.labels = {1, 2, 1};
      batch.label_lengths = {3};
      for (size_t t = 3; t < 6; ++t) batch.scores[t * 5 + static_cast<size_t>(masked)] = mask;
      const TestResults results = run(batch.view());
      ASSERT_TRUE(select_kernel("scalar"));
      const TestResults scalar = run(batch.view());
      ASSERT_TRUE(select_kernel(GetParam().c_str()));
      ASSERT_EQ(results.status[0], SampleStatus::kOk) << mask << " at class " << masked;
      // With these frames masked the other classes must carry the labels: the finite part of the loss is ordinary.
      EXPECT_LT(results.losses[0], 60.0f);
      EXPECT_NEAR(results.losses[0], scalar.losses[0], 1e-4);
      for (size_t t = 3; t < 6; ++t) {
        EXPECT_EQ(results.gradient[t * 5 + static_cast<size_t>(masked)], 0.0f);
      }
      for (size_t i = 0; i < results.gradient.size(); ++i) {
        EXPECT_NEAR(results.gradient[i], scalar.gradient[i], 4e-6) << "element " << i;
      }
    }
  }
}

TEST_P(Scores, AMaskThatEveryPathMustCrossIsPaidInFull) {
  TestBatch batch = draw({"", 1, 3, 4, 3});
  batch.labels = {1, 2, 3};
  batch.label_lengths = {3};
  for (float& score : batch.scores) score = 0;
  batch.scores[1 * 4 + 2] = -1e9f;
  const TestResults results = run(batch.view());
  EXPECT_EQ(results.status[0], SampleStatus::kOk);
  EXPECT_NEAR(results.losses[0], 1e9, 100);
  EXPECT_NEAR(results.gradient[1 * 4 + 2], -1.0f, 1e-6);
}

TEST_P(Scores, HugeScoresLeaveAPosterior) {
  // No double can tell these paths apart, but the gradient must stay that of probabilities.
  for (const float size : {1e12f, 1e20f, 3e37f}) {
    TestBatch batch = draw({"", 1, 43, 23, 2, 1, 0, 0, false, 0, 2});
    for (size_t i = 0; i < batch.scores.size(); ++i) batch.scores[i] *= size;
    const TestResults results = run(batch.view(), {}, true, true);
    EXPECT_EQ(results.status[0], SampleStatus::kOk);
    EXPECT_GE(results.blank_shares[0], 0.0f);
    EXPECT_LE(results.blank_shares[0], 1.00001f);
    for (size_t frame = 0; frame < 43; ++frame) {
      double sum = 0;
      for (size_t c = 0; c < 23; ++c) {
        EXPECT_LE(std::fabs(results.gradient[frame * 23 + c]), 1.00001f);
        sum += static_cast<double>(results.gradient[frame * 23 + c]);
      }
      EXPECT_NEAR(sum, 0, 1e-5) << size;
    }
  }
}

TEST_P(Scores, ALabelThatCannotBeIsInfeasible) {
  TestBatch batch = draw({"", 2, 20, 5, 3});
  batch.labels = {1, 2, 1, 1, 2, 1};
  batch.label_lengths = {3, 3};
  for (size_t t = 0; t < 20; ++t) batch.scores[t * 5 + 2] = -kInfinity;
  const TestResults results = run(batch.view());
  EXPECT_EQ(results.status[0], SampleStatus::kInfeasible);
  EXPECT_EQ(results.losses[0], kInfinity);
  for (size_t i = 0; i < 100; ++i) EXPECT_EQ(results.gradient[i], 0.0f);
}

TEST_P(Scores, ASmallProbabilityHasItsWholeGradient) {
  // Two frames, one label: p = a0 b1 + a1 b0 + a1 b1 = 0.5 + 0.5 e, so dloss/da1 = -1 / p.
  for (const float small : {1e-3f, 1e-6f, 1e-8f, 1e-12f, 1e-29f, 1e-30f, 1e-33f, 1.5e-38f, 2e-38f, 1e-40f}) {
    TestBatch batch = draw({"", 1, 2, 2, 0, 1, 0, 0, false, 0, 0, Input::kProbabilities});
    batch.labels = {1};
    batch.label_lengths = {1};
    batch.scores = {1 - small, small, 0.5f, 0.5f};
    const double likelihood = 0.5 * static_cast<double>(1 - small) + static_cast<double>(small);
    const TestResults results = run(batch.view(), batch.options());
    EXPECT_NEAR(results.gradient[1], -1 / likelihood, 1e-6) << small;
    EXPECT_NEAR(results.gradient[0], -0.5 / likelihood, 1e-6) << small;
  }
}

TEST_P(Scores, AProbabilityOfZeroGetsGradientZero) {
  TestBatch batch = draw({"", 1, 20, 5, 2, 1, 0, 0, false, 0, 0, Input::kProbabilities});
  batch.labels = {1, 2};
  batch.label_lengths = {2};
  for (size_t t = 0; t < 20; ++t) batch.scores[t * 5 + 3] = 0;
  batch.scores[4 * 5 + 1] = 0;
  batch.scores[7 * 5 + 0] = 0;
  const TestResults results = run(batch.view(), batch.options());
  EXPECT_EQ(results.status[0], SampleStatus::kOk);
  for (size_t i = 0; i < 100; ++i) {
    EXPECT_TRUE(std::isfinite(results.gradient[i]));
    if (batch.scores[i] == 0) {
      EXPECT_EQ(results.gradient[i], 0.0f);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Kernels, Scores, testing::ValuesIn(supported_kernels()), kernel_name);

}  // namespace
}  // namespace ctc
