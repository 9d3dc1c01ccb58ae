#include <algorithm>
#include <atomic>

#include "base/parallel.h"
#include "base/workspace.h"
#include "ctc/decode.h"

namespace ctc {
namespace {

/**
 * Costs are compared as one number: edits first, and of equally many those with the fewest insertions and deletions,
 * hence the most substitutions. With the lengths that fixes how many there are of each kind.
 */
constexpr int64_t kEdit = int64_t{1} << 32;
constexpr int64_t kInsertionOrDeletion = kEdit + 1;

constexpr double kLeastCellsOfThread = 50e3;

struct Call {
  const SequencePairs& pairs;
  const Options& options;
  Edits* const edits;
  const int64_t* reference_starts;
  const int64_t* hypothesis_starts;
  std::atomic<bool> out_of_memory{false};
  std::atomic<bool> cancelled{false};

  void run(int64_t pair) {
    const int64_t hypothesis_length = pairs.hypothesis_lengths[pair];
    Workspace& workspace = Workspace::of_this_thread();
    if (!workspace.reserve(Workspace::bytes<int64_t>(hypothesis_length + 1))) {
      out_of_memory = true;
      return;
    }
    compare(pair, workspace.take<int64_t>(hypothesis_length + 1));
    workspace.trim();
  }

 private:
  /** The recursion over a table of costs of which one row is kept. */
  void compare(int64_t pair, int64_t* row) {
    const int32_t* reference = pairs.references + reference_starts[pair];
    const int32_t* hypothesis = pairs.hypotheses + hypothesis_starts[pair];
    const int64_t reference_length = pairs.reference_lengths[pair];
    const int64_t hypothesis_length = pairs.hypothesis_lengths[pair];
    for (int64_t j = 0; j <= hypothesis_length; ++j) row[j] = j * kInsertionOrDeletion;
    for (int64_t i = 1; i <= reference_length; ++i) {
      if (is_cancelled()) return;
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
    edits[pair] = {static_cast<int32_t>(count - insertions_and_deletions), static_cast<int32_t>(insertions),
                   static_cast<int32_t>(insertions_and_deletions - insertions)};
  }

  bool is_cancelled() {
    if (options.cancelled != nullptr && options.cancelled->load(std::memory_order_relaxed)) cancelled = true;
    return cancelled;
  }
};

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
  const int threads =
      static_cast<int>(std::clamp(cells / kLeastCellsOfThread, 1.0, static_cast<double>(options.threads)));
  Call call{pairs, options, edits, reference_starts, hypothesis_starts};
  parallel_for(pairs.count, threads, [](void* shared, int64_t pair) { static_cast<Call*>(shared)->run(pair); }, &call);
  plan.trim();
  if (call.cancelled) return Outcome::kCancelled;
  return call.out_of_memory ? Outcome::kOutOfMemory : Outcome::kOk;
}

}  // namespace ctc
