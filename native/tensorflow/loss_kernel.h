/**
 * @file loss_kernel.h
 * The loss as a TensorFlow kernel: TensorFlow's memory in and out, nothing copied.
 *
 * Inputs:  0 block   int32  [words]              see request/call_block.h; only read: what it has room for is not used
 *          1 scores  float  [batch, time, classes] or [time, batch, classes]
 * Outputs: 0 losses  float  [batch]
 *          1 status  int32  [batch]              ctc::SampleStatus
 *          2 gradient float, as the scores       (of the kernel with gradient only)
 *
 * What varies from call to call is all in the block. An attribute would become part of the key under which TensorFlow
 * keeps a kernel for ever.
 */
#ifndef CTC_TENSORFLOW_LOSS_KERNEL_H_
#define CTC_TENSORFLOW_LOSS_KERNEL_H_

#include "tensorflow/c_api.h"

namespace ctc::tensorflow {

/** The functions that the kernels call. Set before a kernel is registered, and not again. */
extern Api api;

/**
 * Compute functions. Any number of threads may run them at once. They fail with a message that begins with a code of
 * lib/check/errors.ts and ": ".
 */
void compute_loss(void* kernel, TF_OpKernelContext* context);
void compute_loss_and_gradient(void* kernel, TF_OpKernelContext* context);

}  // namespace ctc::tensorflow

#endif  // CTC_TENSORFLOW_LOSS_KERNEL_H_
