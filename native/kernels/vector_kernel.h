/**
 * @file vector_kernel.h
 * The CTC recursion and the softmax rows over a thin vector type: one algorithm for every instruction set.
 *
 * An instruction set's file includes this inside its own target region and anonymous namespace, after it has defined
 *
 *     struct Vector  with  kLanes, Float, Mask and the operations used below.
 *
 * Lattice weights are extended numbers: a float32 mantissa times two to a whole exponent kept in a float32 of its own.
 * They neither underflow nor overflow, and their sum is a shift and an addition: the recursion needs no exp and no log.
 * Every frame is divided by the blank's score, so that blanks cost no multiplication. docs/ctc.md has the equations.
 *
 * State i of the lattice is a group: blank i, the blank before label i, and label i itself; group L holds the last
 * blank alone.
 */

using Float = Vector::Float;
using Mask = Vector::Mask;

constexpr int kLanes = Vector::kLanes;
constexpr float kInfinity = std::numeric_limits<float>::infinity();

/** The exponent of zero: no sum of scores moves it into the range of real exponents. */
constexpr float kZeroExponent = -1e30f;
/** Whole numbers are exact in float32 below 2^24; exponents stay below this. */
constexpr double kMostExponent = 1.6e7;
/**
 * Frames are taken in tiles of as many as a vector has lanes. Mantissas are normalised once a tile: they drift by at
 * most two powers of two a frame, and float32 has 126 of them.
 */
constexpr int64_t kTile = kLanes;
/** Up to this many classes a tile of softmax rows is turned, one frame to a lane, so that no lane idles. */
constexpr int64_t kMostTurnedClasses = 64;
/** Transition probabilities of a sample that fit this many bytes are kept; beyond, they are computed a second time. */
constexpr int64_t kKeptStayBytes = 256 << 10;
/** How far ahead of the backward pass the labels' scores are fetched from large rows. */
constexpr int64_t kPrefetchFrames = 8;
/** Above this loss, in nats, a likelihood could leave the range of a double. */
constexpr double kMostConfidentLoss = 600;

int64_t round_up(int64_t count) { return (count + kLanes - 1) / kLanes * kLanes; }

/** mantissa * 2^exponent, lane by lane. */
struct Extended {
  Float mantissa;
  Float exponent;

  static Extended load(const float* mantissas, const float* exponents) {
    return {Vector::load(mantissas), Vector::load(exponents)};
  }
  void store(float* mantissas, float* exponents) const {
    Vector::store(mantissas, mantissa);
    Vector::store(exponents, exponent);
  }
};

inline Extended multiply(Extended a, Extended b) {
  return {Vector::mul(a.mantissa, b.mantissa), Vector::add(a.exponent, b.exponent)};
}

/** a + b, and which share of the sum a has. */
template <bool kShare>
inline Extended add(Extended a, Extended b, Float* share_of_a) {
  const Float exponent = Vector::max(a.exponent, b.exponent);
  const Float scaled_a = Vector::scale(a.mantissa, Vector::sub(a.exponent, exponent));
  const Float scaled_b = Vector::scale(b.mantissa, Vector::sub(b.exponent, exponent));
  const Float mantissa = Vector::add(scaled_a, scaled_b);
  if constexpr (kShare) *share_of_a = Vector::div(scaled_a, mantissa);
  return {mantissa, exponent};
}

inline Extended select(Mask mask, Extended yes, Extended no) {
  return {Vector::select(mask, yes.mantissa, no.mantissa), Vector::select(mask, yes.exponent, no.exponent)};
}

inline Extended shift_in_next(Extended current, Extended next) {
  return {Vector::shift_in_next(current.mantissa, next.mantissa),
          Vector::shift_in_next(current.exponent, next.exponent)};
}

inline Extended extended_zero() { return {Vector::set1(1.0f), Vector::set1(kZeroExponent)}; }

/** exp(x) = 2^whole * 2^fraction with fraction in [-1/2, 1/2], for x = score - reference taken without rounding. */
inline void split_exponent(Float score, Float reference, Float* whole, Float* fraction) {
  // Knuth's two-sum keeps what the subtraction rounds away.
  const Float difference = Vector::sub(score, reference);
  const Float reference_part = Vector::sub(score, difference);
  const Float score_part = Vector::add(difference, reference_part);
  const Float rest = Vector::add(Vector::sub(score, score_part), Vector::sub(reference_part, reference));
  const Float log2e = Vector::set1(1.44269504f);
  *whole = Vector::round(Vector::mul(difference, log2e));
  Float reduced = Vector::mul_sub(difference, log2e, *whole);
  reduced = Vector::mul_add(difference, Vector::set1(1.92596303e-8f), reduced);  // log2(e) - 1.44269504f
  *fraction = Vector::mul_add(rest, log2e, reduced);
}

/** 2^x for x in [-1/2, 1/2]: minimax polynomial, relative error 3e-9 before rounding. */
inline Float exp2_fraction(Float x) {
  Float y = Vector::set1(1.53264642e-4f);
  y = Vector::mul_add(y, x, Vector::set1(1.33908063e-3f));
  y = Vector::mul_add(y, x, Vector::set1(9.61850584e-3f));
  y = Vector::mul_add(y, x, Vector::set1(5.55035993e-2f));
  y = Vector::mul_add(y, x, Vector::set1(2.40226477e-1f));
  y = Vector::mul_add(y, x, Vector::set1(6.93147182e-1f));
  return Vector::mul_add(y, x, Vector::set1(1.0f));
}

/** exp(x) for x <= 0, absolute error 1e-7; NaN stays NaN. */
inline Float exp_nonpositive(Float x) {
  const Float exponent = Vector::mul(Vector::max(Vector::set1(-100.0f), x), Vector::set1(1.44269504f));
  const Float whole = Vector::round(exponent);
  const Float f = Vector::sub(exponent, whole);
  // The polynomial of degree 5 in pairs, which halves its latency.
  const Float square = Vector::mul(f, f);
  const Float low = Vector::mul_add(f, Vector::set1(6.93147004e-1f), Vector::set1(1.0f));
  const Float middle = Vector::mul_add(f, Vector::set1(5.55073358e-2f), Vector::set1(2.40222424e-1f));
  const Float high = Vector::mul_add(f, Vector::set1(1.32647273e-3f), Vector::set1(9.67151299e-3f));
  const Float power = Vector::mul_add(Vector::mul_add(high, square, middle), square, low);
  return Vector::scale(power, whole);
}

/** Adds up log(1 + x) of many frames with one logarithm in a great many frames. */
class LogProduct {
 public:
  void multiply(double factor) {
    product_ *= factor;
    if (product_ > 1e200) {
      log_ += std::log(product_);
      product_ = 1;
    }
  }
  double log() const { return log_ + std::log(product_); }

 private:
  double product_ = 1;
  double log_ = 0;
};

/** The run of one sample. */
class SampleRun {
 public:
  SampleRun(const Sample& sample, Workspace& workspace) : sample_(sample), workspace_(workspace) {}

  KernelOutcome run(double* loss) {
    if (!lay_out()) return KernelOutcome::kOutOfMemory;
    prepare_labels();
    const KernelOutcome reached = backward_pass();
    if (reached != KernelOutcome::kDone) return reached;
    const double log_ratio = std::log(blank_mantissa_[0]) + blank_exponent_[0] * 0.6931471805599453;
    const bool numbers = sample_.gradient != nullptr ? forward_pass() : sum_rows();
    if (!numbers) return KernelOutcome::kNotANumber;
    *loss = row_sums_.log() - blank_over_peak_ - log_ratio;
    if (is_confident(*loss)) *loss = row_sums_.log() - std::log(likelihood_over_peaks());
    return KernelOutcome::kDone;
  }

 private:
  bool lay_out() {
    groups_ = sample_.label_count + 1;
    width_ = round_up(groups_);
    const int64_t row = 2 * width_;
    segment_ = round_up(sample_.frames);
    if (segment_ * row * int64_t{sizeof(float)} > kKeptStayBytes) {
      segment_ = round_up(static_cast<int64_t>(std::sqrt(2.0 * static_cast<double>(sample_.frames))));
    }
    if (sample_.gradient == nullptr) segment_ = round_up(sample_.frames);
    segments_ = sample_.frames == 0 ? 0 : (sample_.frames + segment_ - 1) / segment_;
    const int64_t stay_rows = sample_.gradient == nullptr ? 0 : std::min(segment_, sample_.frames);
    const int64_t checkpoints = std::max<int64_t>(0, segments_ - 1);
    const int64_t turned = is_turned() ? round_up(sample_.classes) * kTile : 0;
    const int64_t row_floats = is_turned() ? 0 : round_up(sample_.classes) + kLanes;
    const double floats = static_cast<double>(width_) * (32.0 + 2.0 * static_cast<double>(stay_rows) +
                                                         4.0 * static_cast<double>(checkpoints + kTile));
    if (floats > 1e15) return false;
    using W = Workspace;
    if (!workspace_.reserve(4 * W::bytes<int32_t>(width_) + W::bytes<float>(4 * width_) +
                            2 * W::bytes<float>(width_) + W::bytes<float>(kTile * width_) +
                            W::bytes<float>(kTile * kLanes) + 2 * W::bytes<float>(2 * kLanes) +
                            W::bytes<float>(2 * kLanes) + 2 * W::bytes<float>(turned) + 2 * W::bytes<float>(row_floats) +
                            W::bytes<double>(4 * (width_ + 1)) + W::bytes<float>(sample_.frames + kTile) +
                            W::bytes<float>(stay_rows * row) + W::bytes<float>(checkpoints * 4 * width_))) {
      return false;
    }
    label_ = workspace_.take<int32_t>(width_);
    differs_ = workspace_.take<int32_t>(width_);
    first_frame_ = workspace_.take<int32_t>(width_);
    frames_after_ = workspace_.take<int32_t>(width_);
    blank_mantissa_ = workspace_.take<float>(4 * width_);
    blank_exponent_ = blank_mantissa_ + width_;
    label_mantissa_ = blank_exponent_ + width_;
    label_exponent_ = label_mantissa_ + width_;
    blank_posterior_ = workspace_.take<float>(width_);
    emission_ = workspace_.take<float>(width_);
    label_posteriors_ = workspace_.take<float>(kTile * width_);
    blank_sums_ = workspace_.take<float>(kTile * kLanes);
    table_mantissa_ = workspace_.take<float>(2 * kLanes);
    table_exponent_ = workspace_.take<float>(2 * kLanes);
    is_label_ = workspace_.take<int32_t>(2 * kLanes);
    turned_scores_ = workspace_.take<float>(turned);
    turned_posteriors_ = workspace_.take<float>(turned);
    row_ = workspace_.take<float>(row_floats);
    pending_row_ = workspace_.take<float>(row_floats);
    pending_at_ = sample_.classes;
    forward_ = workspace_.take<double>(4 * (width_ + 1));
    peaks_ = workspace_.take<float>(sample_.frames + kTile);
    stay_ = workspace_.take<float>(stay_rows * row);
    checkpoints_ = workspace_.take<float>(checkpoints * 4 * width_);
    return true;
  }

  bool is_turned() const { return sample_.classes <= kMostTurnedClasses; }

  void prepare_labels() {
    const int64_t count = sample_.label_count;
    int32_t repeats = 0;
    for (int64_t i = 0; i < width_; ++i) {
      label_[i] = i < count ? sample_.labels[i] : sample_.blank;
      const bool repeated = i < count && i > 0 && label_[i] == label_[i - 1];
      differs_[i] = repeated ? 0 : -1;
      first_frame_[i] = static_cast<int32_t>(i) + repeats;
      repeats += repeated;
    }
    frames_after_[groups_ - 1] = 0;
    for (int64_t i = count - 1, needed = 0; i >= 0; --i) {
      frames_after_[i] = static_cast<int32_t>(needed);
      needed += differs_[i] == 0 ? 2 : 1;
    }
  }

  /** The vectors of groups that lie on a whole path in some frame of a tile. */
  struct Band {
    int64_t first, end;
  };

  Band band(int64_t tile_start) const {
    const int64_t tile_end = std::min(tile_start + kTile, sample_.frames);
    // Alive: the labels can still be finished by a path that is in the group in the frame before the tile.
    const int32_t frames_left = static_cast<int32_t>(sample_.frames - tile_start);
    const int32_t* alive = std::partition_point(frames_after_, frames_after_ + groups_ - 1,
                                                [&](int32_t needed) { return needed > frames_left; });
    // Reachable: first_frame_ says when.
    const int32_t* end = std::lower_bound(first_frame_, first_frame_ + groups_, static_cast<int32_t>(tile_end));
    return {(alive - frames_after_) / kLanes, (end - first_frame_ + kLanes - 1) / kLanes};
  }

  /** Tabulates the classes' scores over the blank's, as extended numbers, where there are few classes. */
  template <int kTableVectors>
  void tabulate(const float* scores, Float blank_score) {
    for (int v = 0; v < kTableVectors; ++v) {
      const int64_t at = v * kLanes;
      const int64_t count = std::min<int64_t>(kLanes, sample_.classes - at);
      const Float score = Vector::load_part(scores + at, count, -kInfinity);
      const Extended ratio = over_blank(score, blank_score, Vector::mask(is_label_ + at));
      ratio.store(table_mantissa_ + at, table_exponent_ + at);
    }
  }

  /** exp(score - blank's score); notes the largest exponent among those that `counts`. */
  Extended over_blank(Float score, Float blank_score, Mask counts) {
    Float whole, fraction;
    split_exponent(score, blank_score, &whole, &fraction);
    const Mask possible = Vector::not_equal(score, Vector::set1(-kInfinity));
    worst_exponent_ = Vector::max(
        worst_exponent_, Vector::select(Vector::both(possible, counts), Vector::abs(whole), Vector::set1(0.0f)));
    return select(possible, {exp2_fraction(fraction), whole}, extended_zero());
  }

  /** The labels' scores over the blank's. */
  template <int kTableVectors>
  Extended emission(int64_t at, const float* scores, Float blank_score) {
    if constexpr (kTableVectors > 0) {
      return {Vector::lookup<kTableVectors>(table_mantissa_, label_ + at),
              Vector::lookup<kTableVectors>(table_exponent_, label_ + at)};
    } else {
      return over_blank(Vector::gather(scores, label_ + at), blank_score, Vector::all());
    }
  }

  /** The paths that go on through a group at some frame, as that frame's emission and all later ones weigh them. */
  struct Entry {
    Extended label;  // through its label first
    Extended group;  // through its blank first, or its label
    Extended enter;  // open to a path that comes from the label before
    Float stay_blank;
  };

  template <int kTableVectors, bool kStay>
  Entry entry(int64_t at, const float* scores, Float blank_score) {
    Entry entry;
    const Extended blank = Extended::load(blank_mantissa_ + at, blank_exponent_ + at);
    entry.label = multiply(Extended::load(label_mantissa_ + at, label_exponent_ + at),
                           emission<kTableVectors>(at, scores, blank_score));
    entry.group = add<kStay>(blank, entry.label, &entry.stay_blank);
    entry.enter = select(Vector::mask(differs_ + at), entry.group, blank);
    return entry;
  }

  /** Takes the column from beta at frame t to beta at frame t - 1. @param stay where the stay shares go. */
  template <int kTableVectors, bool kStay>
  void step_back(int64_t t, Band band, bool renormalise, float* stay) {
    const float* scores = sample_.frame(t);
    const Float blank_score = Vector::set1(scores[sample_.blank]);
    blank_check_ += scores[sample_.blank] * 0.0f;
    if constexpr (kTableVectors > 0) {
      tabulate<kTableVectors>(scores, blank_score);
    } else if (t >= kPrefetchFrames) {
      const float* early = sample_.frame(t - kPrefetchFrames);
      for (int64_t i = band.first * kLanes; i < band.end * kLanes; ++i) __builtin_prefetch(early + label_[i]);
    }
    Entry current = entry<kTableVectors, kStay>(band.first * kLanes, scores, blank_score);
    for (int64_t vector = band.first; vector < band.end; ++vector) {
      const int64_t at = vector * kLanes;
      Entry next;
      if (vector + 1 < band.end) {
        next = entry<kTableVectors, kStay>(at + kLanes, scores, blank_score);
      } else {
        next.enter = extended_zero();
      }
      Float stay_label;
      Extended group = current.group;
      Extended label = add<kStay>(current.label, shift_in_next(current.enter, next.enter), &stay_label);
      if (renormalise) {
        Vector::normalise(&group.mantissa, &group.exponent);
        Vector::normalise(&label.mantissa, &label.exponent);
      }
      group.store(blank_mantissa_ + at, blank_exponent_ + at);
      label.store(label_mantissa_ + at, label_exponent_ + at);
      if constexpr (kStay) {
        Vector::store(stay + at, current.stay_blank);
        Vector::store(stay + width_ + at, stay_label);
      }
      current = next;
    }
  }

  /** Beta after the last frame: done in the last blank or the last label. */
  void start_column() {
    std::fill_n(blank_mantissa_, width_, 1.0f);
    std::fill_n(label_mantissa_, width_, 1.0f);
    std::fill_n(blank_exponent_, width_, kZeroExponent);
    std::fill_n(label_exponent_, width_, kZeroExponent);
    blank_exponent_[groups_ - 1] = 0;
    if (groups_ > 1) label_exponent_[groups_ - 2] = 0;
  }

  /** Goes back over the frames [from, to), keeping the stay shares if asked to. */
  template <int kTableVectors, bool kStay>
  void backward(int64_t from, int64_t to) {
    for (int64_t tile = from + (to - 1 - from) / kTile * kTile; tile >= from; tile -= kTile) {
      const Band tile_band = band(tile);
      for (int64_t t = std::min(tile + kTile, to) - 1; t >= tile; --t) {
        step_back<kTableVectors, kStay>(t, tile_band, t == tile, kStay ? stay_ + (t - from) * 2 * width_ : nullptr);
      }
    }
  }

  template <bool kStay>
  void backward_with_tables(int64_t from, int64_t to) {
    if (sample_.classes <= kLanes) return backward<1, kStay>(from, to);
    if (sample_.classes <= 2 * kLanes) return backward<2, kStay>(from, to);
    return backward<0, kStay>(from, to);
  }

  float* checkpoint(int64_t segment) { return checkpoints_ + segment * 4 * width_; }

  KernelOutcome backward_pass() {
    const int64_t frames = sample_.frames;
    worst_exponent_ = Vector::set1(0.0f);
    if (sample_.classes <= 2 * kLanes) {
      std::fill_n(is_label_, 2 * kLanes, 0);
      for (int64_t i = 0; i < sample_.label_count; ++i) is_label_[label_[i]] = -1;
    }
    start_column();
    for (int64_t segment = segments_ - 1; segment >= 0; --segment) {
      if (segment < segments_ - 1) std::copy_n(blank_mantissa_, 4 * width_, checkpoint(segment));
      const int64_t from = segment * segment_;
      const int64_t to = std::min(frames, from + segment_);
      if (segments_ == 1 && sample_.gradient != nullptr) {
        backward_with_tables<true>(from, to);
      } else {
        backward_with_tables<false>(from, to);
      }
    }
    const double most = (static_cast<double>(Vector::largest(worst_exponent_)) + 4) * static_cast<double>(frames);
    if (!(most < kMostExponent) || std::isnan(blank_check_)) return KernelOutcome::kOutOfRange;
    if (blank_exponent_[0] < kZeroExponent / 2) return KernelOutcome::kInfeasible;
    return KernelOutcome::kDone;
  }

  bool forward_pass() {
    const int64_t frames = sample_.frames;
    std::fill_n(blank_posterior_, width_, 0.0f);
    std::fill_n(label_posteriors_, kTile * width_, 0.0f);
    blank_posterior_[0] = 1;
    const float* labels_before = label_posteriors_;
    for (int64_t segment = 0; segment < segments_; ++segment) {
      const int64_t from = segment * segment_;
      const int64_t to = std::min(frames, from + segment_);
      if (segments_ > 1) {
        if (segment < segments_ - 1) {
          std::copy_n(checkpoint(segment), 4 * width_, blank_mantissa_);
        } else {
          start_column();
        }
        backward_with_tables<true>(from, to);
      }
      for (int64_t tile = from; tile < to; tile += kTile) {
        const Band tile_band = band(tile);
        const int64_t count = std::min(kTile, to - tile);
        for (int64_t f = 0; f < count; ++f) {
          float* labels_now = label_posteriors_ + f * width_;
          step_forward(tile_band, stay_ + (tile + f - from) * 2 * width_, labels_before, labels_now,
                       blank_sums_ + f * kLanes);
          labels_before = labels_now;
        }
        if (!(is_turned() ? write_turned_rows(tile, count, tile_band) : write_rows(tile, count, tile_band))) {
          return false;
        }
      }
    }
    if (!is_turned()) {
      end_pending_row();
      Vector::fence();
    }
    return true;
  }

  /** Takes the posterior from one frame to the next. @param blank_sum receives the blank's, spread over the lanes. */
  void step_forward(Band band, const float* stay, const float* labels_before, float* labels_now, float* blank_sum) {
    const Float zero = Vector::set1(0.0f);
    Float sum = zero;
    Float previous_out = zero;
    for (int64_t vector = band.first; vector < band.end; ++vector) {
      const int64_t at = vector * kLanes;
      const Float stay_blank = Vector::load(stay + at);
      const Float label = Vector::load(labels_before + at);
      const Float kept = Vector::mul(label, Vector::load(stay + width_ + at));
      const Float out = Vector::sub(label, kept);
      const Float arriving = Vector::shift_in_previous(previous_out, out);
      const Mask differs = Vector::mask(differs_ + at);
      const Float in = Vector::add(Vector::load(blank_posterior_ + at), Vector::select(differs, arriving, zero));
      const Float in_blank = Vector::mul(in, stay_blank);
      const Float blank = Vector::add(in_blank, Vector::select(differs, zero, arriving));
      Vector::store(blank_posterior_ + at, blank);
      Vector::store(labels_now + at, Vector::add(kept, Vector::sub(in, in_blank)));
      sum = Vector::add(sum, blank);
      previous_out = out;
    }
    Vector::store(blank_sum, sum);
  }

  /** Writes softmax - posterior of each frame of a tile, row by row. @return false if a frame has no softmax. */
  bool write_rows(int64_t tile, int64_t count, Band band) {
    const int64_t first = band.first * kLanes;
    const int64_t end = std::min(band.end * kLanes, sample_.label_count);
    for (int64_t f = 0; f < count; ++f) {
      const double sum = exponentials(tile + f);
      if (!add_row(tile + f, sum)) return false;
      const float scale = static_cast<float>(sum);
      row_[sample_.blank] -= scale * Vector::sum(Vector::load(blank_sums_ + f * kLanes));
      const float* posterior = label_posteriors_ + f * width_;
      for (int64_t i = first; i < end; ++i) row_[label_[i]] -= scale * posterior[i];
      std::swap(row_, pending_row_);
      pending_to_ = sample_.gradient_frame(tile + f);
      pending_factor_ = static_cast<float>(1.0 / sum);
      begin_pending_row();
    }
    return true;
  }

  // A finished row is not written at once but, vector by vector, while the next frame's exponentials are computed: the
  // memory then has work all the time. pending_at_ is the next class to write.

  void begin_pending_row() {
    // Up to the first whole vector in memory: stores past the caches must be aligned.
    const auto address = reinterpret_cast<uintptr_t>(pending_to_);
    pending_at_ = std::min(sample_.classes, static_cast<int64_t>(-address / sizeof(float) % kLanes));
    if (pending_at_ > 0) Vector::store_part(pending_to_, pending_at_, pending(0));
  }

  Float pending(int64_t at) const {
    return Vector::mul(Vector::load(pending_row_ + at), Vector::set1(pending_factor_));
  }

  void write_pending_vector() {
    if (pending_at_ + kLanes > sample_.classes) return;
    if (sample_.streams) {
      Vector::stream(pending_to_ + pending_at_, pending(pending_at_));
    } else {
      Vector::store(pending_to_ + pending_at_, pending(pending_at_));
    }
    pending_at_ += kLanes;
  }

  void end_pending_row() {
    while (pending_at_ + kLanes <= sample_.classes) write_pending_vector();
    const int64_t rest = sample_.classes - pending_at_;
    if (rest > 0) Vector::store_part(pending_to_ + pending_at_, rest, pending(pending_at_));
    pending_at_ = sample_.classes;
  }

  /**
   * Leaves exp(score - peak) of a frame in row_ and returns their sum. Where the peak makes up most of it the sum is
   * one plus the sum of all but the peak, in double precision, so that a confident frame's tiny rest is not rounded
   * away.
   */
  double exponentials(int64_t t) {
    const float* scores = sample_.frame(t);
    const int64_t classes = sample_.classes;
    const int64_t whole = classes / kLanes * kLanes;
    Float largest = Vector::load_part(scores + whole, classes - whole, -kInfinity);
    for (int64_t c = 0; c < whole; c += kLanes) largest = Vector::max(largest, Vector::load(scores + c));
    peaks_[t] = Vector::largest(largest);
    const Float peak = Vector::set1(peaks_[t]);
    const float* next_scores = t + 1 < sample_.frames ? sample_.frame(t + 1) : scores;
    const float* upcoming = sample_.upcoming != nullptr ? sample_.upcoming + t * sample_.frame_stride : scores;
    Float sum = Vector::set1(0.0f);
    for (int64_t c = 0; c < whole; c += kLanes) {
      __builtin_prefetch(next_scores + c);
      __builtin_prefetch(upcoming + c, 0, 2);
      const Float value = exp_nonpositive(Vector::sub(Vector::load(scores + c), peak));
      sum = Vector::add(sum, value);
      Vector::store(row_ + c, value);
      write_pending_vector();
    }
    if (whole < classes) {
      const Float score = Vector::load_part(scores + whole, classes - whole, -kInfinity);
      const Float value = exp_nonpositive(Vector::sub(score, peak));
      sum = Vector::add(sum, value);
      Vector::store(row_ + whole, value);
    }
    end_pending_row();
    const float total = Vector::sum(sum);
    return total < 1.5f ? sum_beside_peak(row_) : static_cast<double>(total);
  }

  /** The sum of a row of exponentials of which few are one. */
  double sum_beside_peak(const float* row) const {
    const Float one = Vector::set1(1.0f);
    Float others = Vector::set1(0.0f);
    int64_t peaks = 0;
    for (int64_t c = 0; c < sample_.classes; c += kLanes) {
      const Float value = Vector::load(row + c);
      const Mask is_peak = Vector::equal(value, one);
      peaks += Vector::count(is_peak);
      others = Vector::add(others, Vector::select(is_peak, Vector::set1(0.0f), value));
    }
    return static_cast<double>(peaks) + static_cast<double>(Vector::sum(others));
  }

  /** Takes a frame's sum over its peak into the loss. @return false if the frame has no softmax. */
  bool add_row(int64_t t, double sum) {
    if (!(sum >= 1) || std::isinf(peaks_[t])) return false;
    row_sums_.multiply(sum);
    blank_over_peak_ += static_cast<double>(sample_.frame(t)[sample_.blank]) - static_cast<double>(peaks_[t]);
    return true;
  }

  /** The same as write_rows for few classes: one frame to a lane. */
  bool write_turned_rows(int64_t tile, int64_t count, Band band) {
    const int64_t classes = sample_.classes;
    if (!turn_scores(tile, count)) return false;
    std::fill_n(turned_posteriors_, classes * kLanes, 0.0f);
    const int64_t end = std::min(band.end * kLanes, sample_.label_count);
    Float rows[kLanes];
    for (int64_t at = band.first * kLanes; at < end; at += kLanes) {
      for (int f = 0; f < kLanes; ++f) rows[f] = Vector::load(label_posteriors_ + f * width_ + at);
      Vector::transpose(rows);
      const int64_t lanes = std::min<int64_t>(kLanes, end - at);
      for (int64_t i = 0; i < lanes; ++i) add_to(turned_posteriors_ + label_[at + i] * kLanes, rows[i]);
    }
    for (int f = 0; f < kLanes; ++f) rows[f] = Vector::load(blank_sums_ + f * kLanes);
    Vector::transpose(rows);
    for (int lane = 1; lane < kLanes; ++lane) rows[0] = Vector::add(rows[0], rows[lane]);
    add_to(turned_posteriors_ + sample_.blank * kLanes, rows[0]);

    for (int64_t c = 0; c < classes; c += kLanes) {
      const int64_t lanes = std::min<int64_t>(kLanes, classes - c);
      for (int64_t i = 0; i < kLanes; ++i) {
        const int64_t at = (c + std::min(i, lanes - 1)) * kLanes;
        rows[i] = Vector::sub(Vector::mul(Vector::load(turned_scores_ + at), inverse_sums_),
                              Vector::load(turned_posteriors_ + at));
      }
      Vector::transpose(rows);
      for (int64_t f = 0; f < count; ++f) Vector::store_part(sample_.gradient_frame(tile + f) + c, lanes, rows[f]);
    }
    return true;
  }

  static void add_to(float* total, Float value) { Vector::store(total, Vector::add(Vector::load(total), value)); }

  /** exponentials() of a tile, one frame to a lane, left in turned_scores_. @return false if a frame has no softmax. */
  bool turn_scores(int64_t tile, int64_t count) {
    const int64_t classes = sample_.classes;
    Float peak = Vector::set1(-kInfinity);
    Float rows[kLanes];
    for (int64_t c = 0; c < classes; c += kLanes) {
      const int64_t lanes = std::min<int64_t>(kLanes, classes - c);
      for (int64_t f = 0; f < kLanes; ++f) {
        rows[f] = Vector::load_part(sample_.frame(tile + std::min(f, count - 1)) + c, lanes, -kInfinity);
      }
      Vector::transpose(rows);
      for (int64_t i = 0; i < lanes; ++i) {
        Vector::store(turned_scores_ + (c + i) * kLanes, rows[i]);
        peak = Vector::max(peak, rows[i]);
      }
    }
    const Float zero = Vector::set1(0.0f);
    const Float one = Vector::set1(1.0f);
    Float others = zero;
    Float peaks = zero;
    for (int64_t c = 0; c < classes; ++c) {
      const Float score = Vector::load(turned_scores_ + c * kLanes);
      const Float value = exp_nonpositive(Vector::sub(score, peak));
      const Mask is_peak = Vector::equal(score, peak);
      peaks = Vector::add(peaks, Vector::select(is_peak, one, zero));
      others = Vector::add(others, Vector::select(is_peak, zero, value));
      Vector::store(turned_scores_ + c * kLanes, value);
    }
    inverse_sums_ = Vector::div(one, Vector::add(peaks, others));
    alignas(64) float peak_counts[kLanes], other_sums[kLanes];
    Vector::store(peaks_ + tile, peak);
    Vector::store(peak_counts, peaks);
    Vector::store(other_sums, others);
    for (int64_t f = 0; f < count; ++f) {
      if (!add_row(tile + f, static_cast<double>(peak_counts[f]) + static_cast<double>(other_sums[f]))) return false;
    }
    return true;
  }

  bool sum_rows() {
    for (int64_t tile = 0; tile < sample_.frames; tile += kTile) {
      const int64_t count = std::min(kTile, sample_.frames - tile);
      if (is_turned()) {
        if (!turn_scores(tile, count)) return false;
        continue;
      }
      for (int64_t f = 0; f < count; ++f) {
        if (!add_row(tile + f, exponentials(tile + f))) return false;
      }
    }
    return true;
  }

  /**
   * Whether the loss is so small, for its frames, that the recursion's rounding of 6e-8 a frame would show in it: the
   * alternatives that add up to it are then too light for a float32 mantissa.
   */
  bool is_confident(double loss) const {
    return loss < kMostConfidentLoss && 1.2e-7 * static_cast<double>(sample_.frames) > 5e-6 + 2e-6 * loss;
  }

  /**
   * The sum over all paths of exp(score - the frame's peak), by the textbook forward recursion in plain double
   * precision: with a likelihood this large no path that matters underflows, and the peaks' factors are exactly one.
   */
  double likelihood_over_peaks() {
    const int64_t count = sample_.label_count;
    std::fill_n(forward_, 4 * (width_ + 1), 0.0);
    double* blank = forward_;
    double* label = blank + width_ + 1;  // label i lies at label[i + 1]: label[0] is nobody
    double* next_blank = label + width_ + 1;
    double* next_label = next_blank + width_ + 1;
    blank[0] = 1;
    for (int64_t t = 0; t < sample_.frames; ++t) {
      const float* scores = sample_.frame(t);
      const Float peak = Vector::set1(peaks_[t]);
      const Band tile_band = band(t / kTile * kTile);
      const int64_t end = std::min(tile_band.end * kLanes, count + 1);
      for (int64_t i = tile_band.first * kLanes; i < end; i += kLanes) {
        const Float score = Vector::gather(scores, label_ + i);
        Vector::store(emission_ + i, exp_nonpositive(Vector::sub(score, peak)));
      }
      const double blank_emission = std::exp(static_cast<double>(scores[sample_.blank]) - peaks_[t]);
      for (int64_t i = tile_band.first * kLanes; i < end; ++i) {
        const double direct = differs_[i] != 0 ? label[i] : 0.0;
        next_blank[i] = (blank[i] + label[i]) * blank_emission;
        next_label[i + 1] = (label[i + 1] + blank[i] + direct) * static_cast<double>(emission_[i]);
      }
      std::swap(blank, next_blank);
      std::swap(label, next_label);
    }
    return blank[count] + label[count];
  }

  const Sample& sample_;
  Workspace& workspace_;
  int64_t groups_ = 0;
  int64_t width_ = 0;     // groups, rounded up to whole vectors
  int64_t segment_ = 0;   // frames between two checkpoints, whole tiles
  int64_t segments_ = 0;

  // [width_], of each group
  int32_t* label_ = nullptr;
  int32_t* differs_ = nullptr;       // 0 where the label repeats the one before, else -1
  int32_t* first_frame_ = nullptr;   // the first frame in which a path can be there
  int32_t* frames_after_ = nullptr;  // [groups_] how many frames the later labels need at the least
  // beta, a column of four rows
  float* blank_mantissa_ = nullptr;
  float* blank_exponent_ = nullptr;
  float* label_mantissa_ = nullptr;
  float* label_exponent_ = nullptr;
  float* stay_ = nullptr;         // [frames of a segment][2][width_] shares that stay on the blank, on the label
  float* checkpoints_ = nullptr;  // [segments_ - 1][4][width_]

  // [2 * kLanes], of each class
  float* table_mantissa_ = nullptr;
  float* table_exponent_ = nullptr;
  int32_t* is_label_ = nullptr;

  float* blank_posterior_ = nullptr;    // [width_]
  float* label_posteriors_ = nullptr;   // [kTile][width_]
  float* blank_sums_ = nullptr;         // [kTile][kLanes]
  float* turned_scores_ = nullptr;      // [classes][kTile]
  float* turned_posteriors_ = nullptr;  // [classes][kTile]
  float* row_ = nullptr;                // [classes] exponentials of a frame, where they are not turned
  float* pending_row_ = nullptr;        // [classes] the row being written, before its factor
  float* pending_to_ = nullptr;
  float pending_factor_ = 0;
  int64_t pending_at_ = 0;
  float* peaks_ = nullptr;              // [frames] largest score of each frame
  float* emission_ = nullptr;           // [width_] for likelihood_over_peaks()
  double* forward_ = nullptr;           // [4][width_ + 1] for likelihood_over_peaks()

  Float inverse_sums_;     // of the tile's softmax, one frame to a lane
  Float worst_exponent_;   // the largest exponent of an emission
  float blank_check_ = 0;  // NaN once a blank's score is not finite
  LogProduct row_sums_;
  double blank_over_peak_ = 0;
};

KernelOutcome run_sample(const Sample& sample, Workspace& workspace, double* loss) {
  const FlushDenormals flush;
  return SampleRun(sample, workspace).run(loss);
}
