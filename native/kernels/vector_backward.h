/**
 * @file vector_backward.h
 * The backward recursion of one sample, in extended numbers. Included by vector_kernel.h.
 *
 * Every frame is divided by the blank's score, so that blanks cost no multiplication.
 */

/** Whole numbers are exact in float32 below 2^24; exponents stay below this. */
constexpr double kMostExponent = 1.6e7;
/** Up to this many classes a frame's scores over the blank's are tabulated, and looked up for each label. */
constexpr int64_t kMostTableClasses = Vector::kMostTableVectors * kLanes;
/** How far ahead of the backward pass the labels' scores are fetched from large rows. */
constexpr int64_t kPrefetchFrames = 8;

/**
 * How a frame's shares lie in memory, width floats each: what stays on the blanks, what stays on the labels, and, where
 * they are kept, what leaves the blanks and the labels.
 */
struct ShareRows {
  int64_t width;
  /**
   * The gradient of a probability is the posterior over it, so small posteriors must be exact in relation to
   * themselves: one minus a share to stay is not.
   */
  bool with_leaving;

  int64_t stride() const { return (with_leaving ? 4 : 2) * width; }
};

class Backward {
 public:
  Backward(const Sample& sample, const Lattice& lattice)
      : sample_(sample),
        lattice_(lattice),
        width_(lattice.width()),
        shares_{width_, sample.input == Input::kProbabilities} {}

  size_t bytes() const {
    return Workspace::bytes<float>(column_floats()) + 3 * Workspace::bytes<float>(kMostTableClasses);
  }

  /** Of a lattice that is built. */
  void take(Workspace& workspace) {
    label_ = lattice_.label();
    differs_ = lattice_.differs();
    blank_mantissa_ = workspace.take<float>(column_floats());
    blank_exponent_ = blank_mantissa_ + width_;
    label_mantissa_ = blank_exponent_ + width_;
    label_exponent_ = label_mantissa_ + width_;
    table_mantissa_ = workspace.take<float>(kMostTableClasses);
    table_exponent_ = workspace.take<float>(kMostTableClasses);
    is_label_ = workspace.take<int32_t>(kMostTableClasses);
    if (sample_.classes <= kMostTableClasses) {
      std::fill_n(is_label_, kMostTableClasses, 0);
      for (int64_t i = 0; i < sample_.label_count; ++i) is_label_[sample_.labels[i]] = -1;
    }
  }

  const ShareRows& shares() const { return shares_; }

  /** Of a column, which is what run() takes from one frame to another. */
  int64_t column_floats() const { return 4 * width_; }
  void save_column(float* to) const { std::copy_n(blank_mantissa_, column_floats(), to); }
  void load_column(const float* from) { std::copy_n(from, column_floats(), blank_mantissa_); }

  /** Beta after the last frame: done in the last blank or the last label. */
  void start() {
    std::fill_n(blank_mantissa_, width_, 1.0f);
    std::fill_n(label_mantissa_, width_, 1.0f);
    std::fill_n(blank_exponent_, width_, kZeroExponent);
    std::fill_n(label_exponent_, width_, kZeroExponent);
    blank_exponent_[sample_.label_count] = 0;
    if (sample_.label_count > 0) label_exponent_[sample_.label_count - 1] = 0;
  }

  /** Goes back over the frames [from, to). */
  void run(int64_t from, int64_t to) { run_with_tables<Shares::kNone>(from, to, nullptr); }

  /** The same. @param stay receives the frames' ShareRows */
  void run(int64_t from, int64_t to, float* stay) {
    if (shares_.with_leaving) return run_with_tables<Shares::kBoth>(from, to, stay);
    run_with_tables<Shares::kFirst>(from, to, stay);
  }

  /** What came of it once the first frame is done; with kDone there is a log_ratio(). */
  KernelOutcome outcome() const {
    const double frames = static_cast<double>(sample_.frames);
    const double most = (static_cast<double>(Vector::largest(worst_exponent_)) + 4) * frames;
    if (!(most < kMostExponent) || std::isnan(blank_check_)) return KernelOutcome::kOutOfRange;
    if (blank_exponent_[0] < kZeroExponent / 2) return KernelOutcome::kInfeasible;
    return KernelOutcome::kDone;
  }

  /** The logarithm of the sum over all paths of the product of score over blank's score, frame by frame. */
  double log_ratio() const { return std::log(blank_mantissa_[0]) + blank_exponent_[0] * 0.6931471805599453; }

 private:
  /** Tabulates the classes' scores over the blank's, as extended numbers, where there are few classes. */
  template <int kTableVectors>
  [[gnu::always_inline]] void tabulate(const float* scores, Float blank_score) {
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
  [[gnu::always_inline]] Extended emission(int64_t at, const float* scores, Float blank_score) {
    const int32_t* label = label_ + at;
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
  [[gnu::always_inline]] Entry entry(int64_t at, Beta beta, const float* scores, Float blank_score) {
    Entry entry;
    entry.label = multiply(beta.label, emission<kTableVectors>(at, scores, blank_score));
    entry.group = add<kShares>(beta.blank, entry.label, &entry.stay_blank, &entry.leave_blank);
    entry.enter = select(Vector::mask(differs_ + at), entry.group, beta.blank);
    return entry;
  }

  /** Beta one frame earlier. @param enter_next the entry of the group after each
   *  @param stay where the stay shares go */
  template <Shares kShares>
  [[gnu::always_inline]] Beta step_back(int64_t at, const Entry& entry, Extended enter_next, bool renormalise,
                                        float* stay) const {
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
  [[gnu::always_inline]] Float begin_frame(int64_t t, Band band) {
    const float* scores = sample_.frame(t);
    const Float blank_score = Vector::set1(scores[sample_.blank]);
    check_blank(scores[sample_.blank]);
    if constexpr (kTableVectors > 0) {
      tabulate<kTableVectors>(scores, blank_score);
    } else if (t >= kPrefetchFrames) {
      const float* early = sample_.frame(t - kPrefetchFrames);
      const int32_t* label = label_;
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

  /** Mantissas are normalised once a tile: they drift by at most two powers of two a frame, of float32's 126. */
  template <int kTableVectors, Shares kShares>
  void run_over(int64_t from, int64_t to, float* stay) {
    if (width_ == kLanes) return run_in_registers<kTableVectors, kShares>(from, to, stay);
    for (int64_t tile = from + (to - 1 - from) / kTile * kTile; tile >= from; tile -= kTile) {
      const Band band = lattice_.band(tile);
      for (int64_t t = std::min(tile + kTile, to) - 1; t >= tile; --t) {
        step_column_back<kTableVectors, kShares>(t, band, t == tile, row_of<kShares>(stay, t - from));
      }
    }
  }

  /** The same for a lattice of one vector: a column in memory would lengthen the chain from frame to frame. */
  template <int kTableVectors, Shares kShares>
  void run_in_registers(int64_t from, int64_t to, float* stay) {
    Beta beta = load_beta(0);
    for (int64_t t = to - 1; t >= from; --t) {
      const Float blank_score = begin_frame<kTableVectors>(t, {0, 1});
      const Entry now = entry<kTableVectors, kShares>(0, beta, sample_.frame(t), blank_score);
      const Extended enter_next = shift_in_next(now.enter, extended_zero());
      beta = step_back<kShares>(0, now, enter_next, (t - from) % kTile == 0, row_of<kShares>(stay, t - from));
    }
    store_beta(0, beta);
  }

  /** Where a frame's shares go. */
  template <Shares kShares>
  float* row_of(float* stay, int64_t frame) const {
    return kShares == Shares::kNone ? nullptr : stay + frame * shares_.stride();
  }

  template <Shares kShares, int kTableVectors = 1>
  void run_with_tables(int64_t from, int64_t to, float* stay) {
    if (sample_.classes <= kTableVectors * kLanes) return run_over<kTableVectors, kShares>(from, to, stay);
    if constexpr (kTableVectors < Vector::kMostTableVectors) {
      return run_with_tables<kShares, 2 * kTableVectors>(from, to, stay);
    }
    run_over<0, kShares>(from, to, stay);
  }

  const Sample& sample_;
  const Lattice& lattice_;
  const int64_t width_;  // of the lattice
  const ShareRows shares_;
  const int32_t* label_ = nullptr;    // the lattice's, and
  const int32_t* differs_ = nullptr;  // these: one load less in the innermost loop

  // beta, a column of four rows [width_]
  float* blank_mantissa_ = nullptr;
  float* blank_exponent_ = nullptr;
  float* label_mantissa_ = nullptr;
  float* label_exponent_ = nullptr;

  // [kMostTableClasses]
  float* table_mantissa_ = nullptr;
  float* table_exponent_ = nullptr;
  int32_t* is_label_ = nullptr;

  Float worst_exponent_ = Vector::set1(0.0f);  // the largest exponent of an emission
  float blank_check_ = 0;                      // NaN once a blank's score is none to divide by
};
