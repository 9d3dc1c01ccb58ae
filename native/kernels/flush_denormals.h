/**
 * @file flush_denormals.h
 * While one lives, this thread's denormal floats count as zero: posterior mass below 1e-38 is nothing, and arithmetic
 * on it costs a hundred times the usual on many processors.
 */
#ifndef CTC_KERNELS_FLUSH_DENORMALS_H_
#define CTC_KERNELS_FLUSH_DENORMALS_H_

#include <cstdint>

#if defined(__SSE2__) || defined(_M_X64)
#include <emmintrin.h>
#endif

namespace ctc {

class FlushDenormals {
 public:
  FlushDenormals() : saved_(read()) { write(saved_ | kFlush); }
  ~FlushDenormals() { write(saved_); }
  FlushDenormals(const FlushDenormals&) = delete;
  FlushDenormals& operator=(const FlushDenormals&) = delete;

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

}  // namespace ctc

#endif  // CTC_KERNELS_FLUSH_DENORMALS_H_
