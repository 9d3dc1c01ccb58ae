/**
 * @file x86_features.h
 * Which instruction sets the x86-64 processor and the operating system, which must save the registers, support.
 *
 * __builtin_cpu_supports depends on a run-time library that some toolchains lack: there it links, and reports no
 * support for anything.
 */
#ifndef CTC_KERNELS_X86_FEATURES_H_
#define CTC_KERNELS_X86_FEATURES_H_

namespace ctc {

/** AVX2, FMA, BMI, BMI2 and POPCNT: what kernels/avx2.cc is compiled for. */
bool has_avx2();

/** has_avx2(), and AVX-512 F, DQ, BW and VL: what kernels/avx512.cc is compiled for. */
bool has_avx512();

}  // namespace ctc

#endif  // CTC_KERNELS_X86_FEATURES_H_
