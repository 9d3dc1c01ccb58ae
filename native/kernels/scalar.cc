#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>

#include "base/parallel.h"
#include "kernels/flush_denormals.h"
#include "kernels/kernel.h"

namespace ctc {
namespace {

/** The vector type of kernels/vector_kernel.inc with one lane and nothing but the baseline's arithmetic. */
struct Vector {
  static constexpr int kLanes = 1;
  using Float = float;
  using Mask = bool;

  static Float set1(float value) { return value; }
  static Float load(const float* from) { return *from; }
  static void store(float* to, Float value) { *to = value; }
  static Float load_part(const float* from, int64_t count, float fill) { return count == 0 ? fill : *from; }
  static Float load_from(const float* from, int64_t, float) { return *from; }
  static void store_part(float* to, int64_t count, Float value) {
    if (count != 0) *to = value;
  }
  static void stream(float* to, Float value) { store(to, value); }
  static void fence() {}
  static Float gather(const float* base, const int32_t* indices) { return base[*indices]; }
  static constexpr int kMostTableVectors = 64;
  template <int kTableVectors>
  static Float lookup(const float* table, const int32_t* indices) {
    return table[*indices];
  }

  static Float add(Float a, Float b) { return a + b; }
  static Float sub(Float a, Float b) { return a - b; }
  static Float mul(Float a, Float b) { return a * b; }
  static Float div(Float a, Float b) { return a / b; }
  // In double precision the product is exact: fused without the instruction.
  static Float mul_add(Float a, Float b, Float c) { return static_cast<float>(static_cast<double>(a) * b + c); }
  static Float mul_sub(Float a, Float b, Float c) { return mul_add(a, b, -c); }
  static Float max(Float a, Float b) { return a > b ? a : b; }
  static Float abs(Float a) { return std::fabs(a); }

  static Float scale(Float mantissa, Float exponent) {
    // In a frame with NaN among its scores any exponent may come, NaN and infinity, too.
    if (!(exponent >= -126)) return mantissa * 0;
    return mantissa * from_bits(static_cast<uint32_t>(static_cast<int32_t>(std::min(exponent, 127.0f)) + 127) << 23);
  }
  static void normalise(Float* mantissa, Float* exponent) {
    const uint32_t bits = to_bits(*mantissa);
    *exponent += static_cast<float>(static_cast<int32_t>(bits >> 23) - 127);
    *mantissa = from_bits((bits & 0x007fffffu) | 0x3f800000u);
  }
  static Float round(Float a) { return std::nearbyint(a); }

  /** Rounds an exponent down. @return the fraction that it had; of minus infinity, which becomes -127, none */
  static Float take_fraction(Float* exponent) {
    const Float bounded = max(set1(-127.0f), *exponent);
    *exponent = std::floor(bounded);
    return sub(bounded, *exponent);
  }

  static Mask all() { return true; }
  static Mask mask(const int32_t* words) { return *words != 0; }
  static Mask equal(Float a, Float b) { return a == b; }
  static Mask not_equal(Float a, Float b) { return a != b; }
  static Mask both(Mask a, Mask b) { return a && b; }
  static uint32_t bits(Mask mask) { return mask; }
  static Float select(Mask mask, Float yes, Float no) { return mask ? yes : no; }

  static Float shift_in_next(Float, Float next) { return next; }
  static Float shift_in_previous(Float previous, Float) { return previous; }
  static void transpose(Float*) {}
  static float sum(Float a) { return a; }
  static float largest(Float a) { return a; }

 private:
  static uint32_t to_bits(float value) {
    uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    return bits;
  }
  static float from_bits(uint32_t bits) {
    float value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
  }
};

#include "kernels/vector_kernel.inc"

}  // namespace

const Kernel kScalarKernel = {"scalar", [] { return true; }, run_sample, decode_best_path};

}  // namespace ctc
