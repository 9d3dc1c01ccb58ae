#include "decode/viterbi.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "decode/frame_log_probs.h"

namespace ctc {
namespace {

constexpr double kLogZero = -std::numeric_limits<double>::infinity();

/** Keeps the size of the table of steps within int64. */
constexpr double kMaxCells = 1e15;

}  // namespace

KernelOutcome best_alignment(const Sample& sample, Workspace& workspace, int32_t* states, double* log_scores) {
  const int64_t frames = sample.frames;
  const int64_t count = 2 * sample.label_count + 1;
  if (static_cast<double>(frames) * static_cast<double>(count) > kMaxCells ||
      count > std::numeric_limits<int32_t>::max() ||
      !workspace.reserve(Workspace::bytes<uint8_t>(frames * count) + 2 * Workspace::bytes<double>(count + 2) +
                         Workspace::bytes<double>(sample.classes) + 2 * Workspace::bytes<int32_t>(count))) {
    return KernelOutcome::kOutOfMemory;
  }
  uint8_t* steps = workspace.take<uint8_t>(frames * count);  // number of states advanced to enter each state
  // Two unreachable states before the first save the recursion its boundary checks.
  double* column = workspace.take<double>(count + 2) + 2;
  double* next_column = workspace.take<double>(count + 2) + 2;
  double* row = workspace.take<double>(sample.classes);
  int32_t* symbols = workspace.take<int32_t>(count);
  int32_t* may_skip = workspace.take<int32_t>(count);
  for (int64_t s = 0; s < count; ++s) {
    symbols[s] = s % 2 == 0 ? sample.blank : sample.labels[s / 2];
    may_skip[s] = s % 2 == 1 && s >= 3 && (!sample.merge_repeated || symbols[s] != symbols[s - 2]);
  }
  std::fill(column - 2, column + count, kLogZero);
  std::fill(next_column - 2, next_column, kLogZero);
  column[-1] = 0;  // start state: one step before the first blank, two before the first label
  for (int64_t t = 0; t < frames; ++t) {
    if (!frame_log_probs(sample, t, row)) return KernelOutcome::kNotANumber;
    uint8_t* step = steps + t * count;
    for (int64_t s = 0; s < count; ++s) {
      double best = s % 2 == 0 || sample.merge_repeated ? column[s] : kLogZero;
      uint8_t from = 0;
      if (column[s - 1] > best) {
        best = column[s - 1];
        from = 1;
      }
      if ((may_skip[s] || (t == 0 && s == 1)) && column[s - 2] > best) {
        best = column[s - 2];
        from = 2;
      }
      next_column[s] = best + row[symbols[s]];
      step[s] = from;
    }
    std::swap(column, next_column);
    column[-1] = kLogZero;
  }
  if (frames == 0) return sample.label_count == 0 ? KernelOutcome::kDone : KernelOutcome::kInfeasible;
  int64_t state = count - 1;
  if (count > 1 && column[count - 2] >= column[count - 1]) state = count - 2;
  if (column[state] == kLogZero) return KernelOutcome::kInfeasible;
  for (int64_t t = frames - 1; t >= 0; --t) {
    states[t] = static_cast<int32_t>(state);
    const double score = sample.frame(t)[symbols[state]];
    log_scores[t] = sample.input == Input::kProbabilities ? std::log(score) : score - log_normaliser(sample, t);
    state -= steps[t * count + state];
  }
  return KernelOutcome::kDone;
}

}  // namespace ctc
