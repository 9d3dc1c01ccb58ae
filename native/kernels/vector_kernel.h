/**
 * @file vector_kernel.h
 * The CTC recursion over a thin vector type: one algorithm for every instruction set.
 *
 * An instruction set's file includes this inside its own target region and anonymous namespace, after it has defined
 *
 *     struct Vector  with  kLanes, Float, Mask and the operations used here and in the headers below.
 *
 * Lattice weights are extended numbers: a float32 mantissa times two to a whole exponent kept in a float32 of its own.
 * They neither underflow nor overflow, and their sum is a shift and an addition: the recursion needs no exp and no log.
 * Every frame is divided by the blank's score, so that blanks cost no multiplication. docs/ctc.md has the equations.
 */

#include "kernels/vector_math.h"
// Over that,
#include "kernels/vector_lattice.h"
#include "kernels/vector_turned_scores.h"
// over those,
#include "kernels/vector_best_path.h"
#include "kernels/vector_scored_rows.h"
#include "kernels/vector_turned_rows.h"
#include "kernels/vector_wide_rows.h"
// and over the rows,
#include "kernels/vector_rows.h"

/** Whole numbers are exact in float32 below 2^24; exponents stay below this. */
constexpr double kMostExponent = 1.6e7;
/** Stay shares of a sample that fit this many bytes are kept; beyond, they are computed a second time. */
constexpr int64_t kKeptStayBytes = 256 << 10;
/** Up to this many classes a frame's scores over the blank's are tabulated, and looked up for each label. */
constexpr int64_t kMostTableClasses = Vector::kMostTableVectors * kLanes;
/** How far ahead of the backward pass the labels' scores are fetched from large rows. */
constexpr int64_t kPrefetchFrames = 8;
/** The same where all threads have only this sample: long stretches of rows are worth more than a small cache. */
constexpr int64_t kKeptStayBytesAlone = 4 << 20;
/** Below this logarithm a likelihood could leave the range of a double. */
constexpr double kLeastConfidence = -600;

/** The run of one sample. */
class SampleRun {
 public:
  SampleRun(const Sample& sample, Workspace& workspace)
      : sample_(sample), workspace_(workspace), lattice_(sample), rows_(sample, lattice_), width_(lattice_.width()) {}

  KernelOutcome run(double* loss) {
    if (!lay_out()) return KernelOutcome::kOutOfMemory;
    const KernelOutcome reached = backward_pass();
    if (reached != KernelOutcome::kDone) return reached;
    const double log_ratio = std::log(blank_mantissa_[0]) + blank_exponent_[0] * 0.6931471805599453;
    if (!(sample_.wants_posterior() ? forward_pass() : rows_.run(0, sample_.frames, nullptr))) {
      return KernelOutcome::kOutOfMemory;
    }
    Rows::Totals totals;
    if (!rows_.add_up(&totals)) return KernelOutcome::kNotANumber;
    const double log_likelihood_over_peaks = totals.blanks_over_peaks + log_ratio;
    *loss = totals.normaliser - log_likelihood_over_peaks;
    if (is_confident(*loss, log_likelihood_over_peaks)) *loss = totals.normaliser - std::log(likelihood_over_peaks());
    return KernelOutcome::kDone;
  }

 private:
  bool lay_out() {
    const int64_t frames = sample_.frames;
    segment_ = std::max(kTile, round_up(frames));
    const int64_t kept_bytes = rows_.are_shared() ? kKeptStayBytesAlone : kKeptStayBytes;
    if (sample_.wants_posterior() && segment_ * stay_row() * int64_t{sizeof(float)} > kept_bytes) {
      segment_ = round_up(static_cast<int64_t>(std::sqrt(2.0 * static_cast<double>(frames))));
    }
    segments_ = (frames + segment_ - 1) / segment_;
    const int64_t stay_frames = sample_.wants_posterior() ? std::min(segment_, frames) : 0;
    const int64_t checkpoints = std::max<int64_t>(0, segments_ - 1);
    const double floats = static_cast<double>(width_) *
                          (64.0 + 4.0 * static_cast<double>(stay_frames) + 4.0 * static_cast<double>(checkpoints));
    if (floats > 1e15) return false;
    using W = Workspace;
    if (!workspace_.reserve(lattice_.bytes() + rows_.bytes() + 3 * W::bytes<float>(kMostTableClasses) +
                            W::bytes<float>(4 * width_) + 3 * W::bytes<float>(width_) +
                            W::bytes<double>(4 * (width_ + 1)) + W::bytes<float>(stay_frames * stay_row()) +
                            W::bytes<float>(stay_frames * kLanes) + W::bytes<float>(checkpoints * 4 * width_))) {
      return false;
    }
    lattice_.build(workspace_);
    rows_.take(workspace_);
    blank_mantissa_ = workspace_.take<float>(4 * width_);
    blank_exponent_ = blank_mantissa_ + width_;
    label_mantissa_ = blank_exponent_ + width_;
    label_exponent_ = label_mantissa_ + width_;
    table_mantissa_ = workspace_.take<float>(kMostTableClasses);
    table_exponent_ = workspace_.take<float>(kMostTableClasses);
    is_label_ = workspace_.take<int32_t>(kMostTableClasses);
    blank_posterior_ = workspace_.take<float>(width_);
    label_posterior_ = workspace_.take<float>(width_);
    emission_ = workspace_.take<float>(width_);
    forward_ = workspace_.take<double>(4 * (width_ + 1));
    stay_ = workspace_.take<float>(stay_frames * stay_row());
    blank_sums_ = workspace_.take<float>(stay_frames * kLanes);
    checkpoints_ = workspace_.take<float>(checkpoints * 4 * width_);
    return true;
  }

  /**
   * The gradient of a probability is the posterior over it, so small posteriors must be exact in relation to
   * themselves: one minus a share to stay is not.
   */
  bool keeps_leave_shares() const { return sample_.input == Input::kProbabilities; }

  int64_t stay_row() const { return (keeps_leave_shares() ? 4 : 2) * width_; }

  /** Tabulates the classes' scores over the blank's, as extended numbers, where there are few classes. */
  template <int kTableVectors>
  void tabulate(const float* scores, Float blank_score) {
    // The number of vectors is a power of two: the last one may lie past the classes, where no label points.
    for (int64_t at = 0; at < std::min<int64_t>(kTableVectors * kLanes, sample_.classes); at += kLanes) {
      const int64_t count = std::min<int64_t>(kLanes, sample_.classes - at);
      const Float score = Vector::load_part(scores + at, count, -kInfinity);
      const Extended ratio = over_blank(score, blank_score, Vector::mask(is_label_ + at));
      ratio.store(table_mantissa_ + at, table_exponent_ + at);
    }
  }

  /** exp(score - blank's score), or probability over the blank's; notes the largest exponent among those that count. */
  Extended over_blank(Float score, Float blank_score, Mask counts) {
    Extended ratio;
    Mask possible;
    if (sample_.input == Input::kProbabilities) {
      Extended blank = {blank_score, Vector::set1(0.0f)};
      ratio = {score, Vector::set1(0.0f)};
      Vector::normalise(&blank.mantissa, &blank.exponent);
      Vector::normalise(&ratio.mantissa, &ratio.exponent);
      ratio = {Vector::div(ratio.mantissa, blank.mantissa), Vector::sub(ratio.exponent, blank.exponent)};
      possible = Vector::not_equal(score, Vector::set1(0.0f));
    } else {
      Float fraction;
      split_exponent(score, blank_score, &ratio.exponent, &fraction);
      ratio.mantissa = exp2_fraction(fraction);
      possible = Vector::not_equal(score, Vector::set1(-kInfinity));
    }
    worst_exponent_ = Vector::max(worst_exponent_, Vector::select(Vector::both(possible, counts),
                                                                  Vector::abs(ratio.exponent), Vector::set1(0.0f)));
    return select(possible, ratio, extended_zero());
  }

  /** Notes whether every frame can be divided by its blank. */
  void check_blank(float blank_score) {
    // Infinities and NaN times 0 are NaN.
    blank_check_ += blank_score * 0.0f;
    if (sample_.input == Input::kProbabilities && !(blank_score > 0))
      blank_check_ = std::numeric_limits<float>::quiet_NaN();
  }

  /** The labels' scores over the blank's. */
  template <int kTableVectors>
  Extended emission(int64_t at, const float* scores, Float blank_score) {
    const int32_t* label = lattice_.label() + at;
    if constexpr (kTableVectors > 0) {
      return {Vector::lookup<kTableVectors>(table_mantissa_, label),
              Vector::lookup<kTableVectors>(table_exponent_, label)};
    } else {
      return over_blank(Vector::gather(scores, label), blank_score, Vector::all());
    }
  }

  /** What a vector of groups weighs from after a frame on, for a path on the blank or on the label. */
  struct Beta {
    Extended blank;
    Extended label;
  };

  /** The paths that go on through a group at some frame, as that frame's emission and all later ones weigh them. */
  struct Entry {
    Extended label;  // through its label first
    Extended group;  // through its blank first, or its label
    Extended enter;  // open to a path that comes from the label before
    Float stay_blank;
    Float leave_blank;
  };

  template <int kTableVectors, Shares kShares>
  Entry entry(int64_t at, Beta beta, const float* scores, Float blank_score) {
    Entry entry;
    entry.label = multiply(beta.label, emission<kTableVectors>(at, scores, blank_score));
    entry.group = add<kShares>(beta.blank, entry.label, &entry.stay_blank, &entry.leave_blank);
    entry.enter = select(Vector::mask(lattice_.differs() + at), entry.group, beta.blank);
    return entry;
  }

  /** Beta one frame earlier. @param enter_next the entry of the group after each
   *  @param stay where the stay shares go */
  template <Shares kShares>
  Beta step_back(int64_t at, const Entry& entry, Extended enter_next, bool renormalise, float* stay) const {
    Float stay_label, leave_label;
    const Extended staying = sample_.merge_repeated ? entry.label : extended_zero();
    Beta beta = {entry.group, add<kShares>(staying, enter_next, &stay_label, &leave_label)};
    if (renormalise) {
      Vector::normalise(&beta.blank.mantissa, &beta.blank.exponent);
      Vector::normalise(&beta.label.mantissa, &beta.label.exponent);
    }
    if constexpr (kShares != Shares::kNone) {
      Vector::store(stay + at, entry.stay_blank);
      Vector::store(stay + width_ + at, stay_label);
    }
    if constexpr (kShares == Shares::kBoth) {
      Vector::store(stay + 2 * width_ + at, entry.leave_blank);
      Vector::store(stay + 3 * width_ + at, leave_label);
    }
    return beta;
  }

  Beta load_beta(int64_t at) const {
    return {Extended::load(blank_mantissa_ + at, blank_exponent_ + at),
            Extended::load(label_mantissa_ + at, label_exponent_ + at)};
  }

  void store_beta(int64_t at, Beta beta) {
    beta.blank.store(blank_mantissa_ + at, blank_exponent_ + at);
    beta.label.store(label_mantissa_ + at, label_exponent_ + at);
  }

  /** Makes the labels' scores of frame t ready. @return the blank's */
  template <int kTableVectors>
  Float begin_frame(int64_t t, Band band) {
    const float* scores = sample_.frame(t);
    const Float blank_score = Vector::set1(scores[sample_.blank]);
    check_blank(scores[sample_.blank]);
    if constexpr (kTableVectors > 0) {
      tabulate<kTableVectors>(scores, blank_score);
    } else if (t >= kPrefetchFrames) {
      const float* early = sample_.frame(t - kPrefetchFrames);
      const int32_t* label = lattice_.label();
      for (int64_t i = band.first * kLanes; i < band.end * kLanes; ++i) __builtin_prefetch(early + label[i]);
    }
    return blank_score;
  }

  /** Takes the column from beta at frame t to beta at frame t - 1. */
  template <int kTableVectors, Shares kShares>
  void step_column_back(int64_t t, Band band, bool renormalise, float* stay) {
    const float* scores = sample_.frame(t);
    const Float blank_score = begin_frame<kTableVectors>(t, band);
    const auto entry_at = [&](int64_t at) {
      return entry<kTableVectors, kShares>(at, load_beta(at), scores, blank_score);
    };
    Entry current = entry_at(band.first * kLanes);
    for (int64_t at = band.first * kLanes; at < band.end * kLanes; at += kLanes) {
      Entry next;
      if (at + kLanes < band.end * kLanes) {
        next = entry_at(at + kLanes);
      } else {
        next.enter = extended_zero();
      }
      store_beta(at, step_back<kShares>(at, current, shift_in_next(current.enter, next.enter), renormalise, stay));
      current = next;
    }
  }

  /** Beta after the last frame: done in the last blank or the last label. */
  void start_column() {
    std::fill_n(blank_mantissa_, width_, 1.0f);
    std::fill_n(label_mantissa_, width_, 1.0f);
    std::fill_n(blank_exponent_, width_, kZeroExponent);
    std::fill_n(label_exponent_, width_, kZeroExponent);
    blank_exponent_[sample_.label_count] = 0;
    if (sample_.label_count > 0) label_exponent_[sample_.label_count - 1] = 0;
  }

  /**
   * Goes back over the frames [from, to), keeping the stay shares if asked to. Mantissas are normalised once a tile:
   * they drift by at most two powers of two a frame, and float32 has 126 of them.
   */
  template <int kTableVectors, Shares kShares>
  void backward(int64_t from, int64_t to) {
    if (width_ == kLanes) return backward_in_registers<kTableVectors, kShares>(from, to);
    for (int64_t tile = from + (to - 1 - from) / kTile * kTile; tile >= from; tile -= kTile) {
      const Band band = lattice_.band(tile);
      for (int64_t t = std::min(tile + kTile, to) - 1; t >= tile; --t) {
        step_column_back<kTableVectors, kShares>(t, band, t == tile, stay_of<kShares>(t - from));
      }
    }
  }

  /** The same for a lattice of one vector: a column in memory would lengthen the chain from frame to frame. */
  template <int kTableVectors, Shares kShares>
  void backward_in_registers(int64_t from, int64_t to) {
    Beta beta = load_beta(0);
    for (int64_t t = to - 1; t >= from; --t) {
      const Float blank_score = begin_frame<kTableVectors>(t, {0, 1});
      const Entry now = entry<kTableVectors, kShares>(0, beta, sample_.frame(t), blank_score);
      const Extended enter_next = shift_in_next(now.enter, extended_zero());
      beta = step_back<kShares>(0, now, enter_next, (t - from) % kTile == 0, stay_of<kShares>(t - from));
    }
    store_beta(0, beta);
  }

  /** Where the shares of a segment's frame go. */
  template <Shares kShares>
  float* stay_of(int64_t frame) const {
    return kShares == Shares::kNone ? nullptr : stay_ + frame * stay_row();
  }

  template <Shares kShares, int kTableVectors = 1>
  void backward_with_tables(int64_t from, int64_t to) {
    if (sample_.classes <= kTableVectors * kLanes) return backward<kTableVectors, kShares>(from, to);
    if constexpr (kTableVectors < Vector::kMostTableVectors) {
      return backward_with_tables<kShares, 2 * kTableVectors>(from, to);
    }
    return backward<0, kShares>(from, to);
  }

  void backward_with_shares(int64_t from, int64_t to) {
    if (keeps_leave_shares()) return backward_with_tables<Shares::kBoth>(from, to);
    backward_with_tables<Shares::kFirst>(from, to);
  }

  float* checkpoint(int64_t segment) { return checkpoints_ + segment * 4 * width_; }

  KernelOutcome backward_pass() {
    const int64_t frames = sample_.frames;
    worst_exponent_ = Vector::set1(0.0f);
    if (sample_.classes <= kMostTableClasses) {
      std::fill_n(is_label_, kMostTableClasses, 0);
      for (int64_t i = 0; i < sample_.label_count; ++i) is_label_[sample_.labels[i]] = -1;
    }
    start_column();
    for (int64_t segment = segments_ - 1; segment >= 0; --segment) {
      if (segment < segments_ - 1) std::copy_n(blank_mantissa_, 4 * width_, checkpoint(segment));
      const int64_t from = segment * segment_;
      const int64_t to = std::min(frames, from + segment_);
      if (segments_ == 1 && sample_.wants_posterior()) {
        backward_with_shares(from, to);
      } else {
        backward_with_tables<Shares::kNone>(from, to);
      }
    }
    const double most = (static_cast<double>(Vector::largest(worst_exponent_)) + 4) * static_cast<double>(frames);
    if (!(most < kMostExponent) || std::isnan(blank_check_)) return KernelOutcome::kOutOfRange;
    if (blank_exponent_[0] < kZeroExponent / 2) return KernelOutcome::kInfeasible;
    return KernelOutcome::kDone;
  }

  /** @return false if memory is lacking */
  bool forward_pass() {
    std::fill_n(blank_posterior_, width_, 0.0f);
    std::fill_n(label_posterior_, width_, 0.0f);
    blank_posterior_[0] = 1;
    for (int64_t segment = 0; segment < segments_; ++segment) {
      const int64_t from = segment * segment_;
      const int64_t to = std::min(sample_.frames, from + segment_);
      if (segments_ > 1) {
        if (segment < segments_ - 1) {
          std::copy_n(checkpoint(segment), 4 * width_, blank_mantissa_);
        } else {
          start_column();
        }
        backward_with_shares(from, to);
      }
      const Posterior posterior = {from, stay_ + width_, stay_row(), blank_sums_};
      const int64_t stretch = rows_.are_shared() ? to - from : kTile;
      for (int64_t begin = from; begin < to; begin += stretch) {
        const int64_t end = std::min(begin + stretch, to);
        forward(from, begin, end);
        if (!rows_.run(begin, end, sample_.gradient != nullptr ? &posterior : nullptr)) return false;
      }
    }
    if (sample_.blank_share != nullptr) {
      *sample_.blank_share =
          sample_.frames == 0 ? 0 : static_cast<float>(blank_mass_ / static_cast<double>(sample_.frames));
    }
    return true;
  }

  /**
   * Takes the posterior forward over the frames [begin, end), whole tiles but for the last, of the segment that starts
   * at `from`. A frame's label posteriors take the place of its shares to stay on the labels.
   */
  void forward(int64_t from, int64_t begin, int64_t end) {
    if (width_ == kLanes) return forward_in_registers(from, begin, end);
    float* labels_before = begin == from ? label_posterior_ : stay_ + (begin - 1 - from) * stay_row() + width_;
    for (int64_t tile = begin; tile < end; tile += kTile) {
      const Band band = lattice_.band(tile);
      for (int64_t t = tile; t < std::min(tile + kTile, end); ++t) {
        float* stay = stay_ + (t - from) * stay_row();
        keep_blanks(t - from, step_forward(band, stay, labels_before));
        labels_before = stay + width_;
      }
      // The next tile's band may reach further: no posterior is there yet.
      std::fill(labels_before + band.end * kLanes, labels_before + width_, 0.0f);
    }
    // The next segment's shares will overwrite this one's.
    if (end == std::min(sample_.frames, from + segment_)) std::copy_n(labels_before, width_, label_posterior_);
  }

  /** The same for a lattice of one vector, as backward_in_registers(). */
  void forward_in_registers(int64_t from, int64_t begin, int64_t end) {
    Float blank = Vector::load(blank_posterior_);
    Float label = Vector::load(label_posterior_);
    for (int64_t t = begin; t < end; ++t) {
      float* stay = stay_ + (t - from) * stay_row();
      Float out = Vector::set1(0.0f);
      label = step_forward(0, stay, label, &blank, &out);
      Vector::store(stay + width_, label);
      keep_blanks(t - from, blank);
    }
    Vector::store(blank_posterior_, blank);
    Vector::store(label_posterior_, label);
  }

  /** @param sum the posterior on the blanks, spread over the lanes, in a frame of the segment */
  void keep_blanks(int64_t frame, Float sum) {
    Vector::store(blank_sums_ + frame * kLanes, sum);
    if (sample_.blank_share != nullptr) blank_mass_ += static_cast<double>(Vector::sum(sum));
  }

  /**
   * Takes the posterior from one frame to the next, whose labels' takes the place of their shares to stay.
   *
   * @return the blanks', spread over the lanes
   */
  Float step_forward(Band band, float* stay, const float* labels_before) {
    Float sum = Vector::set1(0.0f);
    Float out = sum;
    for (int64_t at = band.first * kLanes; at < band.end * kLanes; at += kLanes) {
      Float blank = Vector::load(blank_posterior_ + at);
      const Float label = step_forward(at, stay, Vector::load(labels_before + at), &blank, &out);
      Vector::store(blank_posterior_ + at, blank);
      Vector::store(stay + width_ + at, label);
      sum = Vector::add(sum, blank);
    }
    return sum;
  }

  /**
   * The same for one vector of groups.
   *
   * @param blank the posterior on the blanks, before and after
   * @param out what leaves the labels of the vector before, and then of this one
   * @return the posterior on the labels
   */
  Float step_forward(int64_t at, const float* stay, Float label, Float* blank, Float* out) const {
    const Float zero = Vector::set1(0.0f);
    const bool with_leave_shares = keeps_leave_shares();
    const Float kept = Vector::mul(label, Vector::load(stay + width_ + at));
    const Float leaving =
        with_leave_shares ? Vector::mul(label, Vector::load(stay + 3 * width_ + at)) : Vector::sub(label, kept);
    const Float arriving = Vector::shift_in_previous(*out, leaving);
    const Mask differs = Vector::mask(lattice_.differs() + at);
    const Float in = Vector::add(*blank, Vector::select(differs, arriving, zero));
    const Float in_blank = Vector::mul(in, Vector::load(stay + at));
    *blank = Vector::add(in_blank, Vector::select(differs, zero, arriving));
    *out = leaving;
    const Float in_label =
        with_leave_shares ? Vector::mul(in, Vector::load(stay + 2 * width_ + at)) : Vector::sub(in, in_blank);
    return Vector::add(kept, in_label);
  }

  /**
   * Whether the loss is so small, for its frames, that the recursion's rounding of 6e-8 a frame would show in it: the
   * alternatives that add up to it are then too light for a float32 mantissa.
   */
  bool is_confident(double loss, double log_likelihood_over_peaks) const {
    return log_likelihood_over_peaks > kLeastConfidence &&
           1.2e-7 * static_cast<double>(sample_.frames) > 5e-6 + 2e-6 * std::fabs(loss);
  }

  /**
   * The sum over all paths of exp(score - the frame's peak), by the textbook forward recursion in plain double
   * precision: with a likelihood this large no path that matters underflows, and the peaks' factors are exactly one.
   */
  double likelihood_over_peaks() {
    const int64_t count = sample_.label_count;
    const int32_t* differs = lattice_.differs();
    std::fill_n(forward_, 4 * (width_ + 1), 0.0);
    double* blank = forward_;
    double* label = blank + width_ + 1;  // label i lies at label[i + 1]: label[0] is nobody
    double* next_blank = label + width_ + 1;
    double* next_label = next_blank + width_ + 1;
    blank[0] = 1;
    const double stay = sample_.merge_repeated ? 1 : 0;
    for (int64_t t = 0; t < sample_.frames; ++t) {
      const float* scores = sample_.frame(t);
      const float peak = rows_.peak(t);
      const Band band = lattice_.band(t / kTile * kTile);
      const int64_t end = std::min(band.end * kLanes, count + 1);
      const bool probabilities = sample_.input == Input::kProbabilities;
      for (int64_t i = band.first * kLanes; i < end; i += kLanes) {
        const Float score = Vector::gather(scores, lattice_.label() + i);
        const Float over_peak = probabilities ? Vector::div(score, Vector::set1(peak))
                                              : exp_nonpositive(Vector::sub(score, Vector::set1(peak)));
        Vector::store(emission_ + i, over_peak);
      }
      const double blank_score = scores[sample_.blank];
      const double blank_emission = probabilities ? blank_score / peak : std::exp(blank_score - peak);
      for (int64_t i = band.first * kLanes; i < end; ++i) {
        const double direct = differs[i] != 0 ? label[i] : 0.0;
        next_blank[i] = (blank[i] + label[i]) * blank_emission;
        next_label[i + 1] = (label[i + 1] * stay + blank[i] + direct) * static_cast<double>(emission_[i]);
      }
      std::swap(blank, next_blank);
      std::swap(label, next_label);
    }
    return blank[count] + label[count];
  }

  const Sample& sample_;
  Workspace& workspace_;
  Lattice lattice_;
  Rows rows_;
  const int64_t width_;  // of the lattice
  int64_t segment_ = 0;  // frames between two checkpoints, whole tiles
  int64_t segments_ = 0;

  // beta, a column of four rows [width_]
  float* blank_mantissa_ = nullptr;
  float* blank_exponent_ = nullptr;
  float* label_mantissa_ = nullptr;
  float* label_exponent_ = nullptr;
  float* stay_ = nullptr;         // [frames of a segment][2 or 4][width_] shares that stay on the blank, on the label;
                                  // that leave them
  float* checkpoints_ = nullptr;  // [segments_ - 1][4][width_]

  // [kMostTableClasses]
  float* table_mantissa_ = nullptr;
  float* table_exponent_ = nullptr;
  int32_t* is_label_ = nullptr;

  float* blank_posterior_ = nullptr;  // [width_] of the latest frame
  float* label_posterior_ = nullptr;  // [width_] of the frame before the segment
  float* blank_sums_ = nullptr;       // [frames of a segment][kLanes]

  float* emission_ = nullptr;  // [width_] for likelihood_over_peaks()
  double* forward_ = nullptr;  // [4][width_ + 1] for likelihood_over_peaks()

  double blank_mass_ = 0;  // the blank's posterior, summed over the frames
  Float worst_exponent_;   // the largest exponent of an emission
  float blank_check_ = 0;  // NaN once a blank's score is none to divide by
};

KernelOutcome run_sample(const Sample& sample, Workspace& workspace, double* loss) {
  const FlushDenormals flush;
  return SampleRun(sample, workspace).run(loss);
}
