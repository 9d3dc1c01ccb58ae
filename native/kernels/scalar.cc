#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <type_traits>

#include "base/parallel.h"
#include "kernels/flush_denormals.h"
#include "kernels/kernel.h"

namespace ctc {
namespace {

/** The vector type of kernels/vector_kernel.inc with one lane, in the baseline's arithmetic. */
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
  static constexpr int kMaxTableVectors = 64;
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
  static Float neg_mul_add(Float a, Float b, Float c) { return mul_add(-a, b, c); }
  static Float max(Float a, Float b) { return a > b ? a : b; }
  static Float abs(Float a) { return std::fabs(a); }

  static Float scale(Float mantissa, Float exponent) {
    // A frame with NaN among its scores may produce any exponent, NaN and infinity included.
    if (!(exponent >= -126)) return mantissa * 0;
    return mantissa * from_bits(static_cast<uint32_t>(static_cast<int32_t>(std::min(exponent, 127.0f)) + 127) << 23);
  }
  static void normalise(Float* mantissa, Float* exponent) {
    const uint32_t bits = to_bits(*mantissa);
    *exponent += static_cast<float>(static_cast<int32_t>(bits >> 23) - 127);
    *mantissa = from_bits((bits & 0x007fffffu) | 0x3f800000u);
  }
  static Float round(Float a) { return std::nearbyint(a); }

  /** Rounds an exponent down, to at least -127. @return its fraction, 0 for -infinity */
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

  static constexpr int kDoubleLanes = 1;
  using Double = double;

  static Double set1(double value) { return value; }
  static Double load(const double* from) { return *from; }
  static void store(double* to, Double value) { *to = value; }
  template <int>
  static Double widen(Float a) {
    return a;
  }
  static Float narrow(const Double* parts) { return static_cast<float>(*parts); }
  template <int kTableVectors>
  static Double lookup(const double* table, const int32_t* indices) {
    return table[*indices];
  }

  static Double add(Double a, Double b) { return a + b; }
  static Double sub(Double a, Double b) { return a - b; }
  static Double mul(Double a, Double b) { return a * b; }
  static Double div(Double a, Double b) { return a / b; }
  static Double mul_add(Double a, Double b, Double c) { return a * b + c; }
  static Double max(Double a, Double b) { return a > b ? a : b; }
  static Double min(Double a, Double b) { return a < b ? a : b; }
  // 1.5 * 2^52 leaves no bits for a fraction.
  static Double round(Double a) { return a + 0x1.8p52 - 0x1.8p52; }
  /** 2^whole for a whole number of at most 1023; 0 below -1022. */
  static Double power_of_two(Double whole) {
    // 1.5 * 2^52 + 1023 leaves the biased exponent in the low bits.
    return from_bits(to_bits(max(-1023.0, whole) + (0x1.8p52 + 1023)) << 52);
  }
  /** Takes a positive number's power of two into the exponent. */
  static void normalise(Double* mantissa, Double* exponent) {
    const uint64_t bits = to_bits(*mantissa);
    *exponent += static_cast<double>(static_cast<int64_t>(bits >> 52) - 1023);
    *mantissa = from_bits((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
  }
  static Double select_nonzero(Double tested, Double yes, Double no) { return tested != 0 ? yes : no; }
  static Double shift_in_next(Double, Double next) { return next; }
  static Double shift_in_previous(Double previous, Double) { return previous; }
  static double sum(Double a) { return a; }
  static double largest(Double a) { return a; }

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
  static uint64_t to_bits(double value) {
    uint64_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    return bits;
  }
  static double from_bits(uint64_t bits) {
    double value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
  }
};

#include "kernels/vector_kernel.inc"

}  // namespace

const Kernel kScalarKernel = {"scalar", [] { return true; }, run_sample, decode_best_path};

}  // namespace ctc
