#include "binding/decode_calls.h"

namespace ctc::binding {
namespace {

/** Proves that the arguments 2 and 3 have room for `per_sample` paths. */
bool read_paths(const Napi::CallbackInfo& info, const Batch& batch, const View& block, const View& scores,
                int64_t per_sample, Paths* paths) {
  const Napi::Env env = info.Env();
  View words, log_probs;
  if (!read_view(env, info[2], napi_int32_array, &words)) return refuse(env, "paths: not an Int32Array");
  if (!read_view(env, info[3], napi_float64_array, &log_probs)) return refuse(env, "log_probs: not a Float64Array");
  const int64_t count = multiply(batch.batch, per_sample);
  const int64_t labels = multiply(count, batch.time);
  const int64_t size = multiply(labels, 2);
  if (count < 0 || size < 0 || words.length != count + size) return refuse(env, "paths: wrong length");
  if (log_probs.length != count) return refuse(env, "log_probs: wrong length");
  if (any_overlap({block, scores, words, log_probs})) return refuse(env, "the arguments share memory");
  paths->per_sample = per_sample;
  paths->lengths = static_cast<int32_t*>(words.data);
  paths->labels = paths->lengths + count;
  paths->timesteps = paths->labels + labels;
  paths->log_probs = static_cast<double*>(log_probs.data);
  return true;
}

}  // namespace

bool GreedyCall::read(const Napi::CallbackInfo& info) {
  if (info.Length() != 4) return refuse(info.Env(), "a native greedy call takes 4 arguments");
  View block, scores;
  return read_batch(info.Env(), info[0], info[1], &request_, &block, &scores) &&
         read_paths(info, request_.batch, block, scores, 1, &paths_);
}

Outcome GreedyCall::run() { return greedy_decode(request_.batch, request_.options, paths_); }

Failure GreedyCall::explain(Outcome outcome) const {
  return binding::explain(outcome, request_.batch, request_.options);
}

}  // namespace ctc::binding
