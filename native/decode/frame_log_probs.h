/**
 * @file frame_log_probs.h
 * Converts the scores of a frame to log-probabilities.
 */
#ifndef CTC_DECODE_FRAME_LOG_PROBS_H_
#define CTC_DECODE_FRAME_LOG_PROBS_H_

#include <cmath>
#include <cstdint>

#include "base/sample.h"
#include "kernels/kernel.h"

namespace ctc {

/** @param row [classes] @return false if the frame cannot be scored (see log_normaliser()) */
inline bool frame_log_probs(const Sample& sample, int64_t t, double* row) {
  const float* scores = sample.frame(t);
  const double normaliser = log_normaliser(sample, t);
  if (std::isnan(normaliser)) return false;
  const bool are_probabilities = sample.input == Input::kProbabilities;
  for (int64_t c = 0; c < sample.classes; ++c) {
    row[c] = are_probabilities ? std::log(static_cast<double>(scores[c])) : scores[c] - normaliser;
  }
  return true;
}

}  // namespace ctc

#endif  // CTC_DECODE_FRAME_LOG_PROBS_H_
