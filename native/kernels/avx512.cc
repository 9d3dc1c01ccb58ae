#if defined(__x86_64__) || defined(_M_X64)

#if defined(__GNUC__) && !defined(__clang__)
// GCC 12 takes its own headers' "undefined" vectors for mistakes of ours.
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif

#include <immintrin.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>

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
  static constexpr int kMostTableVectors = 4;
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
