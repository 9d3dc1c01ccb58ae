/**
 * @file loss_fuzz.cc
 * Holds what ctc.h promises of every call against calls made of arbitrary bytes; aborts where a promise is broken. For
 * libFuzzer (-DCTC_FUZZ=ON with clang), and for random_inputs.cc with any compiler.
 */
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "ctc/ctc.h"
#include "fuzzed_call.h"
#include "require.h"

namespace ctc::fuzz {
namespace {

struct Outputs {
  explicit Outputs(const FuzzedCall& call)
      : losses(call.input_lengths.size()),
        status(call.input_lengths.size()),
        gradient(call.scores.size()),
        blank_shares(call.input_lengths.size()) {
    for (int64_t i = 0; i < gradient.size(); ++i) gradient[i] = kUnwritten;
    for (int64_t b = 0; b < losses.size(); ++b) losses[b] = blank_shares[b] = kUnwritten;
  }
  Results results(const FuzzedCall& call) const {
    return {losses.data(), status.data(), call.with_gradient ? gradient.data() : nullptr,
            call.with_blank_shares ? blank_shares.data() : nullptr};
  }

  static constexpr float kUnwritten = -12345.678f;
  ExactArray<float> losses;
  ExactArray<SampleStatus> status;
  ExactArray<float> gradient;
  ExactArray<float> blank_shares;
};

bool same_bits(const float* one, const float* other, int64_t count) {
  return count == 0 || std::memcmp(one, other, static_cast<size_t>(count) * sizeof(float)) == 0;
}

void require_zeros(const float* values, int64_t count, const char* promise) {
  for (int64_t i = 0; i < count; ++i) require(values[i] == 0, promise);
}

/** Whether a frame that counts holds what is no score, or has no softmax. */
bool is_spoilt(const FuzzedCall& call, int64_t b) {
  for (int64_t t = 0; t < call.input_lengths[b]; ++t) {
    const float* frame = call.scores.data() + b * call.batch.sample_stride + t * call.batch.classes;
    int64_t possible = 0;
    for (int64_t c = 0; c < call.batch.classes; ++c) {
      if (std::isnan(frame[c]) || frame[c] == INFINITY) return true;
      if (call.options.input == Input::kProbabilities && frame[c] < 0) return true;
      possible += frame[c] != -INFINITY;
    }
    if (call.options.input == Input::kLogits && possible == 0) return true;
  }
  return false;
}

void hold_sample(const FuzzedCall& call, const Outputs& outputs, int64_t b) {
  const float loss = outputs.losses[b];
  const SampleStatus status = outputs.status[b];
  const float* gradient = outputs.gradient.data() + b * call.batch.sample_stride;
  const int64_t valid = call.input_lengths[b] * call.batch.classes;
  require(status <= SampleStatus::kNotANumber, "a status is one of three");
  require((status == SampleStatus::kNotANumber) == std::isnan(loss), "a loss is NaN with status 2 only");
  require((status == SampleStatus::kNotANumber) == is_spoilt(call, b), "and status 2 is that of scores that are none");
  if (status == SampleStatus::kInfeasible) {
    require(loss == (call.options.zero_infeasible ? 0.0f : INFINITY), "an infeasible loss is infinite, or 0");
  }
  if (call.options.input == Input::kLogits && status == SampleStatus::kOk) require(loss >= 0, "no loss is below 0");
  if (call.with_blank_shares && status == SampleStatus::kOk) {
    require(outputs.blank_shares[b] >= 0 && outputs.blank_shares[b] <= 1.00001f, "a blank share is a probability");
  }
  if (!call.with_gradient) return;
  require_zeros(gradient + valid, call.batch.sample_stride - valid, "the gradient of padding is 0");
  if (status == SampleStatus::kInfeasible) require_zeros(gradient, valid, "that of an infeasible sample, too");
  if (status == SampleStatus::kOk && call.options.input == Input::kLogits && call.options.loss_gradient == nullptr) {
    for (int64_t i = 0; i < valid; ++i) require(std::fabs(gradient[i]) <= 1.00001f, "of logits it is at most 1");
  }
}

/** The same call in the other layout, on another number of threads. */
void hold_invariance(const FuzzedCall& call, const Outputs& expected) {
  Batch batch = call.batch;
  const int64_t row = batch.classes;
  ExactArray<float> transposed(call.scores.size());
  for (int64_t b = 0; b < batch.batch; ++b) {
    for (int64_t t = 0; t < batch.time; ++t) {
      std::copy_n(call.scores.data() + (b * batch.time + t) * row, row,
                  transposed.data() + (t * batch.batch + b) * row);
    }
  }
  batch.scores = transposed.data();
  batch.sample_stride = row;
  batch.frame_stride = batch.batch * row;
  Options options = call.options;
  options.threads = 5 - options.threads;
  const Outputs outputs(call);
  require(loss(batch, options, outputs.results(call)) == Outcome::kOk, "a layout changes no outcome");
  require(same_bits(outputs.losses.data(), expected.losses.data(), batch.batch), "nor a bit of the losses");
  if (!call.with_gradient) return;
  for (int64_t b = 0; b < batch.batch; ++b) {
    for (int64_t t = 0; t < batch.time; ++t) {
      require(same_bits(outputs.gradient.data() + (t * batch.batch + b) * row,
                        expected.gradient.data() + (b * batch.time + t) * row, row),
              "nor of the gradient");
    }
  }
}

void hold(const FuzzedCall& call) {
  const Outputs outputs(call);
  const bool is_right = check(call.batch, call.options).rule == Rule::kNone;
  const Outcome outcome = loss(call.batch, call.options, outputs.results(call));
  require((outcome == Outcome::kInvalid) == !is_right, "what check() refuses is invalid, and nothing else");
  if (outcome == Outcome::kInvalid) {
    for (int64_t i = 0; i < outputs.gradient.size(); ++i) {
      require(outputs.gradient[i] == Outputs::kUnwritten, "an invalid call writes nothing");
    }
    return;
  }
  const bool may_be_cancelled = call.cancelled && call.batch.batch > 0;
  require(outcome == Outcome::kOk || (outcome == Outcome::kCancelled && may_be_cancelled), "right calls succeed");
  if (outcome != Outcome::kOk) return;
  for (int64_t b = 0; b < call.batch.batch; ++b) hold_sample(call, outputs, b);
  hold_invariance(call, outputs);
}

/** CTC_NATIVE_KERNEL is the addon's to read: the library has select_kernel(). */
bool choose_kernel() {
  const char* name = std::getenv("CTC_NATIVE_KERNEL");
  require(name == nullptr || select_kernel(name), "CTC_NATIVE_KERNEL names a kernel that this processor supports");
  return true;
}

}  // namespace
}  // namespace ctc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const bool is_chosen = ctc::fuzz::choose_kernel();
  if (is_chosen) ctc::fuzz::hold(ctc::fuzz::FuzzedCall(data, size));
  return 0;
}
