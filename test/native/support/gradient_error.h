/**
 * @file gradient_error.h
 * How far a gradient is from the double-precision reference's.
 */
#ifndef CTC_TEST_GRADIENT_ERROR_H_
#define CTC_TEST_GRADIENT_ERROR_H_

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "ctc/ctc.h"

namespace ctc {

/** The largest difference between two gradients; NaN if a difference is. */
inline double worst_gradient_error(const std::vector<float>& gradient, const std::vector<float>& expected,
                                   Input input) {
  double worst = 0;
  for (size_t i = 0; i < expected.size(); ++i) {
    if (gradient[i] == expected[i]) continue;  // two infinities have no difference
    double error = std::fabs(static_cast<double>(gradient[i]) - static_cast<double>(expected[i]));
    // A probability's gradient grows as the probability shrinks: large ones are held to the same relative error.
    if (input == Input::kProbabilities) error /= std::max(1.0, std::fabs(static_cast<double>(expected[i])));
    if (std::isnan(error)) return std::numeric_limits<double>::quiet_NaN();
    worst = std::max(worst, error);
  }
  return worst;
}

}  // namespace ctc

#endif  // CTC_TEST_GRADIENT_ERROR_H_
