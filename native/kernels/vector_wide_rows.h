/**
 * @file vector_wide_rows.h
 * Softmax rows of many classes, one after the other. Included by vector_kernel.h.
 *
 * A row is taken in the aligned vectors of memory that hold it, whatever its address: a vector that straddles two cache
 * lines costs twice, and a row seldom starts where a vector may. Still each class is added to the sum of those that are
 * a multiple of kLanes away, in rising order: the bits do not depend on the address.
 */

/** One row in memory: the first and the last of its vectors may belong to it in part. */
struct RowSpan {
  const float* begin;  // aligned, `skipped` floats before the row
  int64_t skipped;
  int64_t vectors;
  int64_t last_lanes;

  RowSpan(const float* row, int64_t classes)
      : begin(row - lanes_past_boundary(row)),
        skipped(lanes_past_boundary(row)),
        vectors((skipped + classes + kLanes - 1) / kLanes),
        last_lanes(skipped + classes - (vectors - 1) * kLanes) {}

  static int64_t lanes_past_boundary(const float* at) {
    return static_cast<int64_t>(reinterpret_cast<uintptr_t>(at) / sizeof(float) % kLanes);
  }

  // Lanes outside the row are -infinity.
  Float first() const { return Vector::load_from(begin, skipped, -kInfinity); }
  Float last() const { return Vector::load_part(begin + (vectors - 1) * kLanes, last_lanes, -kInfinity); }
};

/** How many floats ahead of the search for the next row's peak the scores are fetched from memory. */
constexpr int64_t kPrefetchFloats = 512;

class WideRows {
 public:
  /** A sample of more classes than two vectors hold: no row has its first vector for its last.
   *  @param peaks, sums as Rows'
   *  @param scratch [scratch_floats(classes)] */
  WideRows(const Sample& sample, const Lattice& lattice, float* peaks, double* sums, float* scratch)
      : sample_(sample),
        lattice_(lattice),
        peaks_(peaks),
        sums_(sums),
        row_(scratch),
        finished_row_(scratch + scratch_floats(sample.classes) / 2) {}

  static int64_t scratch_floats(int64_t classes) { return 2 * (round_up(classes) + 2 * kLanes); }

  /** Takes the frames [from, to); with a posterior, writes their gradient, but for the last frame's: `from` then starts
   *  a tile. */
  void run(int64_t from, int64_t to, const Posterior* posterior) {
    for (int64_t tile = from; tile < to; tile += kTile) {
      const Band band = lattice_.band(tile);
      for (int64_t t = tile; t < std::min(tile + kTile, to); ++t) {
        exponentials(t);
        if (posterior != nullptr) finish_row(t, band, *posterior);
      }
    }
  }

  /** Writes the last frame's gradient. */
  void finish() {
    end_writing();
    Vector::fence();
  }

 private:
  RowSpan span(int64_t t) const { return RowSpan(sample_.frame(t), sample_.classes); }

  static float peak(const RowSpan& scores) {
    Float largest = Vector::max(scores.first(), scores.last());
    for (int64_t v = 1; v < scores.vectors - 1; ++v)
      largest = Vector::max(largest, Vector::load(scores.begin + v * kLanes));
    return Vector::largest(largest);
  }

  enum class Writing { kNothing, kThroughCaches, kPastCaches };

  /**
   * Leaves exp(score - peak) of a frame in row_, and their sum in sums_. Meanwhile it finds the next frame's peak, and
   * writes the finished row: the memory then has work all the time.
   */
  void exponentials(int64_t t) {
    const RowSpan scores = span(t);
    if (next_ != t) next_peak_ = peak(scores);
    peaks_[t] = next_peak_;
    next_ = std::min(t + 1, sample_.frames - 1);
    const RowSpan next_scores = span(next_);
    Float sum;
    if (written_ == sample_.classes) {
      sum = take_row<Writing::kNothing>(t, scores, next_scores);
    } else if (sample_.streams) {
      sum = take_row<Writing::kPastCaches>(t, scores, next_scores);
    } else {
      sum = take_row<Writing::kThroughCaches>(t, scores, next_scores);
    }
    end_writing();
    skipped_ = scores.skipped;
    const float total = Vector::sum(in_class_order(sum));
    sums_[t] = total < 1.5f ? sum_beside_peak(scores.vectors) : static_cast<double>(total);
  }

  template <Writing kWriting>
  Float take_row(int64_t t, const RowSpan& scores, const RowSpan& next_scores) {
    const Float peak = Vector::set1(next_peak_);
    const Float factor = Vector::set1(factor_);
    float* const row = row_;
    // The first row has none before it to write, and no gradient_ yet.
    float* const to = kWriting == Writing::kNothing ? nullptr : gradient_ + written_ - kLanes;
    const float* const finished = finished_row_ + finished_skipped_ + written_ - kLanes;
    Float sum = Vector::set1(0.0f);
    const auto take = [&](int64_t at, Float score) {
      const Float value = exp_nonpositive(Vector::sub(score, peak));
      sum = Vector::add(sum, value);
      Vector::store(row + at, value);
    };
    take(0, scores.first());
    Float next_largest = Vector::max(next_scores.first(), next_scores.last());
    const int64_t end = (scores.vectors - 1) * kLanes;
    const int64_t next_end = (next_scores.vectors - 1) * kLanes;
    int64_t together = std::min(end, next_end);
    if (kWriting != Writing::kNothing) together = std::min(together, sample_.classes - written_ + 1);
    const float* const later = span(std::min(t + 2, sample_.frames - 1)).begin - next_end;
    const float* const upcoming =
        sample_.upcoming != nullptr ? sample_.upcoming + t * sample_.frame_stride : scores.begin;
    int64_t at = kLanes;
    for (; at < together; at += kLanes) {
      const int64_t ahead = at + kPrefetchFloats;
      __builtin_prefetch((ahead < next_end ? next_scores.begin : later) + ahead);
      __builtin_prefetch(upcoming + at, 0, 2);
      next_largest = Vector::max(next_largest, Vector::load(next_scores.begin + at));
      take(at, Vector::load(scores.begin + at));
      if constexpr (kWriting == Writing::kPastCaches) {
        Vector::stream(to + at, Vector::mul(Vector::load(finished + at), factor));
      } else if constexpr (kWriting == Writing::kThroughCaches) {
        Vector::store(to + at, Vector::mul(Vector::load(finished + at), factor));
      }
    }
    if (kWriting != Writing::kNothing) written_ += at - kLanes;
    for (int64_t rest = at; rest < next_end; rest += kLanes) {
      next_largest = Vector::max(next_largest, Vector::load(next_scores.begin + rest));
    }
    for (; at < end; at += kLanes) take(at, Vector::load(scores.begin + at));
    take(end, scores.last());
    next_peak_ = Vector::largest(next_largest);
    return sum;
  }

  /** Lane n then holds the classes n, n + kLanes, ... of row_, wherever the row started. */
  Float in_class_order(Float lanes) const {
    alignas(64) float twice[2 * kLanes];
    Vector::store(twice, lanes);
    Vector::store(twice + kLanes, lanes);
    return Vector::load(twice + skipped_);
  }

  double sum_beside_peak(int64_t vectors) const {
    const Float one = Vector::set1(1.0f);
    Float others = Vector::set1(0.0f);
    int64_t peaks = 0;
    for (int64_t v = 0; v < vectors; ++v) {
      const Float value = Vector::load(row_ + v * kLanes);
      const Mask is_peak = Vector::equal(value, one);
      peaks += lanes_in(is_peak);
      others = Vector::add(others, Vector::select(is_peak, Vector::set1(0.0f), value));
    }
    return static_cast<double>(peaks) + static_cast<double>(Vector::sum(in_class_order(others)));
  }

  /** Takes the posterior off row_, which is then written while the next row is worked on. */
  void finish_row(int64_t t, Band band, const Posterior& posterior) {
    lattice_.subtract(posterior, t, band, static_cast<float>(sums_[t]), row_ + skipped_);
    std::swap(row_, finished_row_);
    finished_skipped_ = skipped_;
    gradient_ = sample_.gradient_frame(t);
    factor_ = static_cast<float>(1.0 / sums_[t]) * sample_.loss_gradient;
    // Up to the first whole vector in memory: stores past the caches must be aligned.
    written_ = (kLanes - RowSpan::lanes_past_boundary(gradient_)) % kLanes;
    if (written_ > 0) Vector::store_part(gradient_, written_, finished(0));
  }

  Float finished(int64_t at) const {
    return Vector::mul(Vector::load(finished_row_ + finished_skipped_ + at), Vector::set1(factor_));
  }

  void end_writing() {
    for (; written_ + kLanes <= sample_.classes; written_ += kLanes) {
      if (sample_.streams) {
        Vector::stream(gradient_ + written_, finished(written_));
      } else {
        Vector::store(gradient_ + written_, finished(written_));
      }
    }
    const int64_t rest = sample_.classes - written_;
    if (rest > 0) Vector::store_part(gradient_ + written_, rest, finished(written_));
    written_ = sample_.classes;
  }

  const Sample& sample_;
  const Lattice& lattice_;
  float* peaks_;
  double* sums_;
  float* row_;                 // exp(score - peak) of the frame in work, from row_ + skipped_
  float* finished_row_;        // those of the frame before less its posterior, from finished_row_ + finished_skipped_,
  float* gradient_ = nullptr;  // which times
  float factor_ = 0;           // this go here,
  int64_t written_ = sample_.classes;  // and up to this class have gone
  int64_t skipped_ = 0;
  int64_t finished_skipped_ = 0;
  int64_t next_ = -1;    // the frame whose peak is known already,
  float next_peak_ = 0;  // this
};
