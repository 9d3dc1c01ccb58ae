#if defined(__x86_64__) || defined(_M_X64)

#if defined(__GNUC__) && !defined(__clang__)
// GCC 12 warns about the undefined vectors in its own headers.
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

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
#pragma clang attribute push(__attribute__((target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma,bmi,bmi2,popcnt"))), \
                             apply_to = function)
#elif defined(__GNUC__)
#pragma GCC push_options
#pragma GCC target("avx512f,avx512dq,avx512bw,avx512vl,avx2,fma,bmi,bmi2,popcnt")
#endif

namespace ctc {
namespace {

/** The vector type of kernels/vector_kernel.inc: sixteen lanes, Skylake-SP's AVX-512 and later. */
struct Vector {
  static constexpr int kLanes = 16;
  using Float = __m512;
  using Mask = __mmask16;

  static Float set1(float value) { return _mm512_set1_ps(value); }
  static Float load(const float* from) { return _mm512_loadu_ps(from); }
  static void store(float* to, Float value) { _mm512_storeu_ps(to, value); }
  static Mask first(int64_t count) { return static_cast<Mask>((1u << count) - 1); }
  static Float load_part(const float* from, int64_t count, float fill) {
    return _mm512_mask_loadu_ps(set1(fill), first(count), from);
  }
  static Float load_from(const float* from, int64_t skipped, float fill) {
    return _mm512_mask_loadu_ps(set1(fill), static_cast<Mask>(0xffffu << skipped), from);
  }
  static void store_part(float* to, int64_t count, Float value) { _mm512_mask_storeu_ps(to, first(count), value); }
  static void stream(float* to, Float value) { _mm512_stream_ps(to, value); }
  static void fence() { _mm_sfence(); }
  static Float gather(const float* base, const int32_t* indices) {
    return _mm512_i32gather_ps(_mm512_loadu_si512(indices), base, 4);
  }
  static constexpr int kMaxTableVectors = 4;
  template <int kTableVectors>
  static Float lookup(const float* table, const int32_t* indices) {
    const __m512i index = _mm512_loadu_si512(indices);
    if constexpr (kTableVectors == 1) {
      return _mm512_permutexvar_ps(index, load(table));
    } else if constexpr (kTableVectors == 2) {
      return _mm512_permutex2var_ps(load(table), index, load(table + kLanes));
    } else {
      const Mask upper = _mm512_test_epi32_mask(index, _mm512_set1_epi32(2 * kLanes));
      return select(upper, lookup<2>(table + 2 * kLanes, indices), lookup<2>(table, indices));
    }
  }

  static Float add(Float a, Float b) { return _mm512_add_ps(a, b); }
  static Float sub(Float a, Float b) { return _mm512_sub_ps(a, b); }
  static Float mul(Float a, Float b) { return _mm512_mul_ps(a, b); }
  static Float div(Float a, Float b) { return _mm512_div_ps(a, b); }
  static Float mul_add(Float a, Float b, Float c) { return _mm512_fmadd_ps(a, b, c); }
  static Float mul_sub(Float a, Float b, Float c) { return _mm512_fmsub_ps(a, b, c); }
  static Float neg_mul_add(Float a, Float b, Float c) { return _mm512_fnmadd_ps(a, b, c); }
  static Float max(Float a, Float b) { return _mm512_max_ps(a, b); }
  static Float abs(Float a) { return _mm512_abs_ps(a); }

  static Float scale(Float mantissa, Float exponent) { return _mm512_scalef_ps(mantissa, exponent); }
  static void normalise(Float* mantissa, Float* exponent) {
    *exponent = _mm512_add_ps(*exponent, _mm512_getexp_ps(*mantissa));
    *mantissa = _mm512_getmant_ps(*mantissa, _MM_MANT_NORM_1_2, _MM_MANT_SIGN_zero);
  }
  static Float round(Float a) { return _mm512_roundscale_ps(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }

  /** The fraction, from 0 to 1, of an exponent that is left as scale() rounds it: down. */
  static Float take_fraction(Float* exponent) {
    return _mm512_reduce_ps(*exponent, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC);
  }

  static Mask all() { return 0xffff; }
  static Mask mask(const int32_t* words) {
    const __m512i loaded = _mm512_loadu_si512(words);
    return _mm512_test_epi32_mask(loaded, loaded);
  }
  static Mask equal(Float a, Float b) { return _mm512_cmp_ps_mask(a, b, _CMP_EQ_OQ); }
  static Mask not_equal(Float a, Float b) { return _mm512_cmp_ps_mask(a, b, _CMP_NEQ_UQ); }
  static Mask both(Mask a, Mask b) { return static_cast<Mask>(a & b); }
  static uint32_t bits(Mask mask) { return mask; }
  static Float select(Mask mask, Float yes, Float no) { return _mm512_mask_blend_ps(mask, no, yes); }

  static Float shift_in_next(Float current, Float next) {
    return _mm512_castsi512_ps(_mm512_alignr_epi32(_mm512_castps_si512(next), _mm512_castps_si512(current), 1));
  }
  static Float shift_in_previous(Float previous, Float current) {
    return _mm512_castsi512_ps(_mm512_alignr_epi32(_mm512_castps_si512(current), _mm512_castps_si512(previous), 15));
  }
  static void transpose(Float* rows) {
    Float pairs[16], fours[16], eights[16];
    for (int i = 0; i < 16; i += 2) {
      pairs[i] = _mm512_unpacklo_ps(rows[i], rows[i + 1]);
      pairs[i + 1] = _mm512_unpackhi_ps(rows[i], rows[i + 1]);
    }
    for (int i = 0; i < 16; i += 4) {
      for (int j = 0; j < 2; ++j) {
        fours[i + 2 * j] = _mm512_shuffle_ps(pairs[i + j], pairs[i + j + 2], 0x44);
        fours[i + 2 * j + 1] = _mm512_shuffle_ps(pairs[i + j], pairs[i + j + 2], 0xee);
      }
    }
    for (int i = 0; i < 4; ++i) {
      eights[i] = _mm512_shuffle_f32x4(fours[i], fours[i + 4], 0x88);
      eights[i + 4] = _mm512_shuffle_f32x4(fours[i], fours[i + 4], 0xdd);
      eights[i + 8] = _mm512_shuffle_f32x4(fours[i + 8], fours[i + 12], 0x88);
      eights[i + 12] = _mm512_shuffle_f32x4(fours[i + 8], fours[i + 12], 0xdd);
    }
    for (int i = 0; i < 4; ++i) {
      rows[i] = _mm512_shuffle_f32x4(eights[i], eights[i + 8], 0x88);
      rows[i + 4] = _mm512_shuffle_f32x4(eights[i + 4], eights[i + 12], 0x88);
      rows[i + 8] = _mm512_shuffle_f32x4(eights[i], eights[i + 8], 0xdd);
      rows[i + 12] = _mm512_shuffle_f32x4(eights[i + 4], eights[i + 12], 0xdd);
    }
  }
  static float sum(Float a) { return _mm512_reduce_add_ps(a); }
  static float largest(Float a) { return _mm512_reduce_max_ps(a); }

  static constexpr int kDoubleLanes = 8;
  using Double = __m512d;

  static Double set1(double value) { return _mm512_set1_pd(value); }
  static Double load(const double* from) { return _mm512_loadu_pd(from); }
  static void store(double* to, Double value) { _mm512_storeu_pd(to, value); }
  template <int kPart>
  static Double widen(Float a) {
    if constexpr (kPart == 0) return _mm512_cvtps_pd(_mm512_castps512_ps256(a));
    return _mm512_cvtps_pd(_mm512_extractf32x8_ps(a, 1));
  }
  static Float narrow(const Double* parts) {
    return _mm512_insertf32x8(_mm512_castps256_ps512(_mm512_cvtpd_ps(parts[0])), _mm512_cvtpd_ps(parts[1]), 1);
  }
  template <int kTableVectors>
  static Double lookup(const double* table, const int32_t* indices) {
    return look_up_halves<2 * kTableVectors>(
        table, _mm512_cvtepi32_epi64(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(indices))));
  }

  static Double add(Double a, Double b) { return _mm512_add_pd(a, b); }
  static Double sub(Double a, Double b) { return _mm512_sub_pd(a, b); }
  static Double mul(Double a, Double b) { return _mm512_mul_pd(a, b); }
  static Double div(Double a, Double b) { return _mm512_div_pd(a, b); }
  static Double mul_add(Double a, Double b, Double c) { return _mm512_fmadd_pd(a, b, c); }
  static Double max(Double a, Double b) { return _mm512_max_pd(a, b); }
  static Double min(Double a, Double b) { return _mm512_min_pd(a, b); }
  static Double round(Double a) { return _mm512_roundscale_pd(a, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }
  /** 2^whole for a whole number of at most 1023; 0 below -1022. */
  static Double power_of_two(Double whole) {
    // 1.5 * 2^52 + 1023 leaves the biased exponent in the low bits.
    const Double biased = add(max(set1(-1023.0), whole), set1(0x1.8p52 + 1023));
    return _mm512_castsi512_pd(_mm512_slli_epi64(_mm512_castpd_si512(biased), 52));
  }
  /** Takes a positive number's power of two into the exponent. */
  static void normalise(Double* mantissa, Double* exponent) {
    const __m512i bits = _mm512_castpd_si512(*mantissa);
    // An integer in the low bits of 2^52.
    const __m512i biased = _mm512_or_si512(_mm512_srli_epi64(bits, 52), _mm512_set1_epi64(0x4330000000000000));
    *exponent = add(*exponent, sub(_mm512_castsi512_pd(biased), set1(0x1p52 + 1023)));
    *mantissa = _mm512_castsi512_pd(_mm512_or_si512(_mm512_and_si512(bits, _mm512_set1_epi64(0x000fffffffffffff)),
                                                    _mm512_set1_epi64(0x3ff0000000000000)));
  }
  static Double select_nonzero(Double tested, Double yes, Double no) {
    return _mm512_mask_blend_pd(_mm512_cmp_pd_mask(tested, set1(0.0), _CMP_NEQ_UQ), no, yes);
  }
  static Double shift_in_next(Double current, Double next) {
    return _mm512_castsi512_pd(_mm512_alignr_epi64(_mm512_castpd_si512(next), _mm512_castpd_si512(current), 1));
  }
  static Double shift_in_previous(Double previous, Double current) {
    return _mm512_castsi512_pd(_mm512_alignr_epi64(_mm512_castpd_si512(current), _mm512_castpd_si512(previous), 7));
  }
  static double sum(Double a) { return _mm512_reduce_add_pd(a); }
  static double largest(Double a) { return _mm512_reduce_max_pd(a); }

 private:
  /** table[index] of a table of that many Doubles. */
  template <int kDoubles>
  static Double look_up_halves(const double* table, __m512i index) {
    if constexpr (kDoubles == 2) {
      return _mm512_permutex2var_pd(load(table), index, load(table + kDoubleLanes));
    } else {
      constexpr int kHalf = kDoubles / 2;
      const __mmask8 upper = _mm512_test_epi64_mask(index, _mm512_set1_epi64(kHalf * kDoubleLanes));
      return _mm512_mask_blend_pd(upper, look_up_halves<kHalf>(table, index),
                                  look_up_halves<kHalf>(table + kHalf * kDoubleLanes, index));
    }
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

const Kernel kAvx512Kernel = {"avx512", has_avx512, run_sample, decode_best_path};

}  // namespace ctc

#endif
