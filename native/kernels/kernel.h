/**
 * @file kernel.h
 * The kernel of an instruction set: loss, gradient and best path decoding of one sample.
 */
#ifndef CTC_KERNELS_KERNEL_H_
#define CTC_KERNELS_KERNEL_H_

#include "base/sample.h"
#include "base/workspace.h"

namespace ctc {

struct Kernel {
  const char* name;
  bool (*supported)();
  /** Loss of a feasible sample, and its gradient if sample.gradient is not null. Thread-safe. */
  KernelOutcome (*run)(const Sample& sample, Workspace& workspace, double* loss);
  /**
   * Best path decoding, as greedy_decode() defines it. Thread-safe.
   *
   * @param labels, timesteps [frames]
   * @param log_prob receives the logarithm of the path's probability; NaN if a frame cannot be scored
   * @return the number of labels; 0 if a frame cannot be scored
   */
  int32_t (*decode_best_path)(const Sample& sample, int32_t* labels, int32_t* timesteps, double* log_prob);
};

extern const Kernel kScalarKernel;
#if defined(__x86_64__) || defined(_M_X64)
extern const Kernel kAvx2Kernel;
extern const Kernel kAvx512Kernel;
#elif defined(__aarch64__)
extern const Kernel kNeonKernel;
#endif

/** The kernel in use. */
const Kernel& current_kernel();

/**
 * The textbook recursion over log-probabilities in double precision: slow, exact, and of unlimited range. Used for
 * samples that a kernel declines as kOutOfRange, and as the tests' reference.
 */
KernelOutcome run_reference(const Sample& sample, Workspace& workspace, double* loss);

/**
 * The logarithm of the softmax's denominator in frame t; 0 if the scores are not logits; NaN if the frame has an
 * invalid score or no softmax.
 */
double log_normaliser(const Sample& sample, int64_t t);

/**
 * Whether every valid frame can be scored: no NaN, +infinity or negative probability, and no frame of logits that are
 * all -infinity.
 */
bool are_scores(const Sample& sample);

}  // namespace ctc

#endif  // CTC_KERNELS_KERNEL_H_
