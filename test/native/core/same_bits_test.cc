// The bits of a result depend only on the sample.
#include <gtest/gtest.h>

#include <algorithm>

#include "kernels/flush_denormals.h"
#include "support/batches.h"
#include "support/every_kernel.h"

namespace ctc {
namespace {

/** Few classes and many are processed differently. */
constexpr int64_t kFewAndMany[] = {30, 131};

class SameBits : public WithEveryKernel {};

TEST_P(SameBits, ForEveryThreadCountLayoutAndBatch) {
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

TEST_P(SameBits, AtEveryAddress) {
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

TEST_P(SameBits, OfAGradientTooLargeForTheCaches) {
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

TEST_P(SameBits, OfABatchOfOneThatSharesItsRows) {
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

TEST_P(SameBits, WithTheCallersDenormalsKeptOrFlushed) {
  const TestBatch batch = draw({"", 2, 60, 29, 10, 30, 0, 0.1, false, 0, 0, Input::kProbabilities});
  const TestResults kept = run(batch.view(), batch.options());
  const FlushDenormals flush_denormals;
  const TestResults flushed = run(batch.view(), batch.options());
  EXPECT_EQ(flushed.losses, kept.losses);
  EXPECT_EQ(flushed.gradient, kept.gradient);
}

INSTANTIATE_TEST_SUITE_P(Kernels, SameBits, testing::ValuesIn(supported_kernels()), kernel_name);

}  // namespace
}  // namespace ctc
