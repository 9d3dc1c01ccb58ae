#include <cmath>
#include <limits>

#include "core/sample.h"
#include "ctc/decode.h"
#include "decode/each_sample.h"
#include "kernels/kernel.h"

namespace ctc {
namespace {

constexpr double kNanosecondsPerScore = 0.5;

struct Call {
  const Batch& batch;
  const Paths& paths;

  void decode(int64_t b, const Sample& sample) const {
    int32_t* labels = paths.labels + b * batch.time;
    int32_t* timesteps = paths.timesteps + b * batch.time;
    int32_t count = 0;
    int32_t previous = sample.blank;
    double log_prob = 0;
    for (int64_t t = 0; t < sample.frames; ++t) {
      const float* scores = sample.frame(t);
      const double normaliser = log_normaliser(sample, t);
      if (std::isnan(normaliser)) {
        count = 0;
        log_prob = std::numeric_limits<double>::quiet_NaN();
        break;
      }
      int32_t best = 0;
      for (int32_t c = 1; c < sample.classes; ++c) {
        if (scores[c] > scores[best]) best = c;
      }
      const double score = scores[best];
      log_prob += sample.input == Input::kProbabilities ? std::log(score) : score - normaliser;
      if (best != sample.blank && !(sample.merge_repeated && best == previous)) {
        labels[count] = best;
        timesteps[count++] = static_cast<int32_t>(t);
      }
      previous = best;
    }
    paths.lengths[b] = count;
    paths.log_probs[b] = log_prob;
  }
};

}  // namespace

Outcome greedy_decode(const Batch& batch, const Options& options, const Paths& paths) {
  Call call{batch, paths};
  return for_each_sample(
      batch, options, kNanosecondsPerScore,
      [](void* context, int64_t b, const Sample& sample) {
        static_cast<const Call*>(context)->decode(b, sample);
        return true;
      },
      &call);
}

}  // namespace ctc
