/**
 * @file flush_denormals.h
 * Sets how this thread treats denormal floats while an object lives. FlushDenormals treats them as zero: posterior mass
 * below 1e-38 does not matter, and on many processors arithmetic on denormals is a hundred times slower. KeepDenormals
 * keeps them, whatever mode the caller is in; TensorFlow flushes them.
 */
#ifndef CTC_KERNELS_FLUSH_DENORMALS_H_
#define CTC_KERNELS_FLUSH_DENORMALS_H_

#include <cstdint>

#if defined(__SSE2__) || defined(_M_X64)
#include <emmintrin.h>
#endif

namespace ctc {

template <bool kFlushes>
class Denormals {
 public:
  Denormals() : saved_(read()) { write(kFlushes ? saved_ | kFlush : saved_ & ~kFlush); }
  ~Denormals() { write(saved_); }
  Denormals(const Denormals&) = delete;
  Denormals& operator=(const Denormals&) = delete;

 private:
#if defined(__SSE2__) || defined(_M_X64)
  using Register = unsigned int;
  static constexpr Register kFlush = 0x8040;  // flush-to-zero, denormals-are-zero
  static Register read() { return _mm_getcsr(); }
  static void write(Register value) { _mm_setcsr(value); }
#elif defined(__aarch64__)
  using Register = uint64_t;
  static constexpr Register kFlush = uint64_t{1} << 24;  // FPCR.FZ
  static Register read() {
    Register value;
    __asm__ volatile("mrs %0, fpcr" : "=r"(value));
    return value;
  }
  static void write(Register value) { __asm__ volatile("msr fpcr, %0" : : "r"(value)); }
#else
  using Register = unsigned int;
  static constexpr Register kFlush = 0;
  static Register read() { return 0; }
  static void write(Register) {}
#endif
  Register saved_;
};

using FlushDenormals = Denormals<true>;
using KeepDenormals = Denormals<false>;

}  // namespace ctc

#endif  // CTC_KERNELS_FLUSH_DENORMALS_H_
