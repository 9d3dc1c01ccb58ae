/** The decoders on batches of every shape, for the sanitizers, and what they promise of each other. */
#include "ctc/decode.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "support/batches.h"

namespace ctc {
namespace {

struct TestPaths {
  std::vector<int32_t> lengths, labels, timesteps;
  std::vector<double> log_probs;

  TestPaths(const Batch& batch, int64_t per_sample)
      : lengths(static_cast<size_t>(batch.batch * per_sample), -77),
        labels(static_cast<size_t>(batch.batch * per_sample * batch.time)),
        timesteps(labels.size()),
        log_probs(lengths.size()),
        per_sample_(per_sample) {}

  Paths view() { return {per_sample_, lengths.data(), labels.data(), timesteps.data(), log_probs.data()}; }

 private:
  int64_t per_sample_;
};

std::vector<Recipe> recipes() {
  std::vector<Recipe> all;
  for (const Input input : {Input::kLogits, Input::kLogProbabilities, Input::kProbabilities}) {
    for (const bool merges : {true, false}) {
      Recipe ragged{"ragged", 5, 23, 7, 8};
      ragged.ragged = true;
      ragged.repeat_share = 0.3;
      ragged.input = input;
      ragged.merge_repeated = merges;
      ragged.blank = 6;
      Recipe wide = ragged;
      wide.name = "wide";
      wide.classes = 301;
      Recipe peaked = ragged;
      peaked.name = "peaked";
      peaked.deviation = 40;
      all.insert(all.end(), {ragged, wide, peaked});
    }
  }
  return all;
}

TEST(Decode, AWiderBeamThanAllPrefixesHoldsTheBestPath) {
  for (const Recipe& recipe : recipes()) {
    const TestBatch drawn = draw(recipe);
    const Batch batch = drawn.view();
    TestPaths best(batch, 1), beam(batch, 6);
    ASSERT_EQ(greedy_decode(batch, drawn.options(), best.view()), Outcome::kOk);
    BeamOptions options;
    options.width = 64;
    ASSERT_EQ(beam_search_decode(batch, drawn.options(), options, beam.view()), Outcome::kOk);
    for (size_t b = 0; b < static_cast<size_t>(batch.batch); ++b) {
      // A sum over alignments is no less than the one that the best path is.
      EXPECT_GE(beam.log_probs[6 * b], best.log_probs[b] - 1e-4) << recipe.name;
      EXPECT_TRUE(std::is_sorted(beam.log_probs.begin() + 6 * static_cast<int64_t>(b),
                                 beam.log_probs.begin() + 6 * static_cast<int64_t>(b) + 6, std::greater<double>()));
    }
  }
}

TEST(Decode, AnAlignmentIsNoMoreProbableThanAllTogether) {
  for (const Recipe& recipe : recipes()) {
    const TestBatch drawn = draw(recipe);
    const Batch batch = drawn.view();
    const auto frames = static_cast<size_t>(batch.batch * batch.time);
    std::vector<int32_t> states(frames);
    std::vector<double> scores(frames), log_probs(static_cast<size_t>(batch.batch));
    ASSERT_EQ(align(batch, drawn.options(), {states.data(), scores.data(), log_probs.data()}), Outcome::kOk);
    const TestResults all = run(batch, drawn.options(), false);
    for (size_t b = 0; b < log_probs.size(); ++b) {
      EXPECT_LE(log_probs[b], -static_cast<double>(all.losses[b]) + 1e-3) << recipe.name;
      // Peaked probabilities that are 0 in float32 may leave labels without any path: for the loss as well.
      EXPECT_EQ(std::isfinite(log_probs[b]), all.status[b] == SampleStatus::kOk)
          << recipe.name << " input " << static_cast<int>(recipe.input) << " loss " << all.losses[b];
      if (recipe.name != "peaked" || recipe.input != Input::kProbabilities) {
        EXPECT_EQ(all.status[b], SampleStatus::kOk) << recipe.name << " input " << static_cast<int>(recipe.input);
      }
    }
  }
}

TEST(Decode, PaddingIsNotRead) {
  Recipe recipe{"ragged", 4, 20, 5, 3};
  recipe.ragged = true;
  TestBatch drawn = draw(recipe);
  TestPaths expected(drawn.view(), 2), found(drawn.view(), 2);
  BeamOptions options;
  options.width = 8;
  ASSERT_EQ(beam_search_decode(drawn.view(), drawn.options(), options, expected.view()), Outcome::kOk);
  for (int64_t b = 0; b < recipe.batch; ++b) {
    for (int64_t t = drawn.input_lengths[static_cast<size_t>(b)]; t < recipe.time; ++t) {
      std::fill_n(drawn.scores.begin() + (b * recipe.time + t) * recipe.classes, recipe.classes,
                  std::numeric_limits<float>::quiet_NaN());
    }
  }
  ASSERT_EQ(beam_search_decode(drawn.view(), drawn.options(), options, found.view()), Outcome::kOk);
  EXPECT_EQ(found.lengths, expected.lengths);
  EXPECT_EQ(found.labels, expected.labels);
  EXPECT_EQ(found.log_probs, expected.log_probs);
}

TEST(Decode, RefusesABeamOfNothing) {
  const TestBatch drawn = draw({"small", 1, 3, 3, 1});
  TestPaths paths(drawn.view(), 1);
  for (const int64_t width : {int64_t{0}, int64_t{-1}, BeamOptions::kMaxWidth + 1}) {
    BeamOptions options;
    options.width = width;
    EXPECT_EQ(beam_search_decode(drawn.view(), drawn.options(), options, paths.view()), Outcome::kInvalid);
  }
}

TEST(Decode, CancelledCallsEnd) {
  const TestBatch drawn = draw({"small", 3, 3, 3, 1});
  TestPaths paths(drawn.view(), 1);
  const std::atomic<bool> cancelled{true};
  Options options = drawn.options();
  options.cancelled = &cancelled;
  EXPECT_EQ(greedy_decode(drawn.view(), options, paths.view()), Outcome::kCancelled);
  EXPECT_EQ(beam_search_decode(drawn.view(), options, {}, paths.view()), Outcome::kCancelled);
}

TEST(EditDistances, CountsEachKindOfEdit) {
  const std::vector<int32_t> references = {1, 2, 3, 4}, hypotheses = {1, 3, 7, 7, 7};
  const std::vector<int32_t> reference_lengths = {3, 1, 0}, hypothesis_lengths = {2, 1, 2};
  Edits edits[3];
  const SequencePairs pairs = {3, references.data(), reference_lengths.data(), hypotheses.data(),
                               hypothesis_lengths.data()};
  ASSERT_EQ(edit_distances(pairs, {}, edits), Outcome::kOk);
  EXPECT_EQ(edits[0].deletions, 1);
  EXPECT_EQ(edits[0].substitutions + edits[0].insertions, 0);
  EXPECT_EQ(edits[1].substitutions, 1);
  EXPECT_EQ(edits[2].insertions, 2);
}

}  // namespace
}  // namespace ctc
