/**
 * @file x86_features.h
 * What an x86-64 processor, and the operating system that saves its registers, let a program use.
 *
 * The compilers' own __builtin_cpu_supports rests on a run-time library that not every toolchain brings along: there it
 * links, and says no to everything.
 */
#ifndef CTC_KERNELS_X86_FEATURES_H_
#define CTC_KERNELS_X86_FEATURES_H_

namespace ctc {

/** AVX2, FMA, BMI, BMI2 and POPCNT: all that kernels/avx2.cc is compiled for. */
bool has_avx2();

/** has_avx2(), and AVX-512 F, DQ, BW and VL: all that kernels/avx512.cc is compiled for. */
bool has_avx512();

}  // namespace ctc

#endif  // CTC_KERNELS_X86_FEATURES_H_
