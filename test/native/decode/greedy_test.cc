// Best path decoding with every kernel, against its definition in double precision.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "ctc/decode.h"
#include "decode/frame_log_probs.h"
#include "support/batches.h"

namespace ctc {
namespace {

struct Path {
  std::vector<int32_t> labels, timesteps;
  double log_prob;
};

Path defined_path(const Sample& sample) {
  Path path{{}, {}, 0};
  std::vector<double> row(static_cast<size_t>(sample.classes));
  int32_t previous = sample.blank;
  for (int64_t t = 0; t < sample.frames; ++t) {
    if (!frame_log_probs(sample, t, row.data())) return {{}, {}, kNotANumber};
    const float* scores = sample.frame(t);
    const auto best = static_cast<int32_t>(std::max_element(scores, scores + sample.classes) - scores);
    path.log_prob += row[static_cast<size_t>(best)];
    if (best != sample.blank && !(sample.merge_repeated && best == previous)) {
      path.labels.push_back(best);
      path.timesteps.push_back(static_cast<int32_t>(t));
    }
    previous = best;
  }
  return path;
}

std::vector<Path> decoded_paths(const TestBatch& batch) {
  const Batch view = batch.view();
  const auto samples = static_cast<size_t>(view.batch), time = static_cast<size_t>(view.time);
  std::vector<int32_t> lengths(samples, -77), labels(samples * time), timesteps(samples * time);
  std::vector<double> log_probs(samples);
  const Paths paths = {1, lengths.data(), labels.data(), timesteps.data(), log_probs.data()};
  EXPECT_EQ(greedy_decode(view, batch.options(), paths), Outcome::kOk);
  std::vector<Path> all;
  for (size_t b = 0; b < samples; ++b) {
    const auto part = [&](const std::vector<int32_t>& of) {
      const auto begin = of.begin() + static_cast<int64_t>(b * time);
      return std::vector<int32_t>(begin, begin + lengths[b]);
    };
    all.push_back({part(labels), part(timesteps), log_probs[b]});
  }
  return all;
}

void expect_defined_paths(const TestBatch& batch) {
  const std::vector<Path> found = decoded_paths(batch);
  for (int64_t b = 0; b < batch.recipe.batch; ++b) {
    const Path& path = found[static_cast<size_t>(b)];
    const Path expected = defined_path(sample_of(batch, b, nullptr));
    SCOPED_TRACE(testing::Message() << selected_kernel() << ", sample " << b << ", " << batch.recipe.classes
                                    << " classes, input " << static_cast<int>(batch.recipe.input));
    EXPECT_EQ(path.labels, expected.labels);
    EXPECT_EQ(path.timesteps, expected.timesteps);
    EXPECT_EQ(std::isnan(path.log_prob), std::isnan(expected.log_prob));
    if (std::isfinite(expected.log_prob)) {
      EXPECT_NEAR(path.log_prob, expected.log_prob, 2e-6 * std::fabs(expected.log_prob));
    } else if (!std::isnan(expected.log_prob)) {
      EXPECT_EQ(path.log_prob, expected.log_prob);
    }
  }
}

/** On both sides of a vector's lanes, and of the number that a tile is turned for. */
constexpr int64_t kClasses[] = {1, 2, 5, 15, 16, 17, 29, 64, 128, 129, 160, 301};

/** Calls `check` with every kernel, number of classes and kind of scores. */
template <typename Check>
void with_every_kind(Check check) {
  for (const std::string& kernel : supported_kernels()) {
    ASSERT_TRUE(select_kernel(kernel.c_str()));
    for (const int64_t classes : kClasses) {
      for (const Input input : {Input::kLogits, Input::kLogProbabilities, Input::kProbabilities}) {
        Recipe recipe{"greedy", 3, 45, classes, 0};
        recipe.input = input;
        recipe.ragged = true;
        recipe.blank = static_cast<int32_t>(classes / 2);
        check(recipe);
      }
    }
  }
}

TEST(Greedy, IsAsDefined) {
  with_every_kind([](Recipe recipe) {
    for (const bool merges : {true, false}) {
      recipe.merge_repeated = merges;
      for (const double deviation : {0.01, 1.0, 40.0}) {
        recipe.deviation = deviation;
        expect_defined_paths(draw(recipe));
      }
    }
  });
}

TEST(Greedy, AConfidentPathsTinyLogProbabilityIsExact) {
  with_every_kind([](Recipe recipe) {
    if (recipe.input != Input::kLogits) return;
    recipe.right_path_bonus = 20;
    expect_defined_paths(draw(recipe));
  });
}

TEST(Greedy, OfEqualScoresTheLowestClassWins) {
  with_every_kind([](Recipe recipe) {
    TestBatch batch = draw(recipe);
    for (float& score : batch.scores) score = std::fabs(std::round(score));
    expect_defined_paths(batch);
    std::fill(batch.scores.begin(), batch.scores.end(), recipe.input == Input::kLogits ? -7.0f : 0.0f);
    expect_defined_paths(batch);
  });
}

TEST(Greedy, ClassesThatAreImpossibleAreNoFault) {
  with_every_kind([](Recipe recipe) {
    if (recipe.input == Input::kProbabilities) return;
    TestBatch batch = draw(recipe);
    for (size_t i = 0; i < batch.scores.size(); ++i) {
      if (i % static_cast<size_t>(recipe.classes) != 0) batch.scores[i] = -kInfinity;
    }
    expect_defined_paths(batch);
  });
}

TEST(Greedy, AScoreThatIsNoneLeavesItsSampleWithoutPath) {
  with_every_kind([](const Recipe& recipe) {
    const TestBatch drawn = draw(recipe);
    for (const float strange : {kNotANumber, -kNotANumber, kInfinity, -kInfinity, -1.0f, -0.0f, 1e-40f, 3e38f}) {
      for (const int64_t place : {int64_t{0}, recipe.classes - 1}) {
        TestBatch batch = drawn;
        batch.scores[static_cast<size_t>((recipe.time + 20) * recipe.classes + place)] = strange;
        expect_defined_paths(batch);
      }
    }
  });
}

TEST(Greedy, AFrameOfImpossibleClasses) {
  with_every_kind([](const Recipe& recipe) {
    TestBatch batch = draw(recipe);
    const float impossible = recipe.input == Input::kProbabilities ? 0.0f : -kInfinity;
    std::fill_n(batch.scores.begin() + (recipe.time + 20) * recipe.classes, recipe.classes, impossible);
    expect_defined_paths(batch);
  });
}

}  // namespace
}  // namespace ctc
