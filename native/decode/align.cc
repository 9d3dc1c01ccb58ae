#include <limits>

#include "base/workspace.h"
#include "ctc/decode.h"
#include "decode/each_sample.h"
#include "decode/viterbi.h"

namespace ctc {
namespace {

constexpr double kNanosecondsPerScore = 10;

struct Call {
  const Batch& batch;
  const Alignments& alignments;

  bool align(int64_t b, const Sample& sample) const {
    Workspace& workspace = Workspace::of_this_thread();
    int32_t* states = alignments.states + b * batch.time;
    double* log_scores = alignments.log_scores + b * batch.time;
    const KernelOutcome outcome = best_alignment(sample, workspace, states, log_scores);
    workspace.trim();
    double log_prob = 0;
    switch (outcome) {
      case KernelOutcome::kDone:
        for (int64_t t = 0; t < sample.frames; ++t) log_prob += log_scores[t];
        break;
      case KernelOutcome::kInfeasible:
        log_prob = -std::numeric_limits<double>::infinity();
        break;
      case KernelOutcome::kNotANumber:
        log_prob = std::numeric_limits<double>::quiet_NaN();
        break;
      default:
        return false;
    }
    alignments.log_probs[b] = log_prob;
    return true;
  }
};

}  // namespace

Outcome align(const Batch& batch, const Options& options, const Alignments& alignments) {
  Call call{batch, alignments};
  return for_each_sample(
      batch, options, kNanosecondsPerScore,
      [](void* context, int64_t b, const Sample& sample) {
        return static_cast<const Call*>(context)->align(b, sample);
      },
      &call);
}

}  // namespace ctc
