/**
 * @file vector_confident_loss.h
 * The likelihood of a sample whose loss is close to zero. Included by vector_kernel.h.
 *
 * The backward recursion rounds to float32 at every frame. Where nearly all of the probability lies on one path, the
 * loss is less than what that adds up to.
 */

/** Below this logarithm a likelihood could leave the range of a double. */
constexpr double kLeastConfidence = -600;

class ConfidentLoss {
 public:
  ConfidentLoss(const Sample& sample, const Lattice& lattice)
      : sample_(sample), lattice_(lattice), width_(lattice.width()) {}

  size_t bytes() const { return Workspace::bytes<float>(width_) + Workspace::bytes<double>(4 * (width_ + 1)); }

  void take(Workspace& workspace) {
    emission_ = workspace.take<float>(width_);
    forward_ = workspace.take<double>(4 * (width_ + 1));
  }

  /**
   * Whether the loss is so small, for its frames, that the recursion's rounding of 6e-8 a frame would show in it: the
   * alternatives that add up to it are then too light for a float32 mantissa.
   */
  bool is_needed(double loss, double log_likelihood_over_peaks) const {
    return log_likelihood_over_peaks > kLeastConfidence &&
           1.2e-7 * static_cast<double>(sample_.frames) > 5e-6 + 2e-6 * std::fabs(loss);
  }

  /**
   * The sum over all paths of exp(score - the frame's peak), by the textbook forward recursion in plain double
   * precision: with a likelihood this large no path that matters underflows, and the peaks' factors are exactly one.
   * @param peaks [frames]
   */
  double likelihood_over_peaks(const float* peaks) {
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
      const float peak = peaks[t];
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

 private:
  const Sample& sample_;
  const Lattice& lattice_;
  const int64_t width_;        // of the lattice
  float* emission_ = nullptr;  // [width_] the labels' scores over the peak
  double* forward_ = nullptr;  // [4][width_ + 1]
};
