#include "binding/beam_scorer.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <new>
#include <string>

#include "binding/call.h"
#include "binding/ngram_model.h"

namespace ctc::binding {
namespace {

/** Splits texts that each end with a 0. */
std::vector<std::string> split(const View& texts) {
  const auto* at = static_cast<const char*>(texts.data);
  const char* const end = at + texts.length;
  std::vector<std::string> parts;
  while (at != end) {
    const char* stop = std::find(at, end, '\0');
    parts.emplace_back(at, stop);
    at = stop == end ? end : stop + 1;
  }
  return parts;
}

}  // namespace

bool BeamScorer::read(napi_env env, napi_value scorer, napi_value details, napi_value weights, const Batch& batch,
                      View* details_view) {
  napi_valuetype type = napi_undefined;
  napi_typeof(env, scorer, &type);
  if (type == napi_null) return true;
  if (type == napi_function) {
    if (!read_view(env, details, napi_int32_array, details_view)) return refuse(env, "details: not an Int32Array");
    if (details_view->length < batch.time) return refuse(env, "details: too short");
    env_ = env;
    function_ = scorer;
    sequence_ = static_cast<int32_t*>(details_view->data);
    return true;
  }
  const auto slot = read_ngram_model(env, scorer);
  if (slot == nullptr || slot->model == nullptr) return refuse(env, "scorer: not a handle of a model");
  model_ = slot->model;
  if (!read_view(env, details, napi_uint8_array, details_view)) return refuse(env, "details: not a Uint8Array");
  try {
    if (!read_ngram(env, weights, *details_view)) return false;
  } catch (const std::bad_alloc&) {
    throw_error(env, Code::kOutOfMemory, "out of memory: cannot allocate the symbols");
    return false;
  }
  if (static_cast<int64_t>(scoring_.symbols.size()) != batch.classes) return refuse(env, "details: wrong length");
  return true;
}

bool BeamScorer::read_ngram(napi_env env, napi_value weights, const View& texts) {
  View view;
  if (!read_view(env, weights, napi_float64_array, &view) || view.length != 3) {
    return refuse(env, "weights: not a Float64Array of 3");
  }
  const auto* numbers = static_cast<const double*>(view.data);
  scoring_.model = model_.get();
  scoring_.weight = numbers[0];
  scoring_.bonus = numbers[1];
  scoring_.unknown = numbers[2];
  if (!(scoring_.weight >= 0 && std::isfinite(scoring_.weight) && std::isfinite(scoring_.bonus) &&
        scoring_.unknown <= 0)) {
    return refuse(env, "weights: out of range");
  }
  std::vector<std::string> parts = split(texts);
  if (parts.empty()) return refuse(env, "details: wrong length");
  scoring_.word_delimiter = parts[0];
  scoring_.symbols.assign(std::make_move_iterator(parts.begin() + 1), std::make_move_iterator(parts.end()));
  return true;
}

void BeamScorer::set(BeamOptions* options) {
  if (model_ != nullptr) options->ngram = &scoring_;
  if (function_ != nullptr) options->callback = &callback_;
}

double BeamScorer::call(void* scorer, int64_t sample, const int32_t* prefix, int32_t count, bool is_new,
                        int32_t label) {
  const auto* self = static_cast<const BeamScorer*>(scorer);
  const napi_env env = self->env_;
  if (is_new) std::copy_n(prefix, count, self->sequence_);
  // A scope per call: otherwise the handles of all numbers live until the beam search ends.
  napi_handle_scope scope = nullptr;
  if (napi_open_handle_scope(env, &scope) != napi_ok) return std::numeric_limits<double>::quiet_NaN();
  double gain = std::numeric_limits<double>::quiet_NaN();
  napi_value undefined = nullptr, result = nullptr;
  napi_value arguments[3] = {};
  if (napi_get_undefined(env, &undefined) == napi_ok && napi_create_int64(env, sample, &arguments[0]) == napi_ok &&
      napi_create_int32(env, label, &arguments[1]) == napi_ok &&
      napi_create_int32(env, is_new ? count : -1, &arguments[2]) == napi_ok &&
      napi_call_function(env, undefined, self->function_, 3, arguments, &result) == napi_ok) {
    napi_get_value_double(env, result, &gain);
  }
  napi_close_handle_scope(env, scope);
  return gain < std::numeric_limits<double>::infinity() ? gain : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace ctc::binding
