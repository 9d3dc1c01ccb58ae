#if defined(__x86_64__) || defined(_M_X64)

#include <immintrin.h>

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
#include "kernels/x86_features.h"

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target("avx2,fma,bmi,bmi2,popcnt"))), apply_to = function)
#elif defined(__GNUC__)
#pragma GCC push_options
#pragma GCC target("avx2,fma,bmi,bmi2,popcnt")
#endif

namespace ctc {
namespace {

/** The vector type of kernels/vector_kernel.inc: eight lanes, Haswell's AVX2 with FMA and later. */
struct Vector {
  static constexpr int kLanes = 8;
  using Float = __m256;
  using Mask = __m256;

  static Float set1(float value) { return _mm256_set1_ps(value); }
  static Float load(const float* from) { return _mm256_loadu_ps(from); }
  static void store(float* to, Float value) { _mm256_storeu_ps(to, value); }
  static __m256i first(int64_t count) {
    alignas(32) static constexpr int32_t kOnesThenZeros[16] = {-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0};
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(kOnesThenZeros + 8 - count));
  }
  static Float load_part(const float* from, int64_t count, float fill) {
    if (count == kLanes) return load(from);
    const __m256i mask = first(count);
    return _mm256_blendv_ps(set1(fill), _mm256_maskload_ps(from, mask), _mm256_castsi256_ps(mask));
  }
  static Float load_from(const float* from, int64_t skipped, float fill) {
    if (skipped == 0) return load(from);
    const __m256i others = first(skipped);
    const __m256i mask = _mm256_xor_si256(others, _mm256_set1_epi32(-1));
    return _mm256_blendv_ps(_mm256_maskload_ps(from, mask), set1(fill), _mm256_castsi256_ps(others));
  }
  static void store_part(float* to, int64_t count, Float value) {
    if (count == kLanes) return store(to, value);
    _mm256_maskstore_ps(to, first(count), value);
  }
  static void stream(float* to, Float value) { _mm256_stream_ps(to, value); }
  static void fence() { _mm_sfence(); }
  static Float gather(const float* base, const int32_t* indices) {
    return _mm256_i32gather_ps(base, _mm256_loadu_si256(reinterpret_cast<const __m256i*>(indices)), 4);
  }
  static constexpr int kMaxTableVectors = 4;
  /** table[index]: each bit of the index above the lowest three chooses between two halves of the table. */
  template <int kTableVectors>
  static Float lookup(const float* table, const int32_t* indices) {
    const __m256i index = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(indices));
    if constexpr (kTableVectors == 1) {
      return _mm256_permutevar8x32_ps(load(table), index);
    } else {
      constexpr int kHalf = kTableVectors / 2;
      const Mask upper = _mm256_castsi256_ps(_mm256_slli_epi32(index, kHalf == 1 ? 28 : 27));
      return select(upper, lookup<kHalf>(table + kHalf * kLanes, indices), lookup<kHalf>(table, indices));
    }
  }

  static Float add(Float a, Float b) { return _mm256_add_ps(a, b); }
  static Float sub(Float a, Float b) { return _mm256_sub_ps(a, b); }
  static Float mul(Float a, Float b) { return _mm256_mul_ps(a, b); }
  static Float div(Float a, Float b) { return _mm256_div_ps(a, b); }
  static Float mul_add(Float a, Float b, Float c) { return _mm256_fmadd_ps(a, b, c); }
  static Float mul_sub(Float a, Float b, Float c) { return _mm256_fmsub_ps(a, b, c); }
  static Float neg_mul_add(Float a, Float b, Float c) { return _mm256_fnmadd_ps(a, b, c); }
  static Float max(Float a, Float b) { return _mm256_max_ps(a, b); }
  static Float abs(Float a) { return _mm256_andnot_ps(set1(-0.0f), a); }
  static Float round(Float a) { return _mm256_round_ps(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }

  static Float scale(Float mantissa, Float exponent) {
    // 1.5 * 2^23 + 127 leaves the biased exponent in the low bits; below -127 the power is zero.
    const Float biased = add(max(set1(-127.0f), exponent), set1(12583039.0f));
    return mul(mantissa, _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_castps_si256(biased), 23)));
  }
  static void normalise(Float* mantissa, Float* exponent) {
    const __m256i bits = _mm256_castps_si256(*mantissa);
    const __m256i power = _mm256_sub_epi32(_mm256_srli_epi32(bits, 23), _mm256_set1_epi32(127));
    *exponent = add(*exponent, _mm256_cvtepi32_ps(power));
    *mantissa = _mm256_castsi256_ps(
        _mm256_or_si256(_mm256_and_si256(bits, _mm256_set1_epi32(0x007fffff)), _mm256_set1_epi32(0x3f800000)));
  }

  /** Rounds an exponent down, to at least -127. @return its fraction, 0 for -infinity */
  static Float take_fraction(Float* exponent) {
    const Float bounded = max(set1(-127.0f), *exponent);
    *exponent = _mm256_floor_ps(bounded);
    return sub(bounded, *exponent);
  }

  static Mask all() { return _mm256_castsi256_ps(_mm256_set1_epi32(-1)); }
  static Mask mask(const int32_t* words) {
    return _mm256_castsi256_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(words)));
  }
  static Mask equal(Float a, Float b) { return _mm256_cmp_ps(a, b, _CMP_EQ_OQ); }
  static Mask not_equal(Float a, Float b) { return _mm256_cmp_ps(a, b, _CMP_NEQ_UQ); }
  static Mask both(Mask a, Mask b) { return _mm256_and_ps(a, b); }
  static uint32_t bits(Mask mask) { return static_cast<unsigned>(_mm256_movemask_ps(mask)); }
  static Float select(Mask mask, Float yes, Float no) { return _mm256_blendv_ps(no, yes, mask); }

  static Float shift_in_next(Float current, Float next) {
    const __m256i rotated = _mm256_permutevar8x32_epi32(_mm256_castps_si256(_mm256_blend_ps(current, next, 1)),
                                                        _mm256_setr_epi32(1, 2, 3, 4, 5, 6, 7, 0));
    return _mm256_castsi256_ps(rotated);
  }
  static Float shift_in_previous(Float previous, Float current) {
    const __m256i rotated = _mm256_permutevar8x32_epi32(_mm256_castps_si256(_mm256_blend_ps(current, previous, 0x80)),
                                                        _mm256_setr_epi32(7, 0, 1, 2, 3, 4, 5, 6));
    return _mm256_castsi256_ps(rotated);
  }
  static void transpose(Float* rows) {
    Float pairs[8], fours[8];
    for (int i = 0; i < 8; i += 2) {
      pairs[i] = _mm256_unpacklo_ps(rows[i], rows[i + 1]);
      pairs[i + 1] = _mm256_unpackhi_ps(rows[i], rows[i + 1]);
    }
    for (int i = 0; i < 8; i += 4) {
      for (int j = 0; j < 2; ++j) {
        fours[i + 2 * j] = _mm256_shuffle_ps(pairs[i + j], pairs[i + j + 2], 0x44);
        fours[i + 2 * j + 1] = _mm256_shuffle_ps(pairs[i + j], pairs[i + j + 2], 0xee);
      }
    }
    for (int i = 0; i < 4; ++i) {
      rows[i] = _mm256_permute2f128_ps(fours[i], fours[i + 4], 0x20);
      rows[i + 4] = _mm256_permute2f128_ps(fours[i], fours[i + 4], 0x31);
    }
  }
  static float sum(Float a) {
    __m128 half = _mm_add_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
    half = _mm_add_ps(half, _mm_movehl_ps(half, half));
    return _mm_cvtss_f32(_mm_add_ss(half, _mm_movehdup_ps(half)));
  }
  static float largest(Float a) {
    __m128 half = _mm_max_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
    half = _mm_max_ps(half, _mm_movehl_ps(half, half));
    return _mm_cvtss_f32(_mm_max_ss(half, _mm_movehdup_ps(half)));
  }

  static constexpr int kDoubleLanes = 4;
  using Double = __m256d;

  static Double set1(double value) { return _mm256_set1_pd(value); }
  static Double load(const double* from) { return _mm256_loadu_pd(from); }
  static void store(double* to, Double value) { _mm256_storeu_pd(to, value); }
  template <int kPart>
  static Double widen(Float a) {
    if constexpr (kPart == 0) return _mm256_cvtps_pd(_mm256_castps256_ps128(a));
    return _mm256_cvtps_pd(_mm256_extractf128_ps(a, 1));
  }
  static Float narrow(const Double* parts) {
    return _mm256_insertf128_ps(_mm256_castps128_ps256(_mm256_cvtpd_ps(parts[0])), _mm256_cvtpd_ps(parts[1]), 1);
  }
  template <int kTableVectors>
  static Double lookup(const double* table, const int32_t* indices) {
    return _mm256_setr_pd(table[indices[0]], table[indices[1]], table[indices[2]], table[indices[3]]);
  }

  static Double add(Double a, Double b) { return _mm256_add_pd(a, b); }
  static Double sub(Double a, Double b) { return _mm256_sub_pd(a, b); }
  static Double mul(Double a, Double b) { return _mm256_mul_pd(a, b); }
  static Double div(Double a, Double b) { return _mm256_div_pd(a, b); }
  static Double mul_add(Double a, Double b, Double c) { return _mm256_fmadd_pd(a, b, c); }
  static Double max(Double a, Double b) { return _mm256_max_pd(a, b); }
  static Double min(Double a, Double b) { return _mm256_min_pd(a, b); }
  static Double round(Double a) { return _mm256_round_pd(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
  /** 2^whole for a whole number of at most 1023; 0 below -1022. */
  static Double power_of_two(Double whole) {
    // 1.5 * 2^52 + 1023 leaves the biased exponent in the low bits.
    const Double biased = add(max(set1(-1023.0), whole), set1(0x1.8p52 + 1023));
    return _mm256_castsi256_pd(_mm256_slli_epi64(_mm256_castpd_si256(biased), 52));
  }
  /** Takes a positive number's power of two into the exponent. */
  static void normalise(Double* mantissa, Double* exponent) {
    const __m256i bits = _mm256_castpd_si256(*mantissa);
    // An integer in the low bits of 2^52.
    const __m256i biased = _mm256_or_si256(_mm256_srli_epi64(bits, 52), _mm256_set1_epi64x(0x4330000000000000));
    *exponent = add(*exponent, sub(_mm256_castsi256_pd(biased), set1(0x1p52 + 1023)));
    *mantissa = _mm256_castsi256_pd(_mm256_or_si256(_mm256_and_si256(bits, _mm256_set1_epi64x(0x000fffffffffffff)),
                                                    _mm256_set1_epi64x(0x3ff0000000000000)));
  }
  static Double select_nonzero(Double tested, Double yes, Double no) {
    return _mm256_blendv_pd(no, yes, _mm256_cmp_pd(tested, set1(0.0), _CMP_NEQ_UQ));
  }
  static Double shift_in_next(Double current, Double next) {
    return _mm256_permute4x64_pd(_mm256_blend_pd(current, next, 1), 0x39);
  }
  static Double shift_in_previous(Double previous, Double current) {
    return _mm256_permute4x64_pd(_mm256_blend_pd(current, previous, 8), 0x93);
  }
  static double sum(Double a) {
    const __m128d half = _mm_add_pd(_mm256_castpd256_pd128(a), _mm256_extractf128_pd(a, 1));
    return _mm_cvtsd_f64(_mm_add_sd(half, _mm_unpackhi_pd(half, half)));
  }
  static double largest(Double a) {
    const __m128d half = _mm_max_pd(_mm256_castpd256_pd128(a), _mm256_extractf128_pd(a, 1));
    return _mm_cvtsd_f64(_mm_max_sd(half, _mm_unpackhi_pd(half, half)));
  }
};

#include "kernels/vector_kernel.inc"

}  // namespace
}  // namespace ctc

#if defined(__clang__)
#pragma clang attribute pop
#elif defined(__GNUC__)
#pragma GCC pop_options
#endif

namespace ctc {

const Kernel kAvx2Kernel = {"avx2", has_avx2, run_sample, decode_best_path};

}  // namespace ctc

#endif
