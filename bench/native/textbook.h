/**
 * @file textbook.h
 * CTC as the textbooks write it, to compare with: float32 log-domain forward and backward recursions (Graves et al.,
 * 2006) over 2L + 1 states, one sample after the other, no manual SIMD. Not part of the library.
 */
#ifndef CTC_BENCH_TEXTBOOK_H_
#define CTC_BENCH_TEXTBOOK_H_

#include "ctc/ctc.h"

namespace ctc {

/** Loss and gradient with respect to the logits. @param gradient may not be null. */
void textbook_loss(const Batch& batch, float* losses, float* gradient);

}  // namespace ctc

#endif  // CTC_BENCH_TEXTBOOK_H_
