/**
 * @file batches.h
 * Random batches for the tests, drawn from fixed seeds.
 */
#ifndef CTC_TEST_BATCHES_H_
#define CTC_TEST_BATCHES_H_

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "base/sample.h"
#include "ctc/ctc.h"

namespace ctc {

constexpr float kNotANumber = std::numeric_limits<float>::quiet_NaN();
constexpr float kInfinity = std::numeric_limits<float>::infinity();

/**
 * Pseudo-random numbers, the same with every standard library: SplitMix64 (Steele, Lea, Flood, OOPSLA 2014), and for a
 * normal number the sum of twelve uniform ones less its mean (Irwin-Hall), which needs no function of libm.
 */
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t next() {
    uint64_t mixed = state_ += 0x9e3779b97f4a7c15;
    mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9;
    mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111eb;
    return mixed ^ mixed >> 31;
  }

  /** A whole number in [0, count). */
  int64_t below(int64_t count) { return static_cast<int64_t>(next() % static_cast<uint64_t>(count)); }

  /** In [0, 1). */
  double uniform() { return static_cast<double>(next() >> 11) * 0x1p-53; }

  /** Mean 0, variance 1, between -6 and 6. */
  double normal() {
    uint64_t sum = 0;
    for (int word = 0; word < 3; ++word) {
      for (uint64_t bits = next(), part = 0; part < 4; ++part, bits >>= 16) sum += bits & 0xffff;
    }
    return static_cast<double>(sum) * 0x1p-16 + 12 * 0x1p-17 - 6;
  }

 private:
  uint64_t state_;
};

/** How a batch is drawn. */
struct Recipe {
  std::string name;
  int64_t batch, time, classes, labels;
  double deviation = 1;         // of the normally distributed scores
  double blank_bias = 0;        // added to every score of the blank
  double repeat_share = 0;      // share of labels that repeat the one before
  bool ragged = false;          // lengths vary from sample to sample
  double right_path_bonus = 0;  // makes the model confident of an even alignment of the labels
  int32_t blank = 0;
  Input input = Input::kLogits;
  bool normalised = true;  // whether log-probabilities and probabilities are those of a softmax
  bool merge_repeated = true;
  double class_deviation = 0;  // of a normally distributed score of each class, the same in every frame
  double silent_share = 0;     // share of the frames, at the end, that the even alignment leaves blank
  uint64_t seed = 1;
};

struct TestBatch {
  Recipe recipe;
  std::vector<float> scores;
  std::vector<int32_t> labels, label_lengths, input_lengths;

  Batch view() const {
    Batch batch;
    batch.scores = scores.data();
    batch.batch = recipe.batch;
    batch.time = recipe.time;
    batch.classes = recipe.classes;
    batch.sample_stride = recipe.time * recipe.classes;
    batch.frame_stride = recipe.classes;
    batch.labels = labels.data();
    batch.labels_size = static_cast<int64_t>(labels.size());
    batch.label_lengths = label_lengths.data();
    batch.input_lengths = input_lengths.data();
    batch.blank = recipe.blank;
    return batch;
  }

  Options options() const {
    Options options;
    options.input = recipe.input;
    options.merge_repeated = recipe.merge_repeated;
    return options;
  }
};

/** Converts logits to the recipe's kind of scores, in double precision. */
inline void convert_scores(TestBatch* batch) {
  const Recipe& recipe = batch->recipe;
  if (recipe.input == Input::kLogits) return;
  const auto classes = static_cast<size_t>(recipe.classes);
  for (size_t row = 0; row < batch->scores.size(); row += classes) {
    double sum = 0;
    for (size_t c = row; c < row + classes; ++c) sum += std::exp(static_cast<double>(batch->scores[c]));
    const double log_sum = recipe.normalised ? std::log(sum) : 0;
    for (size_t c = row; c < row + classes; ++c) {
      const double log_score = static_cast<double>(batch->scores[c]) - log_sum;
      batch->scores[c] = static_cast<float>(recipe.input == Input::kProbabilities ? std::exp(log_score) : log_score);
    }
  }
}

struct TestResults {
  std::vector<float> losses;
  std::vector<SampleStatus> status;
  std::vector<float> gradient;
  std::vector<float> blank_shares;
  Outcome outcome = Outcome::kOk;
};

inline TestBatch draw(const Recipe& recipe, uint64_t seed) {
  Random random(seed);
  TestBatch drawn{recipe, {}, {}, {}, {}};
  for (int64_t b = 0; b < recipe.batch; ++b) {
    int64_t frames = recipe.time;
    int64_t count = recipe.labels;
    if (recipe.ragged) {
      frames -= random.below(recipe.time / 2 + 1);
      count -= random.below(recipe.labels + 1);
    }
    std::vector<int32_t> labels;
    while (static_cast<int64_t>(labels.size()) < count) {
      const bool repeat = !labels.empty() && random.uniform() < recipe.repeat_share;
      const int32_t label = repeat ? labels.back() : static_cast<int32_t>(random.below(recipe.classes));
      if (label != recipe.blank) labels.push_back(label);
    }
    const auto repeats = [&] {
      return recipe.merge_repeated ? count_repeats(labels.data(), static_cast<int64_t>(labels.size())) : 0;
    };
    while (static_cast<int64_t>(labels.size()) + repeats() > frames) {
      labels.pop_back();
    }
    const int64_t fitted = static_cast<int64_t>(labels.size());
    std::vector<double> class_scores(static_cast<size_t>(recipe.classes), 0.0);
    if (recipe.class_deviation != 0) {
      for (double& score : class_scores) score = random.normal() * recipe.class_deviation;
    }
    const auto spoken = static_cast<int64_t>(static_cast<double>(frames) * (1 - recipe.silent_share));
    for (int64_t t = 0; t < recipe.time; ++t) {
      const int64_t place = fitted == 0 ? -1 : t * 2 * fitted / spoken;
      const int32_t right =
          place >= 0 && place % 2 == 0 && place / 2 < fitted ? labels[static_cast<size_t>(place / 2)] : recipe.blank;
      for (int64_t c = 0; c < recipe.classes; ++c) {
        double score = class_scores[static_cast<size_t>(c)];
        if (recipe.deviation != 0) score += random.normal() * recipe.deviation;
        if (c == recipe.blank) score += recipe.blank_bias;
        if (c == right) score += recipe.right_path_bonus;
        drawn.scores.push_back(static_cast<float>(score));
      }
    }
    drawn.labels.insert(drawn.labels.end(), labels.begin(), labels.end());
    drawn.label_lengths.push_back(static_cast<int32_t>(fitted));
    drawn.input_lengths.push_back(static_cast<int32_t>(frames));
  }
  convert_scores(&drawn);
  return drawn;
}

inline TestBatch draw(const Recipe& recipe) { return draw(recipe, recipe.seed); }

/** Runs the library on a batch. Results start as values that it never returns. */
inline TestResults run(const Batch& batch, const Options& options = {}, bool gradient = true,
                       bool blank_shares = false) {
  TestResults results;
  const auto samples = static_cast<size_t>(batch.batch);
  const auto elements = samples * static_cast<size_t>(batch.time) * static_cast<size_t>(batch.classes);
  results.losses.assign(samples, -12345.0f);
  results.status.assign(samples, static_cast<SampleStatus>(77));
  results.gradient.assign(gradient ? elements : 0, -12345.0f);
  results.blank_shares.assign(samples, -12345.0f);
  results.outcome = loss(batch, options,
                         {results.losses.data(), results.status.data(), gradient ? results.gradient.data() : nullptr,
                          blank_shares ? results.blank_shares.data() : nullptr});
  return results;
}

/** One sample of a batch in batch-time-class layout, as the kernels take it. */
inline Sample sample_of(const TestBatch& batch, int64_t b, float* gradient) {
  int64_t start = 0;
  for (int64_t i = 0; i < b; ++i) start += batch.label_lengths[static_cast<size_t>(i)];
  Sample sample = sample_of(batch.view(), batch.options(), b, start);
  if (gradient != nullptr) sample.gradient = gradient + b * batch.recipe.time * batch.recipe.classes;
  return sample;
}

/** The kernels that this processor can run. */
inline std::vector<std::string> supported_kernels() {
  size_t count = 0;
  const KernelInfo* all = kernels(&count);
  std::vector<std::string> names;
  for (size_t i = 0; i < count; ++i) {
    if (all[i].supported) names.push_back(all[i].name);
  }
  return names;
}

}  // namespace ctc

#endif  // CTC_TEST_BATCHES_H_
