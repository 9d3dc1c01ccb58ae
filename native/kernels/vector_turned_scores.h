/**
 * @file vector_turned_scores.h
 * The scores of few classes, a tile of frames at a time, one frame to a lane, so that no lane idles. Included by
 * vector_kernel.h.
 */

/**
 * Turns the scores of a tile, in squares of kLanes frames and classes.
 *
 * @param count frames from `tile` on that there are; the last one stands for the others
 * @param columns [classes * kLanes] receives each class's scores in the tile's frames
 * @param take is called with each class's, from the first to the last
 */
template <typename Take>
inline void turn_scores(const Sample& sample, int64_t tile, int64_t count, float* columns, Take take) {
  Float rows[kLanes];
  for (int64_t c = 0; c < sample.classes; c += kLanes) {
    const int64_t lanes = std::min<int64_t>(kLanes, sample.classes - c);
    const float* row = sample.frame(tile) + c;
    for (int64_t f = 0; f < kLanes; ++f) {
      rows[f] = Vector::load_part(row, lanes, -kInfinity);
      if (f + 1 < count) row += sample.frame_stride;
    }
    Vector::transpose(rows);
    for (int64_t i = 0; i < lanes; ++i) {
      Vector::store(columns + (c + i) * kLanes, rows[i]);
      take(rows[i]);
    }
  }
}
