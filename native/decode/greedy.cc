#include <cmath>
#include <limits>

#include "core/sample.h"
#include "core/workspace.h"
#include "ctc/decode.h"
#include "decode/each_sample.h"
#include "kernels/kernel.h"

namespace ctc {
namespace {

constexpr double kNanosecondsPerScore = 0.3;
constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();

/** The first class that has the frame's largest score. */
int32_t class_of(const float* scores, int64_t classes, float peak) {
  for (int64_t c = 0; c < classes; ++c) {
    if (scores[c] == peak) return static_cast<int32_t>(c);
  }
  return 0;
}

/** The sum over the frames of the log-probability of the peak; NaN if one cannot be scored. */
double log_prob_of_peaks(const Sample& sample, const float* peaks, const double* sums) {
  double log_prob = 0;
  // One logarithm for as many factors as a double can hold.
  double product = 1;
  for (int64_t t = 0; t < sample.frames; ++t) {
    const double peak = peaks[t];
    if (!(sums[t] >= 1) || peak == std::numeric_limits<double>::infinity()) return kNotANumber;
    if (sample.input == Input::kLogProbabilities) {
      log_prob += peak;
      continue;
    }
    if (sample.input == Input::kLogits && std::isinf(peak)) return kNotANumber;
    product *= sample.input == Input::kLogits ? 1 / sums[t] : peak;
    if (product < 1e-200 || product > 1e200) {
      log_prob += std::log(product);
      product = 1;
    }
  }
  return log_prob + std::log(product);
}

struct Call {
  const Batch& batch;
  const Paths& paths;
  const Kernel& kernel;

  bool decode(int64_t b, const Sample& sample) const {
    Workspace& measures = Workspace::of_this_thread(Workspace::kRows);
    if (!measures.reserve(Workspace::bytes<float>(sample.frames) + Workspace::bytes<double>(sample.frames))) {
      return false;
    }
    float* peaks = measures.take<float>(sample.frames);
    double* sums = measures.take<double>(sample.frames);
    Workspace& workspace = Workspace::of_this_thread();
    const bool is_measured = kernel.measure_frames(sample, workspace, peaks, sums);
    workspace.trim();
    if (!is_measured) return false;
    paths.log_probs[b] = log_prob_of_peaks(sample, peaks, sums);
    paths.lengths[b] = std::isnan(paths.log_probs[b]) ? 0 : read_labels(b, sample, peaks);
    measures.trim();
    return true;
  }

 private:
  int32_t read_labels(int64_t b, const Sample& sample, const float* peaks) const {
    int32_t* labels = paths.labels + b * batch.time;
    int32_t* timesteps = paths.timesteps + b * batch.time;
    int32_t count = 0;
    int32_t previous = sample.blank;
    for (int64_t t = 0; t < sample.frames; ++t) {
      const int32_t best = class_of(sample.frame(t), sample.classes, peaks[t]);
      if (best != sample.blank && !(sample.merge_repeated && best == previous)) {
        labels[count] = best;
        timesteps[count++] = static_cast<int32_t>(t);
      }
      previous = best;
    }
    return count;
  }
};

}  // namespace

Outcome greedy_decode(const Batch& batch, const Options& options, const Paths& paths) {
  Call call{batch, paths, current_kernel()};
  return for_each_sample(
      batch, options, kNanosecondsPerScore,
      [](void* context, int64_t b, const Sample& sample) {
        // There is nothing to align: whatever labels the batch has are not looked at.
        Sample unlabelled = sample;
        unlabelled.label_count = 0;
        return static_cast<const Call*>(context)->decode(b, unlabelled);
      },
      &call);
}

}  // namespace ctc
