#include "ctc/decode.h"
#include "decode/each_sample.h"
#include "kernels/kernel.h"

namespace ctc {
namespace {

constexpr double kNanosecondsPerScore = 0.3;

struct Call {
  const Batch& batch;
  const Paths& paths;
  const Kernel& kernel;
};

}  // namespace

Outcome greedy_decode(const Batch& batch, const Options& options, const Paths& paths) {
  Call call{batch, paths, current_kernel()};
  return for_each_sample(
      batch, options, kNanosecondsPerScore,
      [](void* context, int64_t b, const Sample& sample) {
        const auto& [batch, paths, kernel] = *static_cast<const Call*>(context);
        paths.lengths[b] = kernel.decode_best_path(sample, paths.labels + b * batch.time,
                                                   paths.timesteps + b * batch.time, paths.log_probs + b);
        return true;
      },
      &call);
}

}  // namespace ctc
