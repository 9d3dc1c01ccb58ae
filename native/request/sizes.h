/**
 * @file sizes.h
 * Arithmetic on the sizes that a caller claims.
 */
#ifndef CTC_REQUEST_SIZES_H_
#define CTC_REQUEST_SIZES_H_

#include <cstdint>

namespace ctc::request {

/** The largest integer that JavaScript represents exactly. */
constexpr int64_t kLargestSize = (int64_t{1} << 53) - 1;

/** Product of two sizes, or -1 if one is negative or the product exceeds kLargestSize. */
inline int64_t multiply(int64_t one, int64_t other) {
  if (one < 0 || other < 0) return -1;
  if (other != 0 && one > kLargestSize / other) return -1;
  return one * other;
}

}  // namespace ctc::request

#endif  // CTC_REQUEST_SIZES_H_
