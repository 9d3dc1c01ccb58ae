/**
 * @file vector_lattice.h
 * The lattice of one sample's labels in groups: which paths exist, and where. Included by vector_kernel.h.
 *
 * Group i is blank i, the blank before label i, and label i itself; group L holds the last blank alone.
 */

/** The vectors of groups that lie on a whole path in some frame of a tile. */
struct Band {
  int64_t first, end;
};

/** The posterior of a range of frames. */
struct Posterior {
  int64_t from;         // the first frame
  const float* labels;  // of each group's label: frame from + n at labels + n * stride
  int64_t stride;
  const float* blanks;  // of the blank: frame from + n spread over the lanes at blanks + n * kLanes
};

class Lattice {
 public:
  explicit Lattice(const Sample& sample)
      : sample_(sample), groups_(sample.label_count + 1), width_(round_up(sample.label_count + 1)) {}

  int64_t groups() const { return groups_; }
  /** Groups, rounded up to whole vectors. */
  int64_t width() const { return width_; }
  /** [width] the class of each group's label; the blank where there is none. */
  const int32_t* label() const { return label_; }
  /** [width] 0 where a blank must come between a group's label and the one before, because they are equal; else -1. */
  const int32_t* differs() const { return differs_; }

  size_t bytes() const { return 4 * Workspace::bytes<int32_t>(width_); }

  void build(Workspace& workspace) {
    label_ = workspace.take<int32_t>(width_);
    differs_ = workspace.take<int32_t>(width_);
    first_frame_ = workspace.take<int32_t>(width_);
    frames_after_ = workspace.take<int32_t>(width_);
    const int64_t count = sample_.label_count;
    int32_t repeats = 0;
    for (int64_t i = 0; i < width_; ++i) {
      label_[i] = i < count ? sample_.labels[i] : sample_.blank;
      const bool repeated = sample_.merge_repeated && i < count && i > 0 && label_[i] == label_[i - 1];
      differs_[i] = repeated ? 0 : -1;
      first_frame_[i] = static_cast<int32_t>(i) + repeats;
      repeats += repeated;
    }
    frames_after_[count] = 0;
    for (int64_t i = count - 1, needed = 0; i >= 0; --i) {
      frames_after_[i] = static_cast<int32_t>(needed);
      needed += differs_[i] == 0 ? 2 : 1;
    }
  }

  /** @param tile the tile's first frame */
  Band band(int64_t tile) const {
    // From the first group that the labels can still be finished from, for a path that is there before the tile,
    const int32_t frames_left = static_cast<int32_t>(sample_.frames - tile);
    const int32_t* alive = std::partition_point(frames_after_, frames_after_ + groups_ - 1,
                                                [&](int32_t needed) { return needed > frames_left; });
    // to the last that can be reached within it.
    const int32_t tile_end = static_cast<int32_t>(std::min(tile + kTile, sample_.frames));
    const int32_t* end = std::lower_bound(first_frame_, first_frame_ + groups_, tile_end);
    return {(alive - frames_after_) / kLanes, (end - first_frame_ + kLanes - 1) / kLanes};
  }

  /** Takes frame t's posterior, times the factor, off a row of the classes. @param band of the frame's tile */
  void subtract(const Posterior& posterior, int64_t t, Band band, float factor, float* row) const {
    row[sample_.blank] -= factor * Vector::sum(Vector::load(posterior.blanks + (t - posterior.from) * kLanes));
    const float* labels = posterior.labels + (t - posterior.from) * posterior.stride;
    const int64_t end = std::min(band.end * kLanes, sample_.label_count);
    for (int64_t i = band.first * kLanes; i < end; ++i) row[label_[i]] -= factor * labels[i];
  }

 private:
  const Sample& sample_;
  const int64_t groups_;
  const int64_t width_;
  int32_t* label_ = nullptr;
  int32_t* differs_ = nullptr;
  int32_t* first_frame_ = nullptr;   // [width] the first frame in which a path can be in the group
  int32_t* frames_after_ = nullptr;  // [groups] how many frames the labels after the group's own need at the least
};
