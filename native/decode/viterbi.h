/**
 * @file viterbi.h
 * The most probable alignment of one sample's labels with its frames.
 */
#ifndef CTC_DECODE_VITERBI_H_
#define CTC_DECODE_VITERBI_H_

#include <cstdint>

#include "base/sample.h"
#include "base/workspace.h"

namespace ctc {

/**
 * Finds the most probable path through the 2L + 1 states of the lattice, blanks at even places and labels at odd ones.
 * Of equally probable transitions into a state the shortest wins, and a path that ends in the last label wins over one
 * that ends in the blank.
 *
 * @param sample its labels are aligned; gradient and threads are ignored
 * @param states [frames] receives the state of each frame
 * @param log_scores [frames] receives the log-probability of that state's class in the frame
 * @return kDone, kInfeasible, kNotANumber or kOutOfMemory; the arrays are filled only for kDone
 */
KernelOutcome best_alignment(const Sample& sample, Workspace& workspace, int32_t* states, double* log_scores);

}  // namespace ctc

#endif  // CTC_DECODE_VITERBI_H_
