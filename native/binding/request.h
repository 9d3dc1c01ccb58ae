/**
 * @file request.h
 * From the arguments of a native loss call to the core's plain structs: the second check of memory safety. The
 * decoders' calls begin with the same two arguments.
 *
 * There are three arguments, because each property read and each small array that crosses the border costs a good part
 * of what a tiny batch takes:
 *   0 block     Int32Array    all numbers of the call in one block of memory: a header (Header below),
 *                             label_lengths[batch], input_lengths[batch], loss_gradient[batch] as float32,
 *                             room for the results: losses[batch] and blank_shares[batch] as float32, status[batch] as
 *                             bytes, and labels[labels_size]
 *   1 scores    Float32Array  batch * time * classes
 *   2 gradient  Float32Array  as many as scores, or null for the loss only
 * lib/call-block.ts writes and reads the block; both must change together.
 */
#ifndef CTC_BINDING_REQUEST_H_
#define CTC_BINDING_REQUEST_H_

#include <napi.h>

#include <cstddef>

#include "binding/views.h"
#include "ctc/ctc.h"

namespace ctc::binding {

/** Where the block keeps its numbers. Flags are 0 or 1. */
enum Header : size_t {
  kBatch,
  kTime,
  kClasses,
  kTimeMajor,  ///< 1: time-batch-class, 0: batch-time-class
  kBlank,
  kZeroInfeasible,
  kThreads,
  kLabelsSize,
  kInput,  ///< ctc::Input
  kMergeRepeated,
  kWithLossGradient,  ///< 0: loss_gradient is not used
  kWithBlankShares,   ///< 0: blank_shares is not written
  kCancelled,         ///< its first byte becomes 1, at any time, to end the call early
  kHeaderSize,
};

constexpr size_t kArguments = 3;

/** Points into the arrays it was read from: valid while they are alive and their buffers attached. */
struct LossRequest {
  Batch batch;
  Options options;
  Results results;
};

/**
 * Proves that block and scores are there and as long as the block's sizes say. The lengths and labels within are the
 * core's to check, as loss() and the decoders do first.
 * @param block_view, scores_view receive the two arrays
 * @return false with a JavaScript exception pending.
 */
bool read_batch(napi_env env, napi_value block, napi_value scores, LossRequest* request, View* block_view,
                View* scores_view);

/** As read_batch(), from all the arguments of a loss call. */
bool read_loss_request(const Napi::CallbackInfo& info, LossRequest* request);

}  // namespace ctc::binding

#endif  // CTC_BINDING_REQUEST_H_
