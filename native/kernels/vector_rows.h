/**
 * @file vector_rows.h
 * The softmax of each frame: its sum, for the loss, and softmax - posterior, the gradient. Included by vector_kernel.h.
 *
 * A frame's sum of exp(score - peak) is one plus the sum of all but the peak wherever the peak makes up most of it, so
 * that a confident frame's tiny rest is not rounded away.
 */

/** Up to this many classes a tile of rows is turned, one frame to a lane, so that no lane idles. */
constexpr int64_t kMostTurnedClasses = 64;

/** A sample that all threads have to themselves shares its rows among them if they have this many scores. */
constexpr int64_t kLeastSharedScores = int64_t{1} << 16;

/** The posterior of a range of frames, as the lattice has it. */
struct Posterior {
  int64_t from;         // the first frame
  const float* labels;  // of each group's label: frame from + n at labels + n * stride
  int64_t stride;
  const float* blanks;  // of the blank: frame from + n spread over the lanes at blanks + n * kLanes
};

/** Some rows of one sample, one after the other, on one thread. */
class RowWorker {
 public:
  /** @param peaks [frames] receives each frame's largest score
   *  @param sums [frames] receives its sum of exp(score - peak), which is NaN or below 1 where there is no softmax
   *  @param scratch [scratch_floats(sample)] */
  RowWorker(const Sample& sample, const Lattice& lattice, float* peaks, double* sums, float* scratch)
      : sample_(sample),
        lattice_(lattice),
        peaks_(peaks),
        sums_(sums),
        row_(scratch),
        other_row_(scratch + scratch_floats(sample) / 2),
        pending_at_(sample.classes) {}

  static bool are_turned(const Sample& sample) {
    return sample.input == Input::kLogits && sample.classes <= kMostTurnedClasses;
  }

  static int64_t scratch_floats(const Sample& sample) {
    return 2 * (are_turned(sample) ? round_up(sample.classes) * kTile : round_up(sample.classes) + kLanes);
  }

  /** Takes the frames [from, to); with a posterior, writes their gradient: `from` then starts a tile. */
  void run(int64_t from, int64_t to, const Posterior* posterior) {
    for (int64_t tile = from; tile < to; tile += kTile) {
      const int64_t count = std::min(kTile, to - tile);
      if (are_turned(sample_)) {
        const Float inverse_sums = turn_scores(tile, count);
        if (posterior != nullptr) write_turned_tile(tile, count, inverse_sums, *posterior);
        continue;
      }
      const Band band = lattice_.band(tile);
      for (int64_t t = tile; t < tile + count; ++t) {
        if (sample_.input != Input::kLogits) {
          inspect(t);
          if (posterior != nullptr) write_row_without_softmax(t, band, *posterior);
        } else {
          exponentials(t);
          if (posterior != nullptr) write_row(t, band, *posterior);
        }
      }
    }
    if (posterior != nullptr && sample_.input == Input::kLogits && !are_turned(sample_)) {
      end_pending_row();
      Vector::fence();
    }
  }

 private:
  // Many classes: row by row. A finished row is not written at once but, vector by vector, while the next frame's
  // exponentials are computed: the memory then has work all the time. pending_at_ is the next class to write.

  void write_row(int64_t t, Band band, const Posterior& posterior) {
    subtract_posterior(t, band, posterior, static_cast<float>(sums_[t]), row_);
    std::swap(row_, other_row_);
    begin_pending_row(sample_.gradient_frame(t), static_cast<float>(1.0 / sums_[t]) * sample_.loss_gradient);
  }

  void subtract_posterior(int64_t t, Band band, const Posterior& posterior, float factor, float* row) const {
    row[sample_.blank] -= factor * Vector::sum(Vector::load(posterior.blanks + (t - posterior.from) * kLanes));
    const float* labels = posterior.labels + (t - posterior.from) * posterior.stride;
    const int32_t* label = lattice_.label();
    const int64_t end = std::min(band.end * kLanes, sample_.label_count);
    for (int64_t i = band.first * kLanes; i < end; ++i) row[label[i]] -= factor * labels[i];
  }

  void begin_pending_row(float* to, float factor) {
    pending_to_ = to;
    pending_factor_ = factor;
    // Up to the first whole vector in memory: stores past the caches must be aligned.
    const auto address = reinterpret_cast<uintptr_t>(to);
    pending_at_ = std::min(sample_.classes, static_cast<int64_t>((0 - address) / sizeof(float) % kLanes));
    if (pending_at_ > 0) Vector::store_part(to, pending_at_, pending(0));
  }

  Float pending(int64_t at) const { return Vector::mul(Vector::load(other_row_ + at), Vector::set1(pending_factor_)); }

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

  /** Leaves exp(score - peak) of a frame in row_, and their sum. */
  void exponentials(int64_t t) {
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
    sums_[t] = total < 1.5f ? sum_beside_peak() : static_cast<double>(total);
  }

  double sum_beside_peak() const {
    const Float one = Vector::set1(1.0f);
    Float others = Vector::set1(0.0f);
    int64_t peaks = 0;
    for (int64_t c = 0; c < sample_.classes; c += kLanes) {
      const Float value = Vector::load(row_ + c);
      const Mask is_peak = Vector::equal(value, one);
      peaks += Vector::count(is_peak);
      others = Vector::add(others, Vector::select(is_peak, Vector::set1(0.0f), value));
    }
    return static_cast<double>(peaks) + static_cast<double>(Vector::sum(others));
  }

  // Log-probabilities and probabilities have no softmax.

  /** Finds a frame's peak; its sum is 1 if all are scores, else NaN. */
  void inspect(int64_t t) {
    const float* scores = sample_.frame(t);
    const Float least = Vector::set1(sample_.input == Input::kProbabilities ? 0.0f : -kInfinity);
    Float largest = least;
    int64_t count = 0;
    for (int64_t c = 0; c < sample_.classes; c += kLanes) {
      const int64_t lanes = std::min<int64_t>(kLanes, sample_.classes - c);
      const Float score = Vector::load_part(scores + c, lanes, 0);
      largest = Vector::max(
          largest, Vector::load_part(scores + c, lanes, sample_.input == Input::kProbabilities ? 0.0f : -kInfinity));
      // A NaN equals nothing, and the larger of a negative number and 0 is not that number.
      const Mask is_score = Vector::both(Vector::equal(Vector::max(least, score), score),
                                         Vector::not_equal(score, Vector::set1(kInfinity)));
      count += std::min(lanes, Vector::count(is_score) - (kLanes - lanes));
    }
    peaks_[t] = Vector::largest(largest);
    sums_[t] = count == sample_.classes ? 1.0 : std::numeric_limits<double>::quiet_NaN();
  }

  void write_row_without_softmax(int64_t t, Band band, const Posterior& posterior) {
    float* gradient = sample_.gradient_frame(t);
    std::fill_n(gradient, sample_.classes, 0.0f);
    subtract_posterior(t, band, posterior, sample_.loss_gradient, gradient);
    if (sample_.input != Input::kProbabilities) return;
    const Float zero = Vector::set1(0.0f);
    for (int64_t c = 0; c < sample_.classes; c += kLanes) {
      const int64_t lanes = std::min<int64_t>(kLanes, sample_.classes - c);
      const Float slope = Vector::load_part(gradient + c, lanes, 0);
      const Float quotient = Vector::div(slope, Vector::load_part(sample_.frame(t) + c, lanes, 1));
      Vector::store_part(gradient + c, lanes, Vector::select(Vector::equal(slope, zero), zero, quotient));
    }
  }

  // Few classes: a tile at a time, class c of the tile's frames in the vector at row_ + c * kLanes, and their
  // posteriors likewise in other_row_.

  void write_turned_tile(int64_t tile, int64_t count, Float inverse_sums, const Posterior& posterior) {
    const int64_t classes = sample_.classes;
    const Band band = lattice_.band(tile);
    const int64_t end = std::min(band.end * kLanes, sample_.label_count);
    const int32_t* label = lattice_.label();
    const float* labels = posterior.labels + (tile - posterior.from) * posterior.stride;
    const float* blanks = posterior.blanks + (tile - posterior.from) * kLanes;
    std::fill_n(other_row_, classes * kLanes, 0.0f);
    Float rows[kLanes];
    for (int64_t at = band.first * kLanes; at < end; at += kLanes) {
      turn(labels + at, posterior.stride, count, rows);
      const int64_t lanes = std::min<int64_t>(kLanes, end - at);
      for (int64_t i = 0; i < lanes; ++i) add_to(other_row_ + label[at + i] * kLanes, rows[i]);
    }
    turn(blanks, kLanes, count, rows);
    const Float factor = Vector::set1(sample_.loss_gradient);
    for (int lane = 1; lane < kLanes; ++lane) rows[0] = Vector::add(rows[0], rows[lane]);
    add_to(other_row_ + sample_.blank * kLanes, rows[0]);

    for (int64_t c = 0; c < classes; c += kLanes) {
      const int64_t lanes = std::min<int64_t>(kLanes, classes - c);
      for (int64_t i = 0; i < kLanes; ++i) {
        const int64_t at = (c + std::min(i, lanes - 1)) * kLanes;
        const Float softmax = Vector::mul(Vector::load(row_ + at), inverse_sums);
        rows[i] = Vector::mul(Vector::sub(softmax, Vector::load(other_row_ + at)), factor);
      }
      Vector::transpose(rows);
      for (int64_t f = 0; f < count; ++f) Vector::store_part(sample_.gradient_frame(tile + f) + c, lanes, rows[f]);
    }
  }

  /** A square of kLanes columns, turned; `count` rows are there, and the last one stands for the others. */
  static void turn(const float* from, int64_t stride, int64_t count, Float* rows) {
    for (int64_t f = 0; f < kLanes; ++f) rows[f] = Vector::load(from + std::min(f, count - 1) * stride);
    Vector::transpose(rows);
  }

  static void add_to(float* total, Float value) { Vector::store(total, Vector::add(Vector::load(total), value)); }

  /** Leaves exp(score - peak) of a tile in row_, one frame to a lane. @return the inverse sums */
  Float turn_scores(int64_t tile, int64_t count) {
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
        Vector::store(row_ + (c + i) * kLanes, rows[i]);
        peak = Vector::max(peak, rows[i]);
      }
    }
    const Float zero = Vector::set1(0.0f);
    const Float one = Vector::set1(1.0f);
    Float others = zero;
    Float peaks = zero;
    for (int64_t c = 0; c < classes; ++c) {
      const Float score = Vector::load(row_ + c * kLanes);
      const Float value = exp_nonpositive(Vector::sub(score, peak));
      const Mask is_peak = Vector::equal(score, peak);
      peaks = Vector::add(peaks, Vector::select(is_peak, one, zero));
      others = Vector::add(others, Vector::select(is_peak, zero, value));
      Vector::store(row_ + c * kLanes, value);
    }
    alignas(64) float tile_peaks[kLanes], peak_counts[kLanes], other_sums[kLanes];
    Vector::store(tile_peaks, peak);
    Vector::store(peak_counts, peaks);
    Vector::store(other_sums, others);
    for (int64_t f = 0; f < count; ++f) {
      peaks_[tile + f] = tile_peaks[f];
      sums_[tile + f] = static_cast<double>(peak_counts[f]) + static_cast<double>(other_sums[f]);
    }
    return Vector::div(one, Vector::add(peaks, others));
  }

  const Sample& sample_;
  const Lattice& lattice_;
  float* peaks_;
  double* sums_;
  float* row_;
  float* other_row_;
  float* pending_to_ = nullptr;
  float pending_factor_ = 0;
  int64_t pending_at_;
};

/** All rows of one sample, on this thread or, where it is the only sample, on all. */
class Rows {
 public:
  Rows(const Sample& sample, const Lattice& lattice) : sample_(sample), lattice_(lattice) {}

  bool are_shared() const {
    return sample_.threads > 1 && !RowWorker::are_turned(sample_) && sample_.frames > kTile &&
           sample_.classes * sample_.frames >= kLeastSharedScores;
  }

  size_t bytes() const {
    return Workspace::bytes<float>(sample_.frames) + Workspace::bytes<double>(sample_.frames) +
           Workspace::bytes<float>(RowWorker::scratch_floats(sample_));
  }

  void take(Workspace& workspace) {
    peaks_ = workspace.take<float>(sample_.frames);
    sums_ = workspace.take<double>(sample_.frames);
    scratch_ = workspace.take<float>(RowWorker::scratch_floats(sample_));
  }

  /** As RowWorker::run. @return false if memory is lacking */
  bool run(int64_t from, int64_t to, const Posterior* posterior) {
    if (!are_shared()) {
      RowWorker(sample_, lattice_, peaks_, sums_, scratch_).run(from, to, posterior);
      return true;
    }
    Share share = {*this, from, to, posterior};
    parallel_for((to - from + kTile - 1) / kTile, sample_.threads,
                 [](void* context, int64_t index) { static_cast<Share*>(context)->run(index); }, &share);
    return !share.out_of_memory;
  }

  float peak(int64_t t) const { return peaks_[t]; }

  /**
   * What the rows add to the loss: with Z the sum over all paths of the product of score over peak, frame by frame, the
   * loss is normaliser - ln Z.
   */
  struct Totals {
    double normaliser = 0;
    double blanks_over_peaks = 0;  // sum over the frames of ln(blank's score over the peak)
  };

  /** @return false if a frame holds what is no score */
  bool add_up(Totals* totals) const {
    LogProduct sums, ratios, peaks;
    double peak_scores = 0;
    for (int64_t t = 0; t < sample_.frames; ++t) {
      if (!(sums_[t] >= 1) || std::isinf(peaks_[t])) return false;
      sums.multiply(sums_[t]);
      const double blank = sample_.frame(t)[sample_.blank];
      const double peak = peaks_[t];
      if (sample_.input == Input::kProbabilities) {
        ratios.multiply(blank / peak);
        peaks.multiply(peak);
      } else {
        totals->blanks_over_peaks += blank - peak;
        peak_scores += peak;
      }
    }
    switch (sample_.input) {
      case Input::kLogits:
        totals->normaliser = sums.log();
        break;
      case Input::kLogProbabilities:
        totals->normaliser = -peak_scores;
        break;
      case Input::kProbabilities:
        totals->normaliser = -peaks.log();
        totals->blanks_over_peaks = ratios.log();
        break;
    }
    return true;
  }

 private:
  struct Share {
    const Rows& rows;
    int64_t from, to;
    const Posterior* posterior;
    std::atomic<bool> out_of_memory{false};

    void run(int64_t tile) {
      const FlushDenormals flush;
      Workspace& workspace = Workspace::of_this_thread(Workspace::kRows);
      const int64_t floats = RowWorker::scratch_floats(rows.sample_);
      if (!workspace.reserve(Workspace::bytes<float>(floats))) {
        out_of_memory = true;
        return;
      }
      RowWorker worker(rows.sample_, rows.lattice_, rows.peaks_, rows.sums_, workspace.take<float>(floats));
      const int64_t begin = from + tile * kTile;
      worker.run(begin, std::min(begin + kTile, to), posterior);
    }
  };

  const Sample& sample_;
  const Lattice& lattice_;
  float* peaks_ = nullptr;
  double* sums_ = nullptr;
  float* scratch_ = nullptr;
};
