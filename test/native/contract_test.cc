// What ctc.h promises beyond numbers: statuses, padding, refusals, and bits that depend on nothing but the sample.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "batches.h"

namespace ctc {
namespace {

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

class Contract : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override { ASSERT_TRUE(select_kernel(GetParam().c_str())); }
};

TEST_P(Contract, PaddingFramesAreNeverReadAndGetGradientZero) {
  // Few classes and many, whole vectors of them and not: the kernels go different ways.
  for (const int64_t classes : {1, 7, 16, 33, 64, 65, 80, 128, 130}) {
    for (const Input input : {Input::kLogits, Input::kLogProbabilities, Input::kProbabilities}) {
      const int64_t labels = classes == 1 ? 0 : 9;
      TestBatch batch = draw({"", 6, 40, classes, labels, 1, 0, 0.2, true, 0, 0, input});
      for (int32_t& frames : batch.input_lengths) frames = std::min(frames, 39);
      const TestResults clean = run(batch.view(), batch.options());
      const size_t size = static_cast<size_t>(40 * classes);
      for (size_t b = 0; b < 6; ++b) {
        const size_t valid = static_cast<size_t>(batch.input_lengths[b] * classes);
        for (size_t i = valid; i < size; ++i) batch.scores[b * size + i] = i % 2 ? kNaN : kInfinity;
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

TEST_P(Contract, ANumberThatIsNoneStaysInItsSample) {
  for (const float poison : {kNaN, kInfinity}) {
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

TEST_P(Contract, AFrameOfNothingButMinusInfinityIsNotANumber) {
  TestBatch batch = draw({"", 1, 10, 4, 2});
  for (size_t c = 0; c < 4; ++c) batch.scores[5 * 4 + c] = -kInfinity;
  EXPECT_EQ(run(batch.view()).status[0], SampleStatus::kNotANumber);
}

TEST_P(Contract, AClassAtMinusInfinityGetsGradientZero) {
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

TEST_P(Contract, LabelsOrBlankAtMinusInfinityOrMaskedFollowTheReference) {
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

TEST_P(Contract, AMaskThatEveryPathMustCrossIsPaidInFull) {
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

TEST_P(Contract, HugeScoresLeaveAPosterior) {
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

TEST_P(Contract, ALabelThatCannotBeIsInfeasible) {
  TestBatch batch = draw({"", 2, 20, 5, 3});
  batch.labels = {1, 2, 1, 1, 2, 1};
  batch.label_lengths = {3, 3};
  for (size_t t = 0; t < 20; ++t) batch.scores[t * 5 + 2] = -kInfinity;
  const TestResults results = run(batch.view());
  EXPECT_EQ(results.status[0], SampleStatus::kInfeasible);
  EXPECT_EQ(results.losses[0], kInfinity);
  for (size_t i = 0; i < 100; ++i) EXPECT_EQ(results.gradient[i], 0.0f);
}

TEST_P(Contract, TooFewFramesAreInfeasibleByOneFrameExactly) {
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
  batch.scores[0] = kNaN;
  EXPECT_EQ(run(batch.view()).status[0], SampleStatus::kNotANumber);
}

TEST_P(Contract, EmptySizesAreOrdinary) {
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

/** Few classes and many take different ways through memory. */
constexpr int64_t kFewAndMany[] = {30, 131};

TEST_P(Contract, BitsDependOnNothingButTheSample) {
  for (const int64_t classes_of_batch : kFewAndMany) {
    const TestBatch batch = draw({"", 9, 120, classes_of_batch, 25, 2, 0, 0.2, true});
    const TestResults alone = run(batch.view());
    Options options;
    for (options.threads = 2; options.threads <= 8; ++options.threads) {
      const TestResults together = run(batch.view(), options);
      EXPECT_EQ(together.losses, alone.losses);
      EXPECT_EQ(together.gradient, alone.gradient);
    }
    // time-batch-class layout
    const size_t batches = 9, time = 120, classes = static_cast<size_t>(classes_of_batch);
    std::vector<float> transposed(batch.scores.size());
    for (size_t b = 0; b < batches; ++b) {
      for (size_t t = 0; t < time; ++t) {
        for (size_t c = 0; c < classes; ++c) {
          transposed[(t * batches + b) * classes + c] = batch.scores[(b * time + t) * classes + c];
        }
      }
    }
    Batch view = batch.view();
    view.scores = transposed.data();
    view.sample_stride = classes_of_batch;
    view.frame_stride = 9 * classes_of_batch;
    const TestResults other_layout = run(view);
    EXPECT_EQ(other_layout.losses, alone.losses);
    for (size_t b = 0; b < batches; ++b) {
      for (size_t t = 0; t < time; ++t) {
        for (size_t c = 0; c < classes; ++c) {
          ASSERT_EQ(other_layout.gradient[(t * batches + b) * classes + c],
                    alone.gradient[(b * time + t) * classes + c]);
        }
      }
    }
    // a batch of one
    int64_t start = 0;
    for (int64_t b = 0; b < 9; ++b) {
      Batch one = batch.view();
      one.batch = 1;
      one.scores += b * one.sample_stride;
      one.labels += start;
      one.label_lengths += b;
      one.input_lengths += b;
      one.labels_size = *one.label_lengths;
      start += one.labels_size;
      EXPECT_EQ(run(one).losses[0], alone.losses[static_cast<size_t>(b)]);
    }
  }
}

TEST_P(Contract, BitsDependOnNoAddress) {
  for (const int64_t classes : kFewAndMany) {
    for (const double right_path_bonus : {0.0, 12.0}) {
      const TestBatch batch = draw({"", 2, 40, classes, 12, 2, 0, 0.2, false, right_path_bonus});
      const TestResults alone = run(batch.view());
      for (size_t off = 0; off < 16; ++off) {
        const size_t size = batch.scores.size();
        std::vector<float> scores(size + off), gradient(size + 3 * off), losses(2);
        std::vector<SampleStatus> status(2);
        std::copy(batch.scores.begin(), batch.scores.end(), scores.begin() + static_cast<int64_t>(off));
        Batch view = batch.view();
        view.scores = scores.data() + off;
        ASSERT_EQ(loss(view, {}, {losses.data(), status.data(), gradient.data() + 3 * off}), Outcome::kOk);
        EXPECT_EQ(losses, alone.losses);
        EXPECT_TRUE(
            std::equal(alone.gradient.begin(), alone.gradient.end(), gradient.begin() + 3 * static_cast<int64_t>(off)));
      }
    }
  }
}

TEST_P(Contract, AGradientTooLargeForTheCachesHasTheSameBits) {
  const int64_t time = 420, classes = 2003;
  const TestBatch batch = draw({"", 5, time, classes, 12});
  const TestResults together = run(batch.view());
  for (int64_t b = 0; b < 5; ++b) {
    Batch one = batch.view();
    one.batch = 1;
    one.scores += b * one.sample_stride;
    one.labels += 12 * b;
    one.labels_size = 12;
    const TestResults alone = run(one);
    EXPECT_EQ(alone.losses[0], together.losses[static_cast<size_t>(b)]);
    EXPECT_TRUE(
        std::equal(alone.gradient.begin(), alone.gradient.end(), together.gradient.begin() + b * time * classes));
  }
}

TEST_P(Contract, ABatchOfOneSharesItsRowsAndKeepsItsBits) {
  for (const bool gradient : {true, false}) {
    const TestBatch batch = draw({"", 1, 700, 300, 90, 1, 0, 0.2});
    const TestResults alone = run(batch.view(), {}, gradient);
    Options options;
    for (options.threads = 2; options.threads <= 8; options.threads += 3) {
      const TestResults together = run(batch.view(), options, gradient);
      EXPECT_EQ(together.losses, alone.losses);
      EXPECT_EQ(together.gradient, alone.gradient);
    }
  }
}

TEST_P(Contract, TheLossesGradientScalesEachSamples) {
  for (const int64_t classes : {29, 100}) {
    for (const Input input : {Input::kLogits, Input::kLogProbabilities, Input::kProbabilities}) {
      const TestBatch batch = draw({"", 3, 50, classes, 9, 1, 0, 0.2, true, 0, 0, input});
      const TestResults plain = run(batch.view(), batch.options());
      const float factors[] = {0.25f, -2.0f, 0.0f};  // powers of two: the product is exact
      Options options = batch.options();
      options.loss_gradient = factors;
      const TestResults scaled = run(batch.view(), options);
      EXPECT_EQ(scaled.losses, plain.losses);
      const size_t elements = plain.gradient.size() / 3;
      for (size_t i = 0; i < plain.gradient.size(); ++i) {
        ASSERT_EQ(scaled.gradient[i], factors[i / elements] * plain.gradient[i]) << "element " << i;
      }
    }
  }
}

TEST_P(Contract, BlankShareIsTheBlanksMeanPosterior) {
  const TestBatch batch = draw({"", 4, 60, 29, 12, 1, 0, 0.2, true, 0, 3, Input::kLogProbabilities});
  for (const bool gradient : {true, false}) {
    const TestResults results = run(batch.view(), batch.options(), gradient, true);
    const TestResults posteriors = run(batch.view(), batch.options());
    EXPECT_EQ(results.losses, posteriors.losses);
    for (size_t b = 0; b < 4; ++b) {
      double mass = 0;
      for (size_t t = 0; t < 60; ++t) mass -= static_cast<double>(posteriors.gradient[(b * 60 + t) * 29 + 3]);
      EXPECT_NEAR(results.blank_shares[b], mass / batch.input_lengths[b], 1e-6);
    }
  }
}

TEST_P(Contract, ACancelledCallSaysSo) {
  const TestBatch batch = draw({"", 4, 60, 29, 12});
  const std::atomic<bool> cancelled{true};
  Options options;
  options.cancelled = &cancelled;
  EXPECT_EQ(run(batch.view(), options).outcome, Outcome::kCancelled);
}

TEST_P(Contract, WhatIsNoProbabilityIsNotANumber) {
  for (const float poison : {kNaN, kInfinity, -0.25f}) {
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

TEST_P(Contract, ASmallProbabilityHasItsWholeGradient) {
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

TEST_P(Contract, AProbabilityOfZeroGetsGradientZero) {
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

INSTANTIATE_TEST_SUITE_P(Kernels, Contract, testing::ValuesIn(supported_kernels()),
                         [](const auto& info) { return info.param; });

struct Broken {
  const char* name;
  Rule rule;
  void (*breaks)(TestBatch&, Batch&, Options&);
};

class Check : public testing::TestWithParam<Broken> {};

TEST_P(Check, RefusesAndWritesNothing) {
  TestBatch batch = draw({"", 2, 10, 5, 3});
  Batch view = batch.view();
  Options options;
  GetParam().breaks(batch, view, options);
  EXPECT_EQ(check(view, options).rule, GetParam().rule);
  float losses[2] = {-1, -1};
  SampleStatus status[2] = {};
  std::vector<float> gradient(100, -1.0f);
  EXPECT_EQ(loss(view, options, {losses, status, gradient.data()}), Outcome::kInvalid);
  EXPECT_EQ(losses[0], -1);
  EXPECT_EQ(gradient, std::vector<float>(100, -1.0f));
}

const Broken kBroken[] = {
    {"NegativeBatch", Rule::kSizes, [](TestBatch&, Batch& view, Options&) { view.batch = -1; }},
    {"NoScores", Rule::kSizes, [](TestBatch&, Batch& view, Options&) { view.scores = nullptr; }},
    {"NoLabels", Rule::kSizes, [](TestBatch&, Batch& view, Options&) { view.labels = nullptr; }},
    {"NoLengths", Rule::kSizes, [](TestBatch&, Batch& view, Options&) { view.input_lengths = nullptr; }},
    {"SizesOverflow", Rule::kSizes,
     [](TestBatch&, Batch& view, Options&) { view.time = view.classes = int64_t{1} << 40; }},
    {"StrideOverflows", Rule::kSizes, [](TestBatch&, Batch& view, Options&) { view.frame_stride = int64_t{1} << 60; }},
    {"NoThreads", Rule::kThreads, [](TestBatch&, Batch&, Options& options) { options.threads = 0; }},
    {"NegativeBlank", Rule::kBlank, [](TestBatch&, Batch& view, Options&) { view.blank = -1; }},
    {"BlankTooLarge", Rule::kBlank, [](TestBatch&, Batch& view, Options&) { view.blank = 5; }},
    {"TooManyFrames", Rule::kInputLength, [](TestBatch& batch, Batch&, Options&) { batch.input_lengths[1] = 11; }},
    {"NegativeFrames", Rule::kInputLength, [](TestBatch& batch, Batch&, Options&) { batch.input_lengths[0] = -1; }},
    {"NegativeLabels", Rule::kLabelLength, [](TestBatch& batch, Batch&, Options&) { batch.label_lengths[0] = -1; }},
    {"TooManyLabels", Rule::kLabelLength, [](TestBatch& batch, Batch&, Options&) { batch.label_lengths[1] = 4; }},
    {"LabelsLeftOver", Rule::kLabelLength, [](TestBatch& batch, Batch&, Options&) { batch.label_lengths[1] = 2; }},
    {"LabelTooLarge", Rule::kLabel, [](TestBatch& batch, Batch&, Options&) { batch.labels[4] = 5; }},
    {"LabelNegative", Rule::kLabel, [](TestBatch& batch, Batch&, Options&) { batch.labels[5] = -1; }},
    {"LabelIsBlank", Rule::kLabel, [](TestBatch& batch, Batch&, Options&) { batch.labels[0] = 0; }},
};

INSTANTIATE_TEST_SUITE_P(Rules, Check, testing::ValuesIn(kBroken), [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace ctc
