/**
 * @file vector_forward.h
 * The posterior of one sample, forward in time. Included by vector_kernel.h.
 *
 * Given the shares that the backward recursion leaves, the posterior is a Markov chain: a few multiplications a frame,
 * and no exponents. docs/ctc.md has the equations.
 */

/** Frames whose shares are in memory. */
struct Segment {
  int64_t from, to;
  float* shares;      // [to - from][stride of the ShareRows]
  float* blank_sums;  // [to - from][kLanes] receives the posterior on the blanks, spread over the lanes
};

class Forward {
 public:
  Forward(const Sample& sample, const Lattice& lattice, const ShareRows& shares)
      : sample_(sample), lattice_(lattice), shares_(shares), width_(lattice.width()) {}

  size_t bytes() const { return 2 * Workspace::bytes<float>(width_); }

  /** Of a lattice that is built: takes memory, and starts before the first frame, on the first blank. */
  void take(Workspace& workspace) {
    differs_ = lattice_.differs();
    blank_posterior_ = workspace.take<float>(width_);
    label_posterior_ = workspace.take<float>(width_);
    std::fill_n(blank_posterior_, width_, 0.0f);
    std::fill_n(label_posterior_, width_, 0.0f);
    blank_posterior_[0] = 1;
  }

  /**
   * Goes on over the frames [begin, end), whole tiles but for the last.
   * @param segment the frames' shares; a frame's label posteriors take the place of its shares to stay on the labels
   */
  void run(const Segment& segment, int64_t begin, int64_t end) {
    if (width_ == kLanes) return run_in_registers(segment, begin, end);
    float* labels_before = begin == segment.from ? label_posterior_ : shares_of(segment, begin - 1) + width_;
    for (int64_t tile = begin; tile < end; tile += kTile) {
      const Band band = lattice_.band(tile);
      for (int64_t t = tile; t < std::min(tile + kTile, end); ++t) {
        float* stay = shares_of(segment, t);
        keep_blanks(segment, t, step(band, stay, labels_before));
        labels_before = stay + width_;
      }
      // The next tile's band may reach further: no posterior is there yet.
      std::fill(labels_before + band.end * kLanes, labels_before + width_, 0.0f);
    }
    // The next segment's shares will overwrite this one's.
    if (end == segment.to) std::copy_n(labels_before, width_, label_posterior_);
  }

  /** What run() leaves. */
  Posterior posterior(const Segment& segment) const {
    return {segment.from, segment.shares + width_, shares_.stride(), segment.blank_sums};
  }

  /** The blank's posterior, averaged over all frames. */
  float blank_share() const {
    return sample_.frames == 0 ? 0 : static_cast<float>(blank_mass_ / static_cast<double>(sample_.frames));
  }

 private:
  float* shares_of(const Segment& segment, int64_t t) const {
    return segment.shares + (t - segment.from) * shares_.stride();
  }

  /** run() for a lattice of one vector, which stays in registers. */
  void run_in_registers(const Segment& segment, int64_t begin, int64_t end) {
    Float blank = Vector::load(blank_posterior_);
    Float label = Vector::load(label_posterior_);
    for (int64_t t = begin; t < end; ++t) {
      float* stay = shares_of(segment, t);
      Float out = Vector::set1(0.0f);
      label = step(0, stay, label, &blank, &out);
      Vector::store(stay + width_, label);
      keep_blanks(segment, t, blank);
    }
    Vector::store(blank_posterior_, blank);
    Vector::store(label_posterior_, label);
  }

  /** @param sum the posterior on the blanks in frame t, spread over the lanes */
  void keep_blanks(const Segment& segment, int64_t t, Float sum) {
    Vector::store(segment.blank_sums + (t - segment.from) * kLanes, sum);
    if (sample_.blank_share != nullptr) blank_mass_ += static_cast<double>(Vector::sum(sum));
  }

  /**
   * Takes the posterior from one frame to the next, whose labels' takes the place of their shares to stay.
   *
   * @return the blanks', spread over the lanes
   */
  Float step(Band band, float* stay, const float* labels_before) {
    Float sum = Vector::set1(0.0f);
    Float out = sum;
    for (int64_t at = band.first * kLanes; at < band.end * kLanes; at += kLanes) {
      Float blank = Vector::load(blank_posterior_ + at);
      const Float label = step(at, stay, Vector::load(labels_before + at), &blank, &out);
      Vector::store(blank_posterior_ + at, blank);
      Vector::store(stay + width_ + at, label);
      sum = Vector::add(sum, blank);
    }
    return sum;
  }

  /**
   * step() for one vector of groups.
   *
   * @param blank the posterior on the blanks, before and after
   * @param out what leaves the labels of the vector before, and then of this one
   * @return the posterior on the labels
   */
  Float step(int64_t at, const float* stay, Float label, Float* blank, Float* out) const {
    const Float zero = Vector::set1(0.0f);
    const Float kept = Vector::mul(label, Vector::load(stay + width_ + at));
    const Float leaving =
        shares_.with_leaving ? Vector::mul(label, Vector::load(stay + 3 * width_ + at)) : Vector::sub(label, kept);
    const Float arriving = Vector::shift_in_previous(*out, leaving);
    const Mask differs = Vector::mask(differs_ + at);
    const Float in = Vector::add(*blank, Vector::select(differs, arriving, zero));
    const Float in_blank = Vector::mul(in, Vector::load(stay + at));
    *blank = Vector::add(in_blank, Vector::select(differs, zero, arriving));
    *out = leaving;
    const Float in_label =
        shares_.with_leaving ? Vector::mul(in, Vector::load(stay + 2 * width_ + at)) : Vector::sub(in, in_blank);
    return Vector::add(kept, in_label);
  }

  const Sample& sample_;
  const Lattice& lattice_;
  const ShareRows shares_;
  const int64_t width_;               // of the lattice
  const int32_t* differs_ = nullptr;  // the lattice's
  float* blank_posterior_ = nullptr;  // [width_] of the latest frame
  float* label_posterior_ = nullptr;  // [width_] of the frame before the segment
  double blank_mass_ = 0;             // the blank's posterior, summed over the frames
};
