/**
 * @file vector_turned_rows.h
 * Softmax rows of few classes: a tile of frames at a time, one to a lane, so that no lane idles. Included by
 * vector_kernel.h.
 */

class TurnedRows {
 public:
  /** @param peaks, sums as Rows'
   *  @param scratch [scratch_floats(classes)] */
  TurnedRows(const Sample& sample, const Lattice& lattice, float* peaks, double* sums, float* scratch)
      : sample_(sample),
        lattice_(lattice),
        peaks_(peaks),
        sums_(sums),
        exponentials_(scratch),
        posteriors_(scratch + scratch_floats(sample.classes) / 2) {}

  static int64_t scratch_floats(int64_t classes) { return 2 * round_up(classes) * kTile; }

  /** Takes the frames [from, to); with a posterior, writes their gradient: `from` then starts a tile. */
  void run(int64_t from, int64_t to, const Posterior* posterior) {
    for (int64_t tile = from; tile < to; tile += kTile) {
      const int64_t count = std::min(kTile, to - tile);
      const Float inverse_sums = exponentials(tile, count);
      if (posterior != nullptr) write_tile(tile, count, inverse_sums, *posterior);
    }
  }

 private:
  void write_tile(int64_t tile, int64_t count, Float inverse_sums, const Posterior& posterior) {
    const int64_t classes = sample_.classes;
    const Band band = lattice_.band(tile);
    const int64_t end = std::min(band.end * kLanes, sample_.label_count);
    const int32_t* label = lattice_.label();
    const float* labels = posterior.labels + (tile - posterior.from) * posterior.stride;
    const float* blanks = posterior.blanks + (tile - posterior.from) * kLanes;
    std::fill_n(posteriors_, classes * kLanes, 0.0f);
    Float rows[kLanes];
    for (int64_t at = band.first * kLanes; at < end; at += kLanes) {
      turn(labels + at, posterior.stride, count, rows);
      const int64_t lanes = std::min<int64_t>(kLanes, end - at);
      for (int64_t i = 0; i < lanes; ++i) add_to(posteriors_ + label[at + i] * kLanes, rows[i]);
    }
    turn(blanks, kLanes, count, rows);
    const Float factor = Vector::set1(sample_.loss_gradient);
    for (int lane = 1; lane < kLanes; ++lane) rows[0] = Vector::add(rows[0], rows[lane]);
    add_to(posteriors_ + sample_.blank * kLanes, rows[0]);

    for (int64_t c = 0; c < classes; c += kLanes) {
      const int64_t lanes = std::min<int64_t>(kLanes, classes - c);
      for (int64_t i = 0; i < kLanes; ++i) {
        const int64_t at = (c + std::min(i, lanes - 1)) * kLanes;
        const Float softmax = Vector::mul(Vector::load(exponentials_ + at), inverse_sums);
        rows[i] = Vector::mul(Vector::sub(softmax, Vector::load(posteriors_ + at)), factor);
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

  /** Leaves exp(score - peak) of a tile in exponentials_, one frame to a lane. @return the inverse sums */
  Float exponentials(int64_t tile, int64_t count) {
    const int64_t classes = sample_.classes;
    Float peak = Vector::set1(-kInfinity);
    turn_scores(sample_, tile, count, exponentials_, [&](Float score) { peak = Vector::max(peak, score); });
    const Float zero = Vector::set1(0.0f);
    const Float one = Vector::set1(1.0f);
    Float others = zero;
    Float peaks = zero;
    for (int64_t c = 0; c < classes; ++c) {
      const Float score = Vector::load(exponentials_ + c * kLanes);
      const Float value = exp_nonpositive(Vector::sub(score, peak));
      const Mask is_peak = Vector::equal(score, peak);
      peaks = Vector::add(peaks, Vector::select(is_peak, one, zero));
      others = Vector::add(others, Vector::select(is_peak, zero, value));
      Vector::store(exponentials_ + c * kLanes, value);
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
  float* exponentials_;  // exp(score - peak): class c of the tile's frames in the vector at c * kLanes
  float* posteriors_;    // likewise
};
