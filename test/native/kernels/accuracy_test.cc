// Every kernel against the double-precision reference, within the errors that the README promises.
#include <gtest/gtest.h>

#include <cmath>

#include "base/workspace.h"
#include "kernels/kernel.h"
#include "support/batches.h"
#include "support/gradient_error.h"

namespace ctc {
namespace {

constexpr double kMaxGradientError = 5e-6;

class Accuracy : public testing::TestWithParam<std::tuple<std::string, Recipe>> {};

TEST_P(Accuracy, HoldsAgainstTheDoubleReference) {
  const auto& [kernel, recipe] = GetParam();
  ASSERT_TRUE(select_kernel(kernel.c_str()));
  ASSERT_EQ(selected_kernel(), kernel);
  const TestBatch batch = draw(recipe);
  const TestResults results = run(batch.view(), batch.options());
  ASSERT_EQ(results.outcome, Outcome::kOk);

  std::vector<float> expected(batch.scores.size(), 0.0f);
  for (int64_t b = 0; b < recipe.batch; ++b) {
    double loss = -1;
    ASSERT_EQ(run_reference(sample_of(batch, b, expected.data()), Workspace::of_this_thread(), &loss),
              KernelOutcome::kDone);
    EXPECT_EQ(results.status[static_cast<size_t>(b)], SampleStatus::kOk);
    EXPECT_NEAR(results.losses[static_cast<size_t>(b)], loss, 2e-6 * std::fabs(loss) + 5e-6) << "sample " << b;
  }
  const double worst = worst_gradient_error(results.gradient, expected, recipe.input);
  RecordProperty("worst_gradient_error", std::to_string(worst * 1e6) + "e-6");
  EXPECT_LE(worst, kMaxGradientError);

  const TestResults loss_only = run(batch.view(), batch.options(), false);
  EXPECT_EQ(loss_only.losses, results.losses) << "the loss alone differs from the loss beside a gradient";
}

const Recipe kRecipes[] = {
    {"seed", 100, 20, 5, 4},
    {"char", 8, 500, 29, 60},
    {"blank_dominated", 4, 500, 29, 60, 1, 25},
    {"wild", 4, 500, 29, 60, 40},
    {"tight", 8, 140, 32, 128},
    {"tight_wild", 4, 140, 32, 128, 40},
    {"long", 2, 1500, 32, 200},
    {"long_blank_dominated", 2, 1500, 32, 200, 1, 25},
    {"ragged", 16, 300, 40, 50, 2, 0, 0.1, true},
    {"repeats", 4, 300, 6, 60, 2, 0, 0.5},
    {"one_label_over_and_over", 2, 64, 3, 20, 1, 0, 1.0},
    {"confident", 4, 500, 29, 40, 0.5, 0, 0, false, 20},
    {"confident_of_little", 2, 2000, 29, 2, 0.1, 14},
    {"large_vocabulary", 2, 200, 1027, 30},
    {"large_vocabulary_confident", 1, 600, 1027, 30, 0, 0, 0, false, 22},
    {"last_blank", 4, 200, 30, 20, 1, 0, 0.1, false, 0, 29},
    {"no_labels", 4, 200, 30, 0},
    {"one_class", 4, 50, 1, 0},
    {"two_classes", 4, 50, 2, 20},
    {"one_frame", 6, 1, 7, 1},
    {"seventeen_classes", 4, 90, 17, 16},
    {"ten_thousand_frames", 1, 10000, 32, 1000, 3},
    {"ten_thousand_confident_frames", 1, 10000, 32, 1000, 0.5, 0, 0, false, 20},
    {"ten_thousand_nearly_confident_frames", 1, 10000, 32, 1000, 0, 0, 0, false, 17},
    {"ten_thousand_trained_frames", 1, 10000, 32, 1000, 0.5, 0, 0.1, false, 12},
    {"thousand_frames_of_little_doubt", 2, 1000, 32, 100, 1, 0, 0.1, false, 10},
    {"log_probabilities", 6, 200, 29, 40, 1, 0, 0.2, true, 0, 0, Input::kLogProbabilities},
    {"log_probabilities_many", 3, 120, 200, 40, 1, 0, 0.2, true, 0, 0, Input::kLogProbabilities},
    {"log_probabilities_confident", 2, 900, 29, 40, 0.5, 0, 0.1, false, 20, 0, Input::kLogProbabilities},
    {"log_scores", 6, 200, 29, 40, 3, 0, 0.2, true, 0, 3, Input::kLogProbabilities, false},
    {"log_scores_wild", 4, 200, 29, 40, 40, 0, 0.2, true, 0, 3, Input::kLogProbabilities, false},
    {"probabilities", 6, 200, 29, 40, 1, 0, 0.2, true, 0, 28, Input::kProbabilities},
    {"probabilities_many", 3, 120, 200, 40, 1, 0, 0.2, true, 0, 0, Input::kProbabilities},
    {"probabilities_confident", 2, 900, 29, 40, 0.5, 0, 0.1, false, 20, 0, Input::kProbabilities},
    {"probabilities_wild", 4, 200, 29, 40, 12, 0, 0.1, true, 0, 0, Input::kProbabilities},
    {"probabilities_long", 1, 3000, 29, 300, 3, 0, 0.1, false, 0, 0, Input::kProbabilities},
    {"probabilities_with_denormals", 2, 300, 29, 40, 30, 0, 0.1, false, 0, 0, Input::kProbabilities},
    {"unnormalised_probabilities", 4, 200, 29, 40, 2, 0, 0.2, true, 0, 0, Input::kProbabilities, false},
    {"unmerged", 6, 200, 29, 60, 1, 0, 0.4, true, 0, 0, Input::kLogits, true, false},
    {"unmerged_tight", 4, 64, 29, 64, 1, 0, 0.4, false, 0, 0, Input::kLogits, true, false},
    {"unmerged_many", 3, 200, 300, 60, 1, 0, 0.4, true, 0, 7, Input::kLogits, true, false},
    {"unmerged_confident", 2, 900, 29, 40, 0.5, 0, 0.1, false, 20, 0, Input::kLogits, true, false},
    // The worst that ctc_worst_error found for recursions in float32 alone: up to 1.4e-5.
    {"few_labels_flat", 1, 4080, 3, 1, 1.55e-5, 0, 0, false, 0, 0, Input::kLogits, true, false, 0, 0, 53},
    {"few_labels_constant", 1, 5060, 29, 2, 0, 0, 0, false, 0, 0, Input::kLogits, true, true, 1.67, 0, 33},
    {"few_labels_constant_and_noise", 1, 9730, 3, 8, 1, 0, 0, false, 0, 0, Input::kLogits, true, true, 0.493, 0, 133},
    {"labels_constant", 1, 4350, 100, 193, 0, 0, 0, false, 0, 0, Input::kLogits, true, true, 0.162, 0, 185},
    {"few_labels_wild", 1, 2000, 8, 3, 40},
    {"untrained_dense", 1, 5130, 3, 389, 4.78, 0, 0, false, 0, 0, Input::kLogits, true, true, 0, 0, 17},
    {"trained_with_silence", 1, 9250, 3, 216, 1.58, 0, 0, false, 9.65, 0, Input::kLogits, true, true, 0, 0.305, 2},
    {"blank_dominated_unmerged", 1, 5270, 32, 182, 0.359, 28.4, 0.0518, false, 0, 0, Input::kLogits, true, false, 0, 0,
     491},
    {"more_paths_than_a_double_holds", 1, 3450, 2, 579, 1.14e-4, 0, 0, false, 0, 0, Input::kLogits, true, true, 0.0148,
     0, 907},
    {"repeating_labels_constant", 1, 9130, 65, 219, 0, 0, 0.412, false, 0, 0, Input::kLogits, true, true, 0.225, 0,
     1631},
    {"few_labels_in_short_constant", 1, 994, 29, 7, 2.82e-4, 0, 0.486, false, 0, 0, Input::kLogits, true, true, 0.257,
     0, 848},
    // The worst losses: exponentials that round the same way in every frame.
    {"probable_labels_constant", 1, 2830, 2, 706, 0, 0, 0, false, 0, 0, Input::kLogits, true, true, 0.00305, 0, 2183},
    {"probable_labels_flat", 1, 2270, 2, 483, 1.12e-5, 0, 0, false, 0, 0, Input::kLogits, true, true, 0, 0, 3075},
    {"probabilities_of_few_labels", 1, 3000, 29, 3, 1, 0, 0, false, 0, 0, Input::kProbabilities},
    {"many_classes_and_few_labels", 1, 3000, 300, 3, 1, 0, 0, false, 0, 0, Input::kLogits, true, true, 1},
};

std::string test_name(const testing::TestParamInfo<std::tuple<std::string, Recipe>>& info) {
  return std::get<0>(info.param) + "_" + std::get<1>(info.param).name;
}

INSTANTIATE_TEST_SUITE_P(Kernels, Accuracy,
                         testing::Combine(testing::ValuesIn(supported_kernels()), testing::ValuesIn(kRecipes)),
                         test_name);

}  // namespace
}  // namespace ctc
