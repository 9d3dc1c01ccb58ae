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
/** Mantissas drift by at most two powers of two a frame, and float32 has 126 of them. */
constexpr int64_t kNormaliseEvery = 16;
/** Transition probabilities of a sample that fit this many bytes are kept; beyond, they are computed a second time. */
constexpr int64_t kKeptStayBytes = 256 << 10;
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
inline Extended add(Extended a, Extended b, Float* share_of_a) {
  const Float exponent = Vector::max(a.exponent, b.exponent);
  const Float scaled_a = Vector::scale(a.mantissa, Vector::sub(a.exponent, exponent));
  const Float scaled_b = Vector::scale(b.mantissa, Vector::sub(b.exponent, exponent));
  const Float mantissa = Vector::add(scaled_a, scaled_b);
  *share_of_a = Vector::div(scaled_a, mantissa);
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

/** exp(x) for x <= 0; NaN stays NaN. */
inline Float exp_nonpositive(Float x) {
  const Float log2e = Vector::set1(1.44269504f);
  const Float bounded = Vector::max(Vector::set1(-100.0f), x);
  const Float whole = Vector::round(Vector::mul(bounded, log2e));
  Float fraction = Vector::mul_sub(bounded, log2e, whole);
  fraction = Vector::mul_add(bounded, Vector::set1(1.92596303e-8f), fraction);
  return Vector::scale(exp2_fraction(fraction), whole);
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
    const int64_t stay_floats = 2 * width_;
    segment_ = std::max<int64_t>(1, sample_.frames);
    if (sample_.gradient == nullptr) {
      stay_rows_ = 0;
    } else {
      if (segment_ * stay_floats * int64_t{sizeof(float)} > kKeptStayBytes) {
        segment_ = std::max<int64_t>(16, static_cast<int64_t>(std::sqrt(2.0 * static_cast<double>(sample_.frames))));
        segment_ = std::min(segment_, sample_.frames);
      }
      stay_rows_ = segment_;
    }
    segments_ = sample_.frames == 0 ? 0 : (sample_.frames + segment_ - 1) / segment_;
    const int64_t checkpoints = segments_ > 1 ? segments_ - 1 : 0;
    const double wanted = 4.0 * static_cast<double>(width_) *
                          (20.0 + 2.0 * static_cast<double>(stay_rows_) + 4.0 * static_cast<double>(checkpoints));
    if (wanted > 9e15) return false;
    if (!workspace_.reserve(12 * Workspace::bytes<float>(width_) + Workspace::bytes<float>(stay_rows_ * stay_floats) +
                            Workspace::bytes<float>(checkpoints * 4 * width_) +
                            Workspace::bytes<double>(4 * (width_ + 1)) + Workspace::bytes<float>(sample_.frames))) {
      return false;
    }
    label_ = workspace_.take<int32_t>(width_);
    exists_ = workspace_.take<int32_t>(width_);
    differs_ = workspace_.take<int32_t>(width_);
    first_frame_ = workspace_.take<int32_t>(width_);
    frames_after_ = workspace_.take<int32_t>(width_);
    blank_mantissa_ = workspace_.take<float>(4 * width_);
    blank_exponent_ = blank_mantissa_ + width_;
    label_mantissa_ = blank_exponent_ + width_;
    label_exponent_ = label_mantissa_ + width_;
    blank_posterior_ = workspace_.take<float>(width_);
    label_posterior_ = workspace_.take<float>(width_);
    emission_ = workspace_.take<float>(width_);
    forward_ = workspace_.take<double>(4 * (width_ + 1));
    peaks_ = workspace_.take<float>(sample_.frames);
    stay_ = workspace_.take<float>(stay_rows_ * stay_floats);
    checkpoints_ = workspace_.take<float>(checkpoints * 4 * width_);
    return true;
  }

  void prepare_labels() {
    const int64_t count = sample_.label_count;
    int32_t repeats = 0;
    for (int64_t i = 0; i < width_; ++i) {
      const bool exists = i < count;
      label_[i] = exists ? sample_.labels[i] : sample_.blank;
      exists_[i] = exists ? -1 : 0;
      const bool repeated = exists && i > 0 && label_[i] == label_[i - 1];
      differs_[i] = repeated ? 0 : -1;
      first_frame_[i] = static_cast<int32_t>(i) + repeats;
      repeats += repeated;
    }
    // frames_after_[i]: how many frames the labels after label i need at the least.
    for (int64_t i = 0; i < width_; ++i) {
      frames_after_[i] = i >= count ? 0 : static_cast<int32_t>(count - 1 - i) + repeats - repeats_up_to(i);
    }
  }

  /** Repeats among the labels 0 to i. */
  int32_t repeats_up_to(int64_t i) const { return first_frame_[i] - static_cast<int32_t>(i) + (differs_[i] == 0); }

  /** First vector with a group from which the labels can still be finished after frame t. */
  int64_t first_alive(int64_t t) const {
    const int32_t frames_left = static_cast<int32_t>(sample_.frames - 1 - t);
    const int32_t* group = std::partition_point(frames_after_, frames_after_ + groups_ - 1,
                                                [&](int32_t needed) { return needed > frames_left; });
    return (group - frames_after_) / kLanes;
  }

  /** One past the last vector with a group that can be reached by frame t. */
  int64_t end_reachable(int64_t t) const {
    const int32_t* end = std::upper_bound(first_frame_, first_frame_ + groups_, static_cast<int32_t>(t));
    return (end - first_frame_ + kLanes - 1) / kLanes;
  }

  /** The label's score over the blank's, as an extended number. */
  Extended emission(int64_t vector, const float* scores, Float blank_score) {
    const int64_t at = vector * kLanes;
    const Float score = Vector::gather(scores, label_ + at);
    Float whole, fraction;
    split_exponent(score, blank_score, &whole, &fraction);
    const Mask possible =
        Vector::both(Vector::mask(exists_ + at), Vector::not_equal(score, Vector::set1(-kInfinity)));
    worst_exponent_ = Vector::max(worst_exponent_, Vector::select(possible, Vector::abs(whole), Vector::set1(0.0f)));
    return select(possible, {exp2_fraction(fraction), whole}, extended_zero());
  }

  /** The paths that go on through a group at some frame, as that frame's emission and all later ones weigh them. */
  struct Entry {
    Extended blank;  // through its blank first
    Extended label;  // through its label first
    Extended group;  // either
    Extended enter;  // open to a path that comes from the label before
    Float stay_blank;
  };

  Entry entry(int64_t vector, const float* scores, Float blank_score) {
    const int64_t at = vector * kLanes;
    Entry entry;
    entry.blank = Extended::load(blank_mantissa_ + at, blank_exponent_ + at);
    entry.label = multiply(Extended::load(label_mantissa_ + at, label_exponent_ + at),
                           emission(vector, scores, blank_score));
    entry.group = add(entry.blank, entry.label, &entry.stay_blank);
    entry.enter = select(Vector::mask(differs_ + at), entry.group, entry.blank);
    return entry;
  }

  /** Takes the column from beta at frame t to beta at frame t - 1. @param stay where the stay shares go, or null. */
  void step_back(int64_t t, int64_t first, int64_t end, float* stay) {
    const float* scores = sample_.frame(t);
    const Float blank_score = Vector::set1(scores[sample_.blank]);
    blank_check_ += scores[sample_.blank] * 0.0f;
    const bool renormalise = t % kNormaliseEvery == 0;
    Entry current = entry(first, scores, blank_score);
    for (int64_t vector = first; vector < end; ++vector) {
      const int64_t at = vector * kLanes;
      Entry next;
      if (vector + 1 < end) {
        next = entry(vector + 1, scores, blank_score);
      } else {
        next.enter = extended_zero();
      }
      Float stay_label;
      Extended group = current.group;
      Extended label = add(current.label, shift_in_next(current.enter, next.enter), &stay_label);
      if (renormalise) {
        Vector::normalise(&group.mantissa, &group.exponent);
        Vector::normalise(&label.mantissa, &label.exponent);
      }
      group.store(blank_mantissa_ + at, blank_exponent_ + at);
      label.store(label_mantissa_ + at, label_exponent_ + at);
      if (stay != nullptr) {
        Vector::store(stay + at, current.stay_blank);
        Vector::store(stay + width_ + at, stay_label);
      }
      current = next;
    }
  }

  /** Beta after the last frame: done in the last blank or the last label. */
  void start_column() {
    for (int64_t i = 0; i < width_; ++i) {
      const bool last_label = i == sample_.label_count - 1;
      blank_mantissa_[i] = label_mantissa_[i] = 1;
      blank_exponent_[i] = i == sample_.label_count ? 0 : kZeroExponent;
      label_exponent_[i] = last_label ? 0 : kZeroExponent;
    }
  }

  /** Goes back over the frames [from, to), keeping the stay shares if asked to. */
  void backward(int64_t from, int64_t to, bool keep_stays) {
    for (int64_t t = to - 1; t >= from; --t) {
      step_back(t, first_alive(t - 1), end_reachable(t), keep_stays ? stay_ + (t - from) * 2 * width_ : nullptr);
    }
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
      const int64_t first = first_alive(t - 1) * kLanes;
      const int64_t end = std::min(end_reachable(t) * kLanes, count + 1);
      for (int64_t i = first; i < end; i += kLanes) {
        const Float score = Vector::gather(scores, label_ + i);
        Vector::store(emission_ + i, exp_nonpositive(Vector::sub(score, peak)));
      }
      const double blank_emission = std::exp(static_cast<double>(scores[sample_.blank]) - peaks_[t]);
      for (int64_t i = first; i < end; ++i) {
        const double direct = differs_[i] != 0 ? label[i] : 0.0;
        next_blank[i] = (blank[i] + label[i]) * blank_emission;
        next_label[i + 1] = (label[i + 1] + blank[i] + direct) * static_cast<double>(emission_[i]);
      }
      std::swap(blank, next_blank);
      std::swap(label, next_label);
    }
    return blank[count] + label[count];
  }

  float* checkpoint(int64_t segment) { return checkpoints_ + segment * 4 * width_; }

  KernelOutcome backward_pass() {
    const int64_t frames = sample_.frames;
    worst_exponent_ = Vector::set1(0.0f);
    start_column();
    for (int64_t segment = segments_ - 1; segment >= 0; --segment) {
      if (segment < segments_ - 1) std::copy_n(blank_mantissa_, 4 * width_, checkpoint(segment));
      const int64_t from = segment * segment_;
      backward(from, std::min(frames, from + segment_), stay_rows_ > 0 && segments_ == 1);
    }
    const double most = (static_cast<double>(Vector::largest(worst_exponent_)) + 4) * static_cast<double>(frames);
    if (!(most < kMostExponent) || std::isnan(blank_check_)) return KernelOutcome::kOutOfRange;
    if (blank_exponent_[0] < kZeroExponent / 2) return KernelOutcome::kInfeasible;
    return KernelOutcome::kDone;
  }

  /** Takes the posterior from frame t - 1 to frame t. @return the posterior of the blank. */
  float step_forward(int64_t first, int64_t end, const float* stay) {
    Float blank_sum = Vector::set1(0.0f);
    Float previous_out = Vector::set1(0.0f);
    const Float zero = Vector::set1(0.0f);
    for (int64_t vector = first; vector < end; ++vector) {
      const int64_t at = vector * kLanes;
      const Float stay_blank = Vector::load(stay + at);
      const Float stay_label = Vector::load(stay + width_ + at);
      const Float label = Vector::load(label_posterior_ + at);
      const Float kept = Vector::mul(label, stay_label);
      const Float out = Vector::sub(label, kept);
      const Float arriving = Vector::shift_in_previous(previous_out, out);
      const Mask differs = Vector::mask(differs_ + at);
      const Float in =
          Vector::add(Vector::load(blank_posterior_ + at), Vector::select(differs, arriving, zero));
      const Float in_blank = Vector::mul(in, stay_blank);
      const Float blank = Vector::add(in_blank, Vector::select(differs, zero, arriving));
      Vector::store(blank_posterior_ + at, blank);
      Vector::store(label_posterior_ + at, Vector::add(kept, Vector::sub(in, in_blank)));
      blank_sum = Vector::add(blank_sum, blank);
      previous_out = out;
    }
    return Vector::sum(blank_sum);
  }

  /** Writes softmax - posterior. @return false if the frame has no softmax. */
  bool write_row(int64_t t, int64_t first, int64_t end, float blank_posterior) {
    float* gradient = sample_.gradient_frame(t);
    float peak;
    const double sum = exponentials(t, gradient, &peak);
    if (!add_row(t, peak, sum)) return false;
    const Float inverse = Vector::set1(static_cast<float>(1.0 / sum));
    for (int64_t c = 0; c < sample_.classes; c += kLanes) {
      const int64_t count = std::min<int64_t>(kLanes, sample_.classes - c);
      Vector::store_part(gradient + c, count, Vector::mul(Vector::load_part(gradient + c, count, 0), inverse));
    }
    gradient[sample_.blank] -= blank_posterior;
    const int64_t last = std::min(end * kLanes, sample_.label_count);
    for (int64_t i = first * kLanes; i < last; ++i) gradient[label_[i]] -= label_posterior_[i];
    return true;
  }

  /**
   * The frame's largest score, and the sum of exp(score - peak), in double precision: one plus the sum of all but the
   * peak, so that a confident frame's tiny rest is not rounded away. @param out receives the exponentials, or null.
   */
  double exponentials(int64_t t, float* out, float* peak) {
    const float* scores = sample_.frame(t);
    Float largest = Vector::set1(-kInfinity);
    for (int64_t c = 0; c < sample_.classes; c += kLanes) {
      const int64_t count = std::min<int64_t>(kLanes, sample_.classes - c);
      largest = Vector::max(largest, Vector::load_part(scores + c, count, -kInfinity));
    }
    *peak = Vector::largest(largest);
    const Float reference = Vector::set1(*peak);
    Float others = Vector::set1(0.0f);
    int64_t peaks = 0;
    for (int64_t c = 0; c < sample_.classes; c += kLanes) {
      const int64_t count = std::min<int64_t>(kLanes, sample_.classes - c);
      const Float score = Vector::load_part(scores + c, count, -kInfinity);
      const Float value = exp_nonpositive(Vector::sub(score, reference));
      const Mask is_peak = Vector::equal(score, reference);
      peaks += Vector::count(is_peak);
      others = Vector::add(others, Vector::select(is_peak, Vector::set1(0.0f), value));
      if (out != nullptr) Vector::store_part(out + c, count, value);
    }
    return static_cast<double>(peaks) + static_cast<double>(Vector::sum(others));
  }

  bool add_row(int64_t t, float peak, double sum) {
    if (!(sum >= 1) || std::isinf(peak)) return false;
    peaks_[t] = peak;
    row_sums_.multiply(sum);
    blank_over_peak_ += static_cast<double>(sample_.frame(t)[sample_.blank]) - static_cast<double>(peak);
    return true;
  }

  bool sum_rows() {
    for (int64_t t = 0; t < sample_.frames; ++t) {
      float peak;
      const double sum = exponentials(t, nullptr, &peak);
      if (!add_row(t, peak, sum)) return false;
    }
    return true;
  }

  bool forward_pass() {
    const int64_t frames = sample_.frames;
    std::fill_n(blank_posterior_, width_, 0.0f);
    std::fill_n(label_posterior_, width_, 0.0f);
    blank_posterior_[0] = 1;
    for (int64_t segment = 0; segment < segments_; ++segment) {
      const int64_t from = segment * segment_;
      const int64_t to = std::min(frames, from + segment_);
      if (segments_ > 1) {
        if (segment < segments_ - 1) {
          std::copy_n(checkpoint(segment), 4 * width_, blank_mantissa_);
        } else {
          start_column();
        }
        backward(from, to, true);
      }
      for (int64_t t = from; t < to; ++t) {
        const int64_t first = first_alive(t - 1);
        const int64_t end = end_reachable(t);
        const float blank = step_forward(first, end, stay_ + (t - from) * 2 * width_);
        if (!write_row(t, first, end, blank)) return false;
      }
    }
    return true;
  }

  const Sample& sample_;
  Workspace& workspace_;
  int64_t groups_ = 0;
  int64_t width_ = 0;     // groups, rounded up to whole vectors
  int64_t segment_ = 0;   // frames between two checkpoints
  int64_t segments_ = 0;
  int64_t stay_rows_ = 0;

  // [width_] of each group
  int32_t* label_ = nullptr;
  int32_t* exists_ = nullptr;   // -1 where the group has a label, else 0
  int32_t* differs_ = nullptr;  // 0 where the label repeats the one before, else -1
  int32_t* first_frame_ = nullptr;
  int32_t* frames_after_ = nullptr;
  // beta, a column: the next four follow one another in memory
  float* blank_mantissa_ = nullptr;
  float* blank_exponent_ = nullptr;
  float* label_mantissa_ = nullptr;
  float* label_exponent_ = nullptr;
  float* blank_posterior_ = nullptr;
  float* label_posterior_ = nullptr;

  float* emission_ = nullptr;  // [width_] of one frame
  double* forward_ = nullptr;  // [4][width_ + 1] columns of likelihood_over_peaks()
  float* peaks_ = nullptr;     // [frames] largest score of each frame
  float* stay_ = nullptr;         // [stay_rows_][2][width_] probability of staying on the blank, on the label
  float* checkpoints_ = nullptr;  // [segments_ - 1][4][width_]

  Float worst_exponent_;   // the largest exponent of an emission
  float blank_check_ = 0;  // NaN once a blank's score is not finite
  LogProduct row_sums_;
  double blank_over_peak_ = 0;
};

KernelOutcome run_sample(const Sample& sample, Workspace& workspace, double* loss) {
  const FlushDenormals flush;
  return SampleRun(sample, workspace).run(loss);
}
