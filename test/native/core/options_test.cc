// Options of a call, and its optional results.
#include <gtest/gtest.h>

#include "support/batches.h"
#include "support/every_kernel.h"

namespace ctc {
namespace {

class LossOptions : public WithEveryKernel {};

TEST_P(LossOptions, LossGradientScalesEachSample) {
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

TEST_P(LossOptions, BlankShareIsTheBlanksMeanPosterior) {
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

TEST_P(LossOptions, ACancelledCallReportsIt) {
  const TestBatch batch = draw({"", 4, 60, 29, 12});
  const std::atomic<bool> cancelled{true};
  Options options;
  options.cancelled = &cancelled;
  EXPECT_EQ(run(batch.view(), options).outcome, Outcome::kCancelled);
}

INSTANTIATE_TEST_SUITE_P(Kernels, LossOptions, testing::ValuesIn(supported_kernels()), kernel_name);

}  // namespace
}  // namespace ctc
