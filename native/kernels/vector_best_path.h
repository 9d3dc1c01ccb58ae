/**
 * @file vector_best_path.h
 * Best path decoding of one sample. Included by vector_kernel.h.
 *
 * A frame's weight is its best score; of logits, exp(score - the best score) summed over the other classes: with the
 * best one's 1 left out, a confident frame's tiny rest is not rounded away.
 */

/** With more classes than these a row keeps the lanes busy by itself. */
constexpr int64_t kMostTiledClasses = 128;

template <Input kInput>
class BestPath {
 public:
  /** @param labels, timesteps [frames] */
  BestPath(const Sample& sample, int32_t* labels, int32_t* timesteps)
      : sample_(sample),
        labels_(labels),
        timesteps_(timesteps),
        previous_best_(Vector::set1(static_cast<float>(sample.blank))),
        doubt_(Vector::set1(0.0f)) {}

  /** @return the number of labels */
  int32_t run(double* log_prob) {
    if (sample_.classes <= kMostTiledClasses) {
      for (int64_t tile = 0; tile < sample_.frames; tile += kTile) take_tile(tile);
    } else {
      int32_t previous = sample_.blank;
      for (int64_t t = 0; t < sample_.frames; ++t) previous = take_row(t, previous);
    }
    const bool is_scored = Vector::sum(doubt_) <= kMostDoubt || are_scores(sample_);
    *log_prob = is_scored ? this->log_prob() : std::numeric_limits<double>::quiet_NaN();
    return is_scored ? count_ : 0;
  }

 private:
  /** The score of a class that is not there. */
  static constexpr float kNoScore = kInput == Input::kProbabilities ? 0.0f : -kInfinity;
  /** The weight of a frame that is not there. */
  static constexpr float kNoWeight = kInput == Input::kProbabilities ? 1.0f : 0.0f;
  static constexpr float kMostDoubt = kInput == Input::kLogProbabilities ? std::numeric_limits<float>::max() : 0.0f;

  /** Few classes: a tile of frames, one to a lane. */
  void take_tile(int64_t tile) {
    const int64_t count = std::min(kTile, sample_.frames - tile);
    alignas(64) float columns[kMostTiledClasses * kLanes];
    const Float zero = Vector::set1(0.0f);
    const Float one = Vector::set1(1.0f);
    Float peak = Vector::set1(kNoScore);
    Float best = zero;
    Float number = zero;
    turn_scores(sample_, tile, count, columns, [&](Float score) {
      const Float larger = Vector::max(peak, score);
      best = Vector::select(Vector::not_equal(larger, peak), number, best);
      peak = larger;
      number = Vector::add(number, one);
      inspect(score);
    });
    Float weight = peak;
    if constexpr (kInput == Input::kLogits) {
      weight = number = zero;
      for (int64_t c = 0; c < sample_.classes; ++c) {
        const Float share = exp_nonpositive(Vector::sub(Vector::load(columns + c * kLanes), peak));
        weight = Vector::add(weight, Vector::select(Vector::equal(number, best), zero, share));
        number = Vector::add(number, one);
      }
      inspect_softmax(peak, weight);
    }
    add_weights(weight, count);
    add_labels(tile, best, count);
  }

  void add_weights(Float weight, int64_t count) {
    alignas(64) float weights[kLanes + 1];
    Vector::store(weights, weight);
    weights[count] = kNoWeight;
    for (int64_t f = 0; f < count; f += 2) add_pair(weights[f], weights[f + 1]);
  }

  void add_labels(int64_t tile, Float best, int64_t count) {
    Mask is_label = Vector::not_equal(best, Vector::set1(static_cast<float>(sample_.blank)));
    if (sample_.merge_repeated) {
      const Float before = Vector::shift_in_previous(previous_best_, best);
      is_label = Vector::both(is_label, Vector::not_equal(best, before));
    }
    previous_best_ = best;
    alignas(64) float classes[kLanes];
    Vector::store(classes, best);
    for (uint32_t bits = Vector::bits(is_label) & ((1u << count) - 1); bits != 0; bits &= bits - 1) {
      const int f = __builtin_ctz(bits);
      add_label(static_cast<int32_t>(classes[f]), tile + f);
    }
  }

  /** Many classes: a frame at a time. @return its best class */
  int32_t take_row(int64_t t, int32_t previous) {
    const float* scores = sample_.frame(t);
    Float largest = Vector::set1(kNoScore);
    each_vector(scores, 0, sample_.classes, [&](int64_t, Float score) {
      largest = Vector::max(largest, score);
      inspect(score);
    });
    const float peak = Vector::largest(largest);
    const int32_t best = first_equal(scores, peak);
    if constexpr (kInput == Input::kLogits) {
      add_pair(weight_of(t, peak, best), kNoWeight);
    } else {
      add_pair(peak, kNoWeight);
    }
    if (best != sample_.blank && !(sample_.merge_repeated && best == previous)) add_label(best, t);
    return best;
  }

  /** Of logits; fetches the next row from memory meanwhile. */
  float weight_of(int64_t t, float peak, int32_t best) {
    const float* scores = sample_.frame(t);
    const float* next = sample_.frame(std::min(t + 1, sample_.frames - 1));
    const Float peaks = Vector::set1(peak);
    Float weight = Vector::set1(0.0f);
    const auto take = [&](int64_t c, Float score) {
      __builtin_prefetch(next + c);
      weight = Vector::add(weight, exp_nonpositive(Vector::sub(score, peaks)));
    };
    const int64_t at = best / kLanes * kLanes;
    alignas(64) float beside_best[kLanes];
    Vector::store(beside_best,
                  Vector::load_part(scores + at, std::min<int64_t>(kLanes, sample_.classes - at), kNoScore));
    beside_best[best - at] = kNoScore;
    each_vector(scores, 0, at, take);
    take(at, Vector::load(beside_best));
    each_vector(scores, at + kLanes, sample_.classes, take);
    inspect_softmax(peaks, weight);
    return Vector::sum(weight);
  }

  /** @return the first class of that score; the first of all if there is none, in a frame with NaN */
  int32_t first_equal(const float* scores, float peak) const {
    const Float peaks = Vector::set1(peak);
    for (int64_t c = 0; c < sample_.classes; c += kLanes) {
      const Float score = Vector::load_part(scores + c, std::min<int64_t>(kLanes, sample_.classes - c), kNoScore);
      const uint32_t bits = Vector::bits(Vector::equal(score, peaks));
      if (bits != 0) return static_cast<int32_t>(c + __builtin_ctz(bits));
    }
    return 0;
  }

  template <typename Take>
  static void each_vector(const float* scores, int64_t from, int64_t to, Take take) {
    int64_t c = from;
    for (; c + kLanes <= to; c += kLanes) take(c, Vector::load(scores + c));
    if (c < to) take(c, Vector::load_part(scores + c, to - c, kNoScore));
  }

  // A NaN stays in a sum, and the difference of two equal numbers is 0, but of infinities NaN.
  void inspect(Float score) {
    if constexpr (kInput == Input::kLogProbabilities) {
      doubt_ = Vector::add(doubt_, score);
    } else if constexpr (kInput == Input::kProbabilities) {
      doubt_ = Vector::add(doubt_, Vector::sub(Vector::abs(score), score));
    }
  }
  void inspect_softmax(Float peak, Float weight) {
    doubt_ = Vector::add(doubt_, Vector::add(Vector::sub(peak, peak), Vector::sub(weight, weight)));
  }

  /** Two frames' at a time, because one multiplication waits for the one before. */
  void add_pair(double one, double other) {
    switch (kInput) {
      case Input::kLogits:
        return product_.multiply((1 + one) * (1 + other));
      case Input::kLogProbabilities:
        sum_ += one + other;
        return;
      case Input::kProbabilities:
        return product_.multiply(one * other);
    }
  }

  double log_prob() const {
    switch (kInput) {
      case Input::kLogits:
        return 0 - product_.log();
      case Input::kLogProbabilities:
        return sum_;
      case Input::kProbabilities:
        return product_.log();
    }
  }

  void add_label(int32_t label, int64_t t) {
    labels_[count_] = label;
    timesteps_[count_++] = static_cast<int32_t>(t);
  }

  const Sample& sample_;
  int32_t* const labels_;
  int32_t* const timesteps_;
  int32_t count_ = 0;
  Float previous_best_;  // the last lane: of the frame before the tile
  Float doubt_;          // a sum that passes kMostDoubt, or is NaN, where there may be a score that is none
  LogProduct product_;
  double sum_ = 0;
};

int32_t decode_best_path(const Sample& sample, int32_t* labels, int32_t* timesteps, double* log_prob) {
  switch (sample.input) {
    case Input::kLogits:
      return BestPath<Input::kLogits>(sample, labels, timesteps).run(log_prob);
    case Input::kLogProbabilities:
      return BestPath<Input::kLogProbabilities>(sample, labels, timesteps).run(log_prob);
    case Input::kProbabilities:
      return BestPath<Input::kProbabilities>(sample, labels, timesteps).run(log_prob);
  }
  return 0;
}
