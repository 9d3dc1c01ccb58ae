#include "binding/batch_arguments.h"

#include <cstdint>

#include "binding/call.h"
#include "binding/errors.h"
#include "binding/views.h"

namespace ctc::binding {

bool read_loss_request(const Napi::CallbackInfo& info, BatchRequest* request) {
  const Napi::Env env = info.Env();
  if (info.Length() != kArguments) return refuse(env, "a native loss call takes 3 arguments");
  View block, scores, gradient;
  if (!read_batch(env, info[0], info[1], request, &block, &scores)) return false;
  if (info[2].IsNull()) return true;
  if (!read_view(env, info[2], napi_float32_array, &gradient)) return refuse(env, "gradient: not a Float32Array");
  if (gradient.length != scores.length) return refuse(env, "gradient: wrong length");
  if (any_overlap({gradient, scores, block})) {
    throw_error(env, Code::kOverlap, "the gradient shares memory with the input");
    return false;
  }
  request->results.gradient = static_cast<float*>(gradient.data);
  return true;
}

bool read_batch(napi_env env, napi_value block_value, napi_value scores_value, BatchRequest* request, View* block_view,
                View* scores_view) {
  View& block = *block_view;
  View& scores = *scores_view;
  if (!read_view(env, block_value, napi_int32_array, &block)) return refuse(env, "block: not an Int32Array");
  if (!read_view(env, scores_value, napi_float32_array, &scores)) return refuse(env, "scores: not a Float32Array");

  const char* fault = request::read_call_block(static_cast<int32_t*>(block.data), block.length,
                                               static_cast<const float*>(scores.data), scores.length, request);
  return fault == nullptr || refuse(env, fault);
}

}  // namespace ctc::binding
