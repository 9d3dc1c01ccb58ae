/**
 * @file addon.cc
 * The benchmark's addon: what the library is measured against, and the reference for its errors. Not published.
 *
 * Each function takes
 *   0 sizes         Int32Array    batch, time, classes, blank
 *   1 logits        Float32Array  batch-time-class
 *   2 labels        Int32Array    of all samples, concatenated
 *   3 labelLengths  Int32Array    [batch]
 *   4 inputLengths  Int32Array    [batch]
 *   5 losses        Float64Array  [batch], written
 *   6 gradient      Float32Array  like logits, written
 */
#include <napi.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <vector>

#include "base/parallel.h"
#include "base/sample.h"
#include "base/workspace.h"
#include "ctc/ctc.h"
#include "kernels/kernel.h"
#include "textbook.h"

namespace ctc::bench {
namespace {

struct Problem {
  Batch batch;
  double* losses;
  float* gradient;
};

/** @return false with a JavaScript exception pending */
bool read_problem(const Napi::CallbackInfo& info, Problem* problem) {
  const auto refuse = [&info](const char* reason) {
    Napi::TypeError::New(info.Env(), reason).ThrowAsJavaScriptException();
    return false;
  };
  for (size_t i = 0; i < 7; ++i) {
    if (!info[i].IsTypedArray()) return refuse("expected seven typed arrays");
  }
  const auto sizes = info[0].As<Napi::Int32Array>();
  const auto logits = info[1].As<Napi::Float32Array>();
  const auto labels = info[2].As<Napi::Int32Array>();
  const auto label_lengths = info[3].As<Napi::Int32Array>();
  const auto input_lengths = info[4].As<Napi::Int32Array>();
  auto losses = info[5].As<Napi::Float64Array>();
  auto gradient = info[6].As<Napi::Float32Array>();
  if (sizes.ElementLength() != 4) return refuse("expected four sizes");

  Batch& batch = problem->batch;
  batch.batch = sizes[0];
  batch.time = sizes[1];
  batch.classes = sizes[2];
  batch.blank = sizes[3];
  batch.scores = logits.Data();
  batch.sample_stride = batch.time * batch.classes;
  batch.frame_stride = batch.classes;
  batch.labels = labels.Data();
  batch.labels_size = static_cast<int64_t>(labels.ElementLength());
  batch.label_lengths = label_lengths.Data();
  batch.input_lengths = input_lengths.Data();
  problem->losses = losses.Data();
  problem->gradient = gradient.Data();

  const auto samples = static_cast<size_t>(batch.batch);
  const auto elements = static_cast<size_t>(batch.batch * batch.time * batch.classes);
  if (label_lengths.ElementLength() != samples || input_lengths.ElementLength() != samples ||
      losses.ElementLength() != samples || logits.ElementLength() != elements || gradient.ElementLength() != elements) {
    return refuse("an array's length contradicts the sizes");
  }
  return check(batch, Options{}).rule == Rule::kNone || refuse("ctc::check() rejects the batch");
}

/** textbook(...problem): the textbook's loop. */
void textbook(const Napi::CallbackInfo& info) {
  Problem problem;
  if (!read_problem(info, &problem)) return;
  std::vector<float> losses(static_cast<size_t>(problem.batch.batch));
  textbook_loss(problem.batch, losses.data(), problem.gradient);
  std::copy(losses.begin(), losses.end(), problem.losses);
}

/** reference(...problem): the recursion in double precision, its gradient rounded to float32. */
void reference(const Napi::CallbackInfo& info) {
  Problem problem;
  if (!read_problem(info, &problem)) return;
  const Batch& batch = problem.batch;
  std::memset(problem.gradient, 0, sizeof(float) * static_cast<size_t>(batch.batch * batch.sample_stride));
  const int32_t* labels = batch.labels;
  Workspace workspace;
  for (int64_t b = 0; b < batch.batch; ++b) {
    Sample sample = sample_of(batch, {}, b, labels - batch.labels);
    sample.gradient = problem.gradient + b * batch.sample_stride;
    if (run_reference(sample, workspace, &problem.losses[b]) != KernelOutcome::kDone) {
      problem.losses[b] = std::numeric_limits<double>::quiet_NaN();
    }
    labels += batch.label_lengths[b];
  }
}

/** Start of part `index` of an array split into `parts`. */
int64_t part_begin(int64_t length, int64_t index, int64_t parts) { return length * index / parts; }

/** copy(from, to, threads): copies one Float32Array into another of the same length, one part per thread. */
void copy(const Napi::CallbackInfo& info) {
  struct Copy {
    const float* from;
    float* to;
    int64_t length;
    int64_t parts;
    void part(int64_t index) const {
      const int64_t begin = part_begin(length, index, parts), end = part_begin(length, index + 1, parts);
      std::memcpy(to + begin, from + begin, sizeof(float) * static_cast<size_t>(end - begin));
    }
  };
  const auto from = info[0].As<Napi::Float32Array>();
  auto to = info[1].As<Napi::Float32Array>();
  const int threads = info[2].As<Napi::Number>().Int32Value();
  if (from.ElementLength() != to.ElementLength() || threads < 1) {
    Napi::TypeError::New(info.Env(), "expected two arrays of the same length and at least 1 thread")
        .ThrowAsJavaScriptException();
    return;
  }
  Copy whole{from.Data(), to.Data(), static_cast<int64_t>(from.ElementLength()), threads};
  parallel_for(
      threads, threads, [](void* context, int64_t index) { static_cast<const Copy*>(context)->part(index); }, &whole);
}

/** Keeps 64 independent sums, so that no addition waits for the previous one. */
double sum_of(const float* numbers, int64_t count) {
  constexpr int64_t kSums = 64;
  float sums[kSums] = {};
  int64_t i = 0;
  for (; i + kSums <= count; i += kSums) {
    for (int64_t lane = 0; lane < kSums; ++lane) sums[lane] += numbers[i + lane];
  }
  double total = 0;
  for (const float sum : sums) total += sum;
  for (; i < count; ++i) total += numbers[i];
  return total;
}

/** sum(numbers, threads): sums a Float32Array, one part per thread, to time one pass over it. */
Napi::Value sum(const Napi::CallbackInfo& info) {
  struct Sum {
    const float* numbers;
    int64_t length;
    std::vector<double> parts;
    void part(int64_t index) {
      const auto count = static_cast<int64_t>(parts.size());
      const int64_t begin = part_begin(length, index, count);
      parts[static_cast<size_t>(index)] = sum_of(numbers + begin, part_begin(length, index + 1, count) - begin);
    }
  };
  const auto numbers = info[0].As<Napi::Float32Array>();
  const int threads = info[1].As<Napi::Number>().Int32Value();
  Sum whole{numbers.Data(), static_cast<int64_t>(numbers.ElementLength()),
            std::vector<double>(static_cast<size_t>(std::max(1, threads)))};
  parallel_for(
      static_cast<int64_t>(whole.parts.size()), threads,
      [](void* context, int64_t index) { static_cast<Sum*>(context)->part(index); }, &whole);
  double total = 0;
  for (const double part : whole.parts) total += part;
  return Napi::Number::New(info.Env(), total);
}

}  // namespace
}  // namespace ctc::bench

static Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  using namespace ctc::bench;
  exports.Set("textbook", Napi::Function::New(env, textbook, "textbook"));
  exports.Set("reference", Napi::Function::New(env, reference, "reference"));
  exports.Set("copy", Napi::Function::New(env, copy, "copy"));
  exports.Set("sum", Napi::Function::New(env, sum, "sum"));
  return exports;
}

NODE_API_MODULE(ctc_bench, initialise)
