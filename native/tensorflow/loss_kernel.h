/**
 * @file loss_kernel.h
 * The loss as a TensorFlow kernel. It reads and writes TensorFlow's memory directly, without a copy.
 *
 * Inputs:  0 block   int32  [words]              see request/call_block.h; its result arrays are not used
 *          1 scores  float  [batch, time, classes] or [time, batch, classes]
 * Outputs: 0 losses  float  [batch]
 *          1 status  int32  [batch]              ctc::SampleStatus
 *          2 gradient float  as scores           only from the kernel with gradient
 *
 * The block holds everything that varies between calls. Attributes would not do: TensorFlow keeps a kernel for every
 * combination of attribute values, for ever.
 */
#ifndef CTC_TENSORFLOW_LOSS_KERNEL_H_
#define CTC_TENSORFLOW_LOSS_KERNEL_H_

#include "tensorflow/c_api.h"

namespace ctc::tensorflow {

/** The functions that the kernels call. Set once, before a kernel is registered. */
extern Api api;

/**
 * Compute functions. Thread-safe. The message of a failure is a code of lib/check/errors.ts, ": " and the reason.
 */
void compute_loss(void* kernel, TF_OpKernelContext* context);
void compute_loss_and_gradient(void* kernel, TF_OpKernelContext* context);

}  // namespace ctc::tensorflow

#endif  // CTC_TENSORFLOW_LOSS_KERNEL_H_
