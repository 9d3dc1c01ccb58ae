/**
 * @file vector_rows.h
 * The rows of one sample: each frame's sum, for the loss, and its gradient. Included by vector_kernel.h.
 *
 * A frame's sum of exp(score - peak) is one plus the sum of all but the peak wherever the peak makes up most of it, so
 * that a confident frame's tiny rest is not rounded away.
 */

/** Up to this many classes a tile of rows is turned. */
constexpr int64_t kMostTurnedClasses = 64;

/** A sample that all threads have to themselves shares its rows among them if they have this many scores. */
constexpr int64_t kLeastSharedScores = int64_t{1} << 16;

/** Some rows of one sample, in rising order, on one thread. */
class RowWorker {
 public:
  /** @param peaks [frames] receives each frame's largest score
   *  @param sums [frames] receives its sum of exp(score - peak), which is NaN or below 1 where there is no softmax
   *  @param scratch [scratch_floats(sample)] */
  RowWorker(const Sample& sample, const Lattice& lattice, float* peaks, double* sums, float* scratch)
      : way_(way_of(sample)),
        turned_(sample, lattice, peaks, sums, scratch),
        wide_(sample, lattice, peaks, sums, scratch),
        scored_(sample, lattice, peaks, sums) {}

  static bool are_turned(const Sample& sample) { return way_of(sample) == Way::kTurned; }

  static int64_t scratch_floats(const Sample& sample) {
    switch (way_of(sample)) {
      case Way::kTurned:
        return TurnedRows::scratch_floats(sample.classes);
      case Way::kWide:
        return WideRows::scratch_floats(sample.classes);
      case Way::kScored:
        return 0;
    }
    return 0;
  }

  /** Takes the frames [from, to); with a posterior, writes their gradient: `from` then starts a tile. */
  void run(int64_t from, int64_t to, const Posterior* posterior) {
    switch (way_) {
      case Way::kTurned:
        return turned_.run(from, to, posterior);
      case Way::kWide:
        return wide_.run(from, to, posterior);
      case Way::kScored:
        return scored_.run(from, to, posterior);
    }
  }

  /** Writes what is still to be written. */
  void finish() { wide_.finish(); }

 private:
  enum class Way { kTurned, kWide, kScored };

  static Way way_of(const Sample& sample) {
    if (sample.input != Input::kLogits) return Way::kScored;
    return sample.classes <= kMostTurnedClasses ? Way::kTurned : Way::kWide;
  }

  Way way_;
  TurnedRows turned_;
  WideRows wide_;
  ScoredRows scored_;
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
    float* scratch = workspace.take<float>(RowWorker::scratch_floats(sample_));
    worker_.emplace(sample_, lattice_, peaks_, sums_, scratch);
  }

  /** As RowWorker::run, the ranges of a sample in rising order. @return false if memory is lacking */
  bool run(int64_t from, int64_t to, const Posterior* posterior) {
    if (!are_shared()) {
      worker_->run(from, to, posterior);
      if (to == sample_.frames) worker_->finish();
      return true;
    }
    Share share = {*this, from, to, posterior};
    parallel_for((to - from + kTile - 1) / kTile, sample_.threads,
                 [](void* context, int64_t index) { static_cast<Share*>(context)->run(index); }, &share);
    return !share.out_of_memory;
  }

  /** [frames] */
  const float* peaks() const { return peaks_; }

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
      worker.finish();
    }
  };

  const Sample& sample_;
  const Lattice& lattice_;
  float* peaks_ = nullptr;
  double* sums_ = nullptr;
  std::optional<RowWorker> worker_;
};
