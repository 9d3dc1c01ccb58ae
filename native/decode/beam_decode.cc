#include <algorithm>
#include <limits>
#include <new>

#include "core/workspace.h"
#include "ctc/decode.h"
#include "decode/beam_search.h"
#include "decode/each_sample.h"
#include "decode/viterbi.h"

namespace ctc {
namespace {

constexpr double kNanosecondsPerScore = 100;

struct Call {
  const Batch& batch;
  const BeamOptions& beam;
  const Paths& paths;

  bool decode(int64_t b, const Sample& sample) const {
    BeamSearch& search = BeamSearch::of_this_thread();
    const int64_t first = b * paths.per_sample;
    int64_t found = 1;
    try {
      if (!search.run(sample, beam)) {
        write_empty(first, std::numeric_limits<double>::quiet_NaN());
      } else if (search.count() == 0) {
        write_empty(first, -std::numeric_limits<double>::infinity());
      } else {
        found = std::min(paths.per_sample, search.count());
        for (int64_t place = 0; place < found; ++place) {
          int32_t* labels = paths.labels + (first + place) * batch.time;
          const int32_t count = search.labels(place, labels);
          paths.lengths[first + place] = count;
          paths.log_probs[first + place] = search.log_prob(place);
          if (!align(sample, labels, count, paths.timesteps + (first + place) * batch.time)) return false;
        }
      }
      search.trim();
    } catch (const std::bad_alloc&) {
      search = BeamSearch();
      return false;
    }
    for (int64_t place = found; place < paths.per_sample; ++place) {
      paths.lengths[first + place] = -1;
      paths.log_probs[first + place] = -std::numeric_limits<double>::infinity();
    }
    return true;
  }

 private:
  void write_empty(int64_t place, double log_prob) const {
    paths.lengths[place] = 0;
    paths.log_probs[place] = log_prob;
  }

  /** Finds the frame each label begins in. @return false if memory is lacking */
  static bool align(Sample sample, const int32_t* labels, int32_t count, int32_t* timesteps) {
    if (sample.frames == 0) return true;
    sample.labels = labels;
    sample.label_count = count;
    Workspace& results = Workspace::of_this_thread(Workspace::kRows);
    if (!results.reserve(Workspace::bytes<int32_t>(sample.frames) + Workspace::bytes<double>(sample.frames))) {
      return false;
    }
    int32_t* states = results.take<int32_t>(sample.frames);
    double* log_scores = results.take<double>(sample.frames);
    Workspace& workspace = Workspace::of_this_thread();
    const KernelOutcome outcome = best_alignment(sample, workspace, states, log_scores);
    workspace.trim();
    if (outcome != KernelOutcome::kDone) return false;
    int32_t previous = 0;
    for (int64_t t = 0; t < sample.frames; ++t) {
      if (states[t] % 2 == 1 && states[t] != previous) timesteps[states[t] / 2] = static_cast<int32_t>(t);
      previous = states[t];
    }
    return true;
  }
};

}  // namespace

Outcome beam_search_decode(const Batch& batch, const Options& options, const BeamOptions& beam, const Paths& paths) {
  if (beam.width < 1 || beam.width > BeamOptions::kMostWidth || beam.classes_per_frame < 1) return Outcome::kInvalid;
  Call call{batch, beam, paths};
  return for_each_sample(
      batch, options, kNanosecondsPerScore,
      [](void* context, int64_t b, const Sample& sample) {
        return static_cast<const Call*>(context)->decode(b, sample);
      },
      &call);
}

}  // namespace ctc
