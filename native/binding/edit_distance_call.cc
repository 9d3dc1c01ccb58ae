#include "binding/edit_distance_call.h"

#include <atomic>

#include "binding/views.h"

namespace ctc::binding {
namespace {

#define CTC_ENUMERATOR(enumerator, name) enumerator,
enum Header : int64_t { CTC_EDIT_DISTANCE_HEADER(CTC_ENUMERATOR) kHeaderSize };
#undef CTC_ENUMERATOR

static_assert(sizeof(Edits) == 3 * sizeof(int32_t), "three words in the block");

/** @return the sum of the lengths, or -1 if one is negative */
int64_t sum_of(const int32_t* lengths, int64_t count) {
  int64_t sum = 0;
  for (int64_t i = 0; i < count; ++i) {
    if (lengths[i] < 0) return -1;
    sum += lengths[i];
  }
  return sum;
}

}  // namespace

bool EditDistanceCall::read(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  View view;
  if (info.Length() != 1) return refuse(env, "a native edit distance call takes 1 argument");
  if (!read_view(env, info[0], napi_int32_array, &view)) return refuse(env, "words: not an Int32Array");
  if (view.length < kHeaderSize) return refuse(env, "words: shorter than their header");
  auto* words = static_cast<int32_t*>(view.data);
  const int64_t count = words[kCount];
  const int64_t edits_at = kHeaderSize + 2 * count;
  const int64_t sequences_at = edits_at + 3 * count;
  if (count < 0 || view.length < sequences_at) return refuse(env, "words: wrong length");
  pairs_.count = count;
  pairs_.reference_lengths = words + kHeaderSize;
  pairs_.hypothesis_lengths = words + kHeaderSize + count;
  const int64_t references = sum_of(pairs_.reference_lengths, count);
  const int64_t hypotheses = sum_of(pairs_.hypothesis_lengths, count);
  if (references < 0 || hypotheses < 0) return refuse(env, "words: a negative length");
  if (view.length != sequences_at + references + hypotheses) return refuse(env, "words: wrong length");
  pairs_.references = words + sequences_at;
  pairs_.hypotheses = words + sequences_at + references;
  options_.threads = words[kThreads];
  options_.cancelled = reinterpret_cast<const std::atomic<bool>*>(words + kCancelled);
  edits_ = reinterpret_cast<Edits*>(words + edits_at);
  return true;
}

Outcome EditDistanceCall::run() { return edit_distances(pairs_, options_, edits_); }

Failure EditDistanceCall::explain(Outcome outcome) const {
  if (outcome == Outcome::kOutOfMemory)
    return {Code::kOutOfMemory, "out of memory: the sequences are too long to compare"};
  if (outcome == Outcome::kCancelled) return {Code::kCancelled, "the call was cancelled"};
  return {Code::kInternal, "broken rule: threads"};
}

}  // namespace ctc::binding
