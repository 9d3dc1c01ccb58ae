// The double-precision reference against the definition of CTC: the sum over every path that collapses to the labels.
#include <gtest/gtest.h>

#include <cmath>

#include "base/workspace.h"
#include "kernels/kernel.h"
#include "support/batches.h"

namespace ctc {
namespace {

std::vector<int32_t> collapse(const std::vector<int32_t>& path, const Sample& sample) {
  std::vector<int32_t> labels;
  for (size_t t = 0; t < path.size(); ++t) {
    const bool merged = sample.merge_repeated && t > 0 && path[t] == path[t - 1];
    if (path[t] != sample.blank && !merged) labels.push_back(path[t]);
  }
  return labels;
}

/** p(labels | scores) by enumeration of all classes^frames paths, in double. */
double probability_of(const Sample& sample, const std::vector<float>& scores) {
  const auto classes = static_cast<size_t>(sample.classes);
  const auto frames = static_cast<size_t>(sample.frames);
  const std::vector<int32_t> labels(sample.labels, sample.labels + sample.label_count);
  double total = 0;
  std::vector<int32_t> path(frames, 0);
  for (;;) {
    if (collapse(path, sample) == labels) {
      double probability = 1;
      for (size_t t = 0; t < frames; ++t) {
        const double score = scores[t * classes + static_cast<size_t>(path[t])];
        double sum = 1;
        if (sample.input == Input::kLogits) {
          sum = 0;
          for (size_t c = 0; c < classes; ++c) sum += std::exp(static_cast<double>(scores[t * classes + c]));
        }
        probability *= sample.input == Input::kProbabilities ? score : std::exp(score) / sum;
      }
      total += probability;
    }
    size_t t = 0;
    while (t < frames && ++path[t] == sample.classes) path[t++] = 0;
    if (t == frames) return total;
  }
}

class Reference : public testing::TestWithParam<Recipe> {};

TEST_P(Reference, LossIsTheSumOverAllPaths) {
  for (unsigned seed = 1; seed <= 5; ++seed) {
    const TestBatch batch = draw(GetParam(), seed);
    for (int64_t b = 0; b < batch.recipe.batch; ++b) {
      const Sample sample = sample_of(batch, b, nullptr);
      double loss = -1;
      ASSERT_EQ(run_reference(sample, Workspace::of_this_thread(), &loss), KernelOutcome::kDone);
      const std::vector<float> scores(sample.scores, sample.scores + sample.frames * sample.classes);
      EXPECT_NEAR(loss, -std::log(probability_of(sample, scores)), 1e-10);
    }
  }
}

TEST_P(Reference, GradientIsTheSlopeOfTheLoss) {
  TestBatch batch = draw(GetParam(), 9);
  std::vector<float> gradient(batch.scores.size());
  for (int64_t b = 0; b < batch.recipe.batch; ++b) {
    Sample sample = sample_of(batch, b, gradient.data());
    double loss = -1;
    ASSERT_EQ(run_reference(sample, Workspace::of_this_thread(), &loss), KernelOutcome::kDone);
    std::vector<float> scores(sample.scores, sample.scores + sample.frames * sample.classes);
    for (size_t i = 0; i < scores.size(); ++i) {
      const float centre = scores[i];
      const float step = sample.input == Input::kProbabilities ? centre * 0x1p-9f : 0x1p-7f;
      scores[i] = centre + step;
      const double step_up = static_cast<double>(scores[i]) - static_cast<double>(centre);
      const double above = -std::log(probability_of(sample, scores));
      scores[i] = centre - step;
      const double step_down = static_cast<double>(centre) - static_cast<double>(scores[i]);
      const double below = -std::log(probability_of(sample, scores));
      scores[i] = centre;
      const double slope = (above - below) / (step_up + step_down);
      EXPECT_NEAR(sample.gradient[i], slope, 2e-5 * std::max(1.0, std::fabs(slope)));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    TinyCases, Reference,
    testing::Values(Recipe{"two_labels", 2, 5, 3, 2}, Recipe{"no_labels", 1, 4, 3, 0}, Recipe{"one_frame", 3, 1, 4, 1},
                    Recipe{"repeats", 2, 6, 3, 3, 1, 0, 0.7}, Recipe{"last_blank", 2, 5, 4, 3, 1, 0, 0.3, false, 0, 3},
                    Recipe{"blank_alone", 1, 3, 1, 0}, Recipe{"ragged", 4, 6, 3, 3, 2, 0, 0.3, true},
                    Recipe{"log_probabilities", 2, 5, 4, 2, 1, 0, 0.3, true, 0, 1, Input::kLogProbabilities},
                    Recipe{"log_scores", 2, 5, 4, 2, 2, 0, 0.3, true, 0, 1, Input::kLogProbabilities, false},
                    Recipe{"probabilities", 2, 5, 4, 2, 1, 0, 0.3, true, 0, 1, Input::kProbabilities},
                    Recipe{"unnormalised", 2, 5, 4, 2, 1, 0, 0.3, true, 0, 1, Input::kProbabilities, false},
                    Recipe{"unmerged", 3, 6, 3, 4, 1, 0, 0.6, true, 0, 2, Input::kLogits, true, false}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace ctc
