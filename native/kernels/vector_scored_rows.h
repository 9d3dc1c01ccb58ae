/**
 * @file vector_scored_rows.h
 * Rows of log-probabilities or probabilities: they have no softmax. Included by vector_kernel.h.
 */

class ScoredRows {
 public:
  /** @param peaks, sums as Rows' */
  ScoredRows(const Sample& sample, const Lattice& lattice, float* peaks, double* sums)
      : sample_(sample), lattice_(lattice), peaks_(peaks), sums_(sums) {}

  /** Takes the frames [from, to); with a posterior, writes their gradient: `from` then starts a tile. */
  void run(int64_t from, int64_t to, const Posterior* posterior) {
    for (int64_t tile = from; tile < to; tile += kTile) {
      const Band band = lattice_.band(tile);
      for (int64_t t = tile; t < std::min(tile + kTile, to); ++t) {
        inspect(t);
        if (posterior != nullptr) write_row(t, band, *posterior);
      }
    }
  }

 private:
  /** Finds a frame's peak; its sum is 1 if all are scores, else NaN. */
  void inspect(int64_t t) {
    const float* scores = sample_.frame(t);
    const float least = sample_.input == Input::kProbabilities ? 0.0f : -kInfinity;
    Float largest = Vector::set1(least);
    Mask are_scores = Vector::all();
    for (int64_t c = 0; c < sample_.classes; c += kLanes) {
      const Float score = Vector::load_part(scores + c, std::min<int64_t>(kLanes, sample_.classes - c), least);
      largest = Vector::max(largest, score);
      // A NaN equals nothing, and the larger of a negative number and 0 is not that number.
      const Mask is_score = Vector::both(Vector::equal(Vector::max(Vector::set1(least), score), score),
                                         Vector::not_equal(score, Vector::set1(kInfinity)));
      are_scores = Vector::both(are_scores, is_score);
    }
    peaks_[t] = Vector::largest(largest);
    sums_[t] = lanes_in(are_scores) == kLanes ? 1.0 : std::numeric_limits<double>::quiet_NaN();
  }

  void write_row(int64_t t, Band band, const Posterior& posterior) {
    float* gradient = sample_.gradient_frame(t);
    std::fill_n(gradient, sample_.classes, 0.0f);
    lattice_.subtract(posterior, t, band, sample_.loss_gradient, gradient);
    if (sample_.input != Input::kProbabilities) return;
    const Float zero = Vector::set1(0.0f);
    for (int64_t c = 0; c < sample_.classes; c += kLanes) {
      const int64_t lanes = std::min<int64_t>(kLanes, sample_.classes - c);
      const Float slope = Vector::load_part(gradient + c, lanes, 0);
      const Float quotient = Vector::div(slope, Vector::load_part(sample_.frame(t) + c, lanes, 1));
      Vector::store_part(gradient + c, lanes, Vector::select(Vector::equal(slope, zero), zero, quotient));
    }
  }

  const Sample& sample_;
  const Lattice& lattice_;
  float* peaks_;
  double* sums_;
};
