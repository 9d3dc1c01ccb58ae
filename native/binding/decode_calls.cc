#include "binding/decode_calls.h"

#include <cmath>
#include <initializer_list>
#include <limits>

#include "request/sizes.h"

namespace ctc::binding {
namespace {

/** Checks that arguments 2 and 3 hold `per_sample` paths per sample, and scores if requested. */
bool read_paths(const Napi::CallbackInfo& info, const Batch& batch, std::initializer_list<View> others,
                int64_t per_sample, bool with_scores, Paths* paths) {
  const Napi::Env env = info.Env();
  View words, log_probs;
  if (!read_view(env, info[2], napi_int32_array, &words)) return refuse(env, "paths: not an Int32Array");
  if (!read_view(env, info[3], napi_float64_array, &log_probs)) return refuse(env, "log_probs: not a Float64Array");
  const int64_t count = request::multiply(batch.batch, per_sample);
  const int64_t labels = request::multiply(count, batch.time);
  const int64_t size = request::multiply(labels, 2);
  if (count < 0 || size < 0 || words.length != count + size) return refuse(env, "paths: wrong length");
  if (log_probs.length != (with_scores ? 2 : 1) * count) return refuse(env, "log_probs: wrong length");
  if (any_overlap(others) || overlap(words, log_probs)) return refuse(env, "the arguments share memory");
  for (const View& other : others) {
    if (overlap(words, other) || overlap(log_probs, other)) return refuse(env, "the arguments share memory");
  }
  paths->per_sample = per_sample;
  paths->lengths = static_cast<int32_t*>(words.data);
  paths->labels = paths->lengths + count;
  paths->timesteps = paths->labels + labels;
  paths->log_probs = static_cast<double*>(log_probs.data);
  if (with_scores) paths->scores = paths->log_probs + count;
  return true;
}

/** @return -1 if the number is not an integer from 0 to `max` */
int64_t whole_number(double number, int64_t max) {
  return number >= 0 && number <= static_cast<double>(max) && number == std::floor(number)
             ? static_cast<int64_t>(number)
             : -1;
}

}  // namespace

Failure DecodeCall::explain(Outcome outcome) const {
  return request::explain(outcome, request_.batch, request_.options);
}

bool GreedyCall::read(const Napi::CallbackInfo& info) {
  if (info.Length() != 4) return refuse(info.Env(), "a native greedy call takes 4 arguments");
  View block, scores;
  return read_batch(info.Env(), info[0], info[1], &request_, &block, &scores) &&
         read_paths(info, request_.batch, {block, scores}, 1, false, &paths_);
}

Outcome GreedyCall::run() { return greedy_decode(request_.batch, request_.options, paths_); }

bool BeamSearchCall::read(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (info.Length() != 8) return refuse(env, "a native beam search call takes 8 arguments");
  View block, scores, settings, details;
  if (!read_batch(env, info[0], info[1], &request_, &block, &scores)) return false;
  if (!read_view(env, info[4], napi_float64_array, &settings) || settings.length != 4) {
    return refuse(env, "settings: not a Float64Array of 4");
  }
  const auto* numbers = static_cast<const double*>(settings.data);
  const int64_t width = whole_number(numbers[0], BeamOptions::kMaxWidth);
  const int64_t per_sample = whole_number(numbers[1], width);
  const int64_t classes_per_frame = whole_number(numbers[2], std::numeric_limits<int32_t>::max());
  if (width < 1 || per_sample < 1 || classes_per_frame < 1) return refuse(env, "settings: out of range");
  if (std::isnan(numbers[3])) return refuse(env, "settings: the threshold is NaN");
  beam_.width = width;
  beam_.classes_per_frame = classes_per_frame;
  beam_.min_log_prob = numbers[3];
  if (!scorer_.read(env, info[5], info[6], info[7], request_.batch, &details)) return false;
  scorer_.set(&beam_);
  const bool with_scores = beam_.ngram != nullptr || beam_.callback != nullptr;
  return read_paths(info, request_.batch, {block, scores, details}, per_sample, with_scores, &paths_);
}

Outcome BeamSearchCall::run() { return beam_search_decode(request_.batch, request_.options, beam_, paths_); }

bool AlignCall::read(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  if (info.Length() != 4) return refuse(env, "a native align call takes 4 arguments");
  View block, scores, states, log_scores;
  if (!read_batch(env, info[0], info[1], &request_, &block, &scores)) return false;
  if (!read_view(env, info[2], napi_int32_array, &states)) return refuse(env, "states: not an Int32Array");
  if (!read_view(env, info[3], napi_float64_array, &log_scores)) return refuse(env, "scores: not a Float64Array");
  const int64_t frames = request::multiply(request_.batch.batch, request_.batch.time);
  if (frames < 0 || states.length != frames) return refuse(env, "states: wrong length");
  if (log_scores.length != request_.batch.batch + frames) return refuse(env, "scores: wrong length");
  if (any_overlap({block, scores, states, log_scores})) return refuse(env, "the arguments share memory");
  alignments_.states = static_cast<int32_t*>(states.data);
  alignments_.log_probs = static_cast<double*>(log_scores.data);
  alignments_.log_scores = alignments_.log_probs + request_.batch.batch;
  return true;
}

Outcome AlignCall::run() { return align(request_.batch, request_.options, alignments_); }

}  // namespace ctc::binding
