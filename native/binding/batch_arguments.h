/**
 * @file batch_arguments.h
 * From the arguments of a native loss call to the core's plain structs: the second check of memory safety. The
 * decoders' calls begin with the same two arguments.
 *
 * There are three arguments, because each property read and each small array that crosses the border costs a good part
 * of what a tiny batch takes:
 *   0 block     Int32Array    all numbers of the call: see request/call_block.h
 *   1 scores    Float32Array  batch * time * classes
 *   2 gradient  Float32Array  as many as scores, or null for the loss only
 */
#ifndef CTC_BINDING_BATCH_ARGUMENTS_H_
#define CTC_BINDING_BATCH_ARGUMENTS_H_

#include <napi.h>

#include <cstddef>

#include "binding/views.h"
#include "request/call_block.h"

namespace ctc::binding {

using request::BatchRequest;

constexpr size_t kArguments = 3;

/**
 * Proves that block and scores are there and as long as the block's sizes say. The lengths and labels within are the
 * core's to check, as loss() and the decoders do first.
 * @param block_view, scores_view receive the two arrays
 * @return false with a JavaScript exception pending.
 */
bool read_batch(napi_env env, napi_value block, napi_value scores, BatchRequest* request, View* block_view,
                View* scores_view);

/** As read_batch(), from all the arguments of a loss call. */
bool read_loss_request(const Napi::CallbackInfo& info, BatchRequest* request);

}  // namespace ctc::binding

#endif  // CTC_BINDING_BATCH_ARGUMENTS_H_
