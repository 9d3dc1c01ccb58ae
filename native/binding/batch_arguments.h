/**
 * @file batch_arguments.h
 * Converts the arguments of a native loss call to the core's plain structs, and checks them for memory safety (the
 * second check, after lib's).
 *
 * The arguments of a loss call. Decoders' calls have the first two:
 *   0 block     Int32Array    all numbers of the call: see request/call_block.h
 *   1 scores    Float32Array  batch * time * classes
 *   2 gradient  Float32Array  as long as scores, or null for the loss only
 *
 * They are few because each property read and each small array passed through Node-API costs a notable part of the time
 * of a tiny batch.
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
 * Checks that block and scores are arrays of the right types, and as long as the sizes in the block require. The core
 * checks the lengths and labels in the block: loss() and the decoders begin with that.
 * @param request receives pointers into the two arrays
 * @param block_view, scores_view receive the two arrays
 * @return false with a JavaScript exception pending
 */
bool read_batch(napi_env env, napi_value block, napi_value scores, BatchRequest* request, View* block_view,
                View* scores_view);

/** The same for all arguments of a loss call. @return false with a JavaScript exception pending */
bool read_loss_request(const Napi::CallbackInfo& info, BatchRequest* request);

}  // namespace ctc::binding

#endif  // CTC_BINDING_BATCH_ARGUMENTS_H_
