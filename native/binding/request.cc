#include "binding/request.h"

#include <atomic>
#include <cstdint>
#include <string>

#include "binding/errors.h"

namespace ctc::binding {
namespace {

constexpr int64_t kLargestSize = (int64_t{1} << 53) - 1;

struct View {
  void* data = nullptr;  // the view's byteOffset is in it
  int64_t length = 0;    // 0 for a detached array
};

bool read_view(napi_env env, napi_value value, napi_typedarray_type expected, View* view) {
  bool is_typed_array = false;
  if (napi_is_typedarray(env, value, &is_typed_array) != napi_ok || !is_typed_array) return false;
  napi_typedarray_type type;
  size_t length = 0;
  if (napi_get_typedarray_info(env, value, &type, &length, &view->data, nullptr, nullptr) != napi_ok) return false;
  view->length = static_cast<int64_t>(length);
  return type == expected && length <= static_cast<size_t>(kLargestSize) && (view->data != nullptr || length == 0);
}

/** Both kinds of array have elements of four bytes. */
bool overlap(const View& one, const View& other) {
  const auto one_begin = reinterpret_cast<uintptr_t>(one.data);
  const auto other_begin = reinterpret_cast<uintptr_t>(other.data);
  return one.length != 0 && other.length != 0 && one_begin < other_begin + 4 * static_cast<uintptr_t>(other.length) &&
         other_begin < one_begin + 4 * static_cast<uintptr_t>(one.length);
}

/** Product of two sizes, or -1 where one is negative or it leaves the integers of a double. */
int64_t multiply(int64_t one, int64_t other) {
  if (one < 0 || other < 0) return -1;
  if (other != 0 && one > kLargestSize / other) return -1;
  return one * other;
}

static_assert(sizeof(std::atomic<bool>) == 1 && std::atomic<bool>::is_always_lock_free,
              "JavaScript sets kCancelled as a byte");

bool refuse(Napi::Env env, const std::string& message) {
  throw_error(env, Code::kInternal, message);
  return false;
}

}  // namespace

bool read_loss_request(const Napi::CallbackInfo& info, LossRequest* request) {
  const Napi::Env env = info.Env();
  if (info.Length() != kArguments) return refuse(env, "a native loss call takes 3 arguments");

  View block, scores, gradient;
  const bool with_gradient = !info[2].IsNull();
  if (!read_view(env, info[0], napi_int32_array, &block)) return refuse(env, "block: not an Int32Array");
  if (!read_view(env, info[1], napi_float32_array, &scores)) return refuse(env, "scores: not a Float32Array");
  if (with_gradient && !read_view(env, info[2], napi_float32_array, &gradient)) {
    return refuse(env, "gradient: not a Float32Array");
  }

  if (block.length < static_cast<int64_t>(kHeaderSize)) return refuse(env, "block: shorter than its header");
  auto* words = static_cast<int32_t*>(block.data);
  const int64_t batch = words[kBatch];
  const int64_t time = words[kTime];
  const int64_t classes = words[kClasses];
  const int64_t labels_size = words[kLabelsSize];
  const int64_t scores_size = multiply(multiply(batch, time), classes);
  if (scores_size < 0 || labels_size < 0) return refuse(env, "block: sizes out of range");
  const int32_t input = words[kInput];
  if (input < 0 || input > static_cast<int32_t>(Input::kProbabilities)) return refuse(env, "block: unknown input");

  // Sums of int32 numbers: none of these can leave int64.
  const int64_t label_lengths_at = kHeaderSize;
  const int64_t input_lengths_at = label_lengths_at + batch;
  const int64_t loss_gradient_at = input_lengths_at + batch;
  const int64_t losses_at = loss_gradient_at + batch;
  const int64_t blank_shares_at = losses_at + batch;
  const int64_t status_at = blank_shares_at + batch;
  const int64_t labels_at = status_at + (batch + 3) / 4;
  const int64_t block_size = labels_at + labels_size;
  if (block.length != block_size) return refuse(env, "block: wrong length");
  if (scores.length != scores_size) return refuse(env, "scores: wrong length");
  if (with_gradient && gradient.length != scores_size) return refuse(env, "gradient: wrong length");
  if (overlap(gradient, scores) || overlap(gradient, block) || overlap(scores, block)) {
    throw_error(env, Code::kOverlap, "the gradient shares memory with the input");
    return false;
  }

  const auto floats_at = [words](int64_t word) { return reinterpret_cast<float*>(words + word); };
  const bool time_major = words[kTimeMajor] != 0;
  request->batch.scores = static_cast<const float*>(scores.data);
  request->batch.batch = batch;
  request->batch.time = time;
  request->batch.classes = classes;
  request->batch.sample_stride = time_major ? classes : time * classes;
  request->batch.frame_stride = time_major ? batch * classes : classes;
  request->batch.labels = words + labels_at;
  request->batch.labels_size = labels_size;
  request->batch.label_lengths = words + label_lengths_at;
  request->batch.input_lengths = words + input_lengths_at;
  request->batch.blank = words[kBlank];
  request->options.input = static_cast<Input>(input);
  request->options.merge_repeated = words[kMergeRepeated] != 0;
  request->options.zero_infeasible = words[kZeroInfeasible] != 0;
  request->options.threads = words[kThreads];
  if (words[kWithLossGradient] != 0) request->options.loss_gradient = floats_at(loss_gradient_at);
  request->options.cancelled = reinterpret_cast<const std::atomic<bool>*>(words + kCancelled);
  request->results.losses = floats_at(losses_at);
  request->results.status = reinterpret_cast<SampleStatus*>(words + status_at);
  if (words[kWithBlankShares] != 0) request->results.blank_shares = floats_at(blank_shares_at);
  request->results.gradient = with_gradient ? static_cast<float*>(gradient.data) : nullptr;
  return true;
}

}  // namespace ctc::binding
