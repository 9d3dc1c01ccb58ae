#include <algorithm>

#include "base/batch_loop.h"
#include "base/workspace.h"
#include "ctc/decode.h"

namespace ctc {
namespace {

/**
 * A cost holds two numbers: the edits, and in the lower 32 bits the insertions and deletions among them. Comparing
 * costs minimises the edits first and then the insertions and deletions, which leaves the most substitutions. Together
 * with the lengths that fixes the number of edits of each kind.
 */
constexpr int64_t kEdit = int64_t{1} << 32;
constexpr int64_t kInsertionOrDeletion = kEdit + 1;

constexpr double kMinCellsPerThread = 50e3;

/** Compares one pair, keeping one row of the table of costs. @param edits receives the result of kOk */
Outcome compare(const int32_t* reference, int64_t reference_length, const int32_t* hypothesis,
                int64_t hypothesis_length, const Options& options, Edits* edits) {
  Workspace& workspace = Workspace::of_this_thread();
  if (!workspace.reserve(Workspace::bytes<int64_t>(hypothesis_length + 1))) return Outcome::kOutOfMemory;
  int64_t* row = workspace.take<int64_t>(hypothesis_length + 1);
  for (int64_t j = 0; j <= hypothesis_length; ++j) row[j] = j * kInsertionOrDeletion;
  for (int64_t i = 1; i <= reference_length; ++i) {
    if (is_cancelled(options)) {
      workspace.trim();
      return Outcome::kCancelled;
    }
    int64_t diagonal = row[0];
    row[0] = i * kInsertionOrDeletion;
    for (int64_t j = 1; j <= hypothesis_length; ++j) {
      const int64_t replaced = diagonal + (reference[i - 1] == hypothesis[j - 1] ? 0 : kEdit);
      diagonal = row[j];
      row[j] = std::min(replaced, std::min(row[j - 1], row[j]) + kInsertionOrDeletion);
    }
  }
  const int64_t count = row[hypothesis_length] / kEdit;
  const int64_t insertions_and_deletions = row[hypothesis_length] % kEdit;
  const int64_t insertions = (insertions_and_deletions + hypothesis_length - reference_length) / 2;
  *edits = {static_cast<int32_t>(count - insertions_and_deletions), static_cast<int32_t>(insertions),
            static_cast<int32_t>(insertions_and_deletions - insertions)};
  workspace.trim();
  return Outcome::kOk;
}

}  // namespace

Outcome edit_distances(const SequencePairs& pairs, const Options& options, Edits* edits) {
  if (pairs.count < 0 || options.threads < 1) return Outcome::kInvalid;
  if (pairs.count == 0) return Outcome::kOk;
  Workspace& plan = Workspace::of_this_thread(Workspace::kBatch);
  if (!plan.reserve(2 * Workspace::bytes<int64_t>(pairs.count))) return Outcome::kOutOfMemory;
  int64_t* reference_starts = plan.take<int64_t>(pairs.count);
  int64_t* hypothesis_starts = plan.take<int64_t>(pairs.count);
  int64_t reference_start = 0;
  int64_t hypothesis_start = 0;
  double cells = 0;
  for (int64_t pair = 0; pair < pairs.count; ++pair) {
    const int32_t reference_length = pairs.reference_lengths[pair], hypothesis_length = pairs.hypothesis_lengths[pair];
    if (reference_length < 0 || hypothesis_length < 0) return Outcome::kInvalid;
    reference_starts[pair] = reference_start;
    hypothesis_starts[pair] = hypothesis_start;
    reference_start += reference_length;
    hypothesis_start += hypothesis_length;
    cells += (1.0 + reference_length) * (1.0 + hypothesis_length);
  }
  const int threads = threads_for(cells, kMinCellsPerThread, options.threads);
  const Outcome outcome = for_each_in_batch(pairs.count, threads, options, [&](int64_t pair) {
    return compare(pairs.references + reference_starts[pair], pairs.reference_lengths[pair],
                   pairs.hypotheses + hypothesis_starts[pair], pairs.hypothesis_lengths[pair], options, edits + pair);
  });
  plan.trim();
  return outcome;
}

}  // namespace ctc
