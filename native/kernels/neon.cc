#if defined(__aarch64__)

#include <arm_neon.h>

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

// NEON is part of the 64-bit ARM baseline: no target region is needed.

namespace ctc {
namespace {

/** The vector type of kernels/vector_kernel.inc: four lanes, every 64-bit ARM. */
struct Vector {
  static constexpr int kLanes = 4;
  using Float = float32x4_t;
  using Mask = uint32x4_t;

  static Float set1(float value) { return vdupq_n_f32(value); }
  static Float load(const float* from) { return vld1q_f32(from); }
  static void store(float* to, Float value) { vst1q_f32(to, value); }
  static Float load_part(const float* from, int64_t count, float fill) {
    if (count == kLanes) return load(from);
    float lanes[kLanes] = {fill, fill, fill, fill};
    std::copy_n(from, count, lanes);
    return load(lanes);
  }
  static Float load_from(const float* from, int64_t skipped, float fill) {
    if (skipped == 0) return load(from);
    float lanes[kLanes] = {fill, fill, fill, fill};
    std::copy(from + skipped, from + kLanes, lanes + skipped);
    return load(lanes);
  }
  static void store_part(float* to, int64_t count, Float value) {
    if (count == kLanes) return store(to, value);
    float lanes[kLanes];
    store(lanes, value);
    std::copy_n(lanes, count, to);
  }
  static void stream(float* to, Float value) { store(to, value); }
  static void fence() {}
  static Float gather(const float* base, const int32_t* indices) {
    const float lanes[kLanes] = {base[indices[0]], base[indices[1]], base[indices[2]], base[indices[3]]};
    return load(lanes);
  }
  static constexpr int kMaxTableVectors = 16;
  template <int kTableVectors>
  static Float lookup(const float* table, const int32_t* indices) {
    return gather(table, indices);
  }

  static Float add(Float a, Float b) { return vaddq_f32(a, b); }
  static Float sub(Float a, Float b) { return vsubq_f32(a, b); }
  static Float mul(Float a, Float b) { return vmulq_f32(a, b); }
  static Float div(Float a, Float b) { return vdivq_f32(a, b); }
  static Float mul_add(Float a, Float b, Float c) { return vfmaq_f32(c, a, b); }
  static Float mul_sub(Float a, Float b, Float c) { return vfmaq_f32(vnegq_f32(c), a, b); }
  static Float neg_mul_add(Float a, Float b, Float c) { return vfmsq_f32(c, a, b); }
  static Float max(Float a, Float b) { return vmaxq_f32(a, b); }
  static Float abs(Float a) { return vabsq_f32(a); }
  static Float round(Float a) { return vrndnq_f32(a); }

  static Float scale(Float mantissa, Float exponent) {
    // Below -127 the power is zero.
    const int32x4_t biased = vaddq_s32(vcvtq_s32_f32(max(set1(-127.0f), exponent)), vdupq_n_s32(127));
    return mul(mantissa, vreinterpretq_f32_s32(vshlq_n_s32(biased, 23)));
  }
  static void normalise(Float* mantissa, Float* exponent) {
    const uint32x4_t bits = vreinterpretq_u32_f32(*mantissa);
    const int32x4_t power = vsubq_s32(vreinterpretq_s32_u32(vshrq_n_u32(bits, 23)), vdupq_n_s32(127));
    *exponent = add(*exponent, vcvtq_f32_s32(power));
    *mantissa = vreinterpretq_f32_u32(vorrq_u32(vandq_u32(bits, vdupq_n_u32(0x007fffff)), vdupq_n_u32(0x3f800000)));
  }

  /** Rounds an exponent down, to at least -127. @return its fraction, 0 for -infinity */
  static Float take_fraction(Float* exponent) {
    const Float bounded = max(set1(-127.0f), *exponent);
    *exponent = vrndmq_f32(bounded);
    return sub(bounded, *exponent);
  }

  static Mask all() { return vdupq_n_u32(0xffffffff); }
  static Mask mask(const int32_t* words) { return vreinterpretq_u32_s32(vld1q_s32(words)); }
  static Mask equal(Float a, Float b) { return vceqq_f32(a, b); }
  static Mask not_equal(Float a, Float b) { return vmvnq_u32(vceqq_f32(a, b)); }
  static Mask both(Mask a, Mask b) { return vandq_u32(a, b); }
  static uint32_t bits(Mask mask) {
    const uint32_t lanes[kLanes] = {1, 2, 4, 8};
    return vaddvq_u32(vandq_u32(mask, vld1q_u32(lanes)));
  }

  static Float select(Mask mask, Float yes, Float no) { return vbslq_f32(mask, yes, no); }

  static Float shift_in_next(Float current, Float next) { return vextq_f32(current, next, 1); }
  static Float shift_in_previous(Float previous, Float current) { return vextq_f32(previous, current, 3); }
  static void transpose(Float* rows) {
    const float32x4x2_t low = vtrnq_f32(rows[0], rows[1]);
    const float32x4x2_t high = vtrnq_f32(rows[2], rows[3]);
    rows[0] = vcombine_f32(vget_low_f32(low.val[0]), vget_low_f32(high.val[0]));
    rows[1] = vcombine_f32(vget_low_f32(low.val[1]), vget_low_f32(high.val[1]));
    rows[2] = vcombine_f32(vget_high_f32(low.val[0]), vget_high_f32(high.val[0]));
    rows[3] = vcombine_f32(vget_high_f32(low.val[1]), vget_high_f32(high.val[1]));
  }
  static float sum(Float a) { return vaddvq_f32(a); }
  static float largest(Float a) { return vmaxvq_f32(a); }

  static constexpr int kDoubleLanes = 2;
  using Double = float64x2_t;

  static Double set1(double value) { return vdupq_n_f64(value); }
  static Double load(const double* from) { return vld1q_f64(from); }
  static void store(double* to, Double value) { vst1q_f64(to, value); }
  template <int kPart>
  static Double widen(Float a) {
    if constexpr (kPart == 0) return vcvt_f64_f32(vget_low_f32(a));
    return vcvt_high_f64_f32(a);
  }
  static Float narrow(const Double* parts) { return vcvt_high_f32_f64(vcvt_f32_f64(parts[0]), parts[1]); }
  template <int kTableVectors>
  static Double lookup(const double* table, const int32_t* indices) {
    const double lanes[kDoubleLanes] = {table[indices[0]], table[indices[1]]};
    return load(lanes);
  }

  static Double add(Double a, Double b) { return vaddq_f64(a, b); }
  static Double sub(Double a, Double b) { return vsubq_f64(a, b); }
  static Double mul(Double a, Double b) { return vmulq_f64(a, b); }
  static Double div(Double a, Double b) { return vdivq_f64(a, b); }
  static Double mul_add(Double a, Double b, Double c) { return vfmaq_f64(c, a, b); }
  static Double max(Double a, Double b) { return vmaxq_f64(a, b); }
  static Double min(Double a, Double b) { return vminq_f64(a, b); }
  static Double round(Double a) { return vrndnq_f64(a); }
  /** 2^whole for a whole number of at most 1023; 0 below -1022. */
  static Double power_of_two(Double whole) {
    const int64x2_t biased = vaddq_s64(vcvtq_s64_f64(max(set1(-1023.0), whole)), vdupq_n_s64(1023));
    return vreinterpretq_f64_s64(vshlq_n_s64(biased, 52));
  }
  /** Takes a positive number's power of two into the exponent. */
  static void normalise(Double* mantissa, Double* exponent) {
    const uint64x2_t bits = vreinterpretq_u64_f64(*mantissa);
    const int64x2_t power = vsubq_s64(vreinterpretq_s64_u64(vshrq_n_u64(bits, 52)), vdupq_n_s64(1023));
    *exponent = add(*exponent, vcvtq_f64_s64(power));
    *mantissa = vreinterpretq_f64_u64(
        vorrq_u64(vandq_u64(bits, vdupq_n_u64(0x000fffffffffffff)), vdupq_n_u64(0x3ff0000000000000)));
  }
  static Double select_nonzero(Double tested, Double yes, Double no) { return vbslq_f64(vceqzq_f64(tested), no, yes); }
  static Double shift_in_next(Double current, Double next) { return vextq_f64(current, next, 1); }
  static Double shift_in_previous(Double previous, Double current) { return vextq_f64(previous, current, 1); }
  static double sum(Double a) { return vaddvq_f64(a); }
  static double largest(Double a) { return vmaxvq_f64(a); }
};

#include "kernels/vector_kernel.inc"

}  // namespace

const Kernel kNeonKernel = {"neon", [] { return true; }, run_sample, decode_best_path};

}  // namespace ctc

#endif
