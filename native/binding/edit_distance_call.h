/**
 * @file edit_distance_call.h
 * The native call behind editDistance and errorRate. Its argument is one Int32Array: a header,
 * reference_lengths[count], hypothesis_lengths[count], the results (substitutions, insertions and deletions of each
 * pair, [count][3]), and the elements of all references and then of all hypotheses.
 *
 * lib/decode/edit-distance.ts writes and reads the block by the same names in the same order; a test compares the two.
 */
#ifndef CTC_BINDING_EDIT_DISTANCE_CALL_H_
#define CTC_BINDING_EDIT_DISTANCE_CALL_H_

#include "binding/call.h"
#include "ctc/decode.h"

/** The words of the header. The first byte of `cancelled` becomes 1 to end the call early. */
#define CTC_EDIT_DISTANCE_HEADER(WORD) \
  WORD(kCount, "count")                \
  WORD(kThreads, "threads")            \
  WORD(kCancelled, "cancelled")

namespace ctc::binding {

class EditDistanceCall : public Call {
 public:
  bool read(const Napi::CallbackInfo& info) override;
  Outcome run() override;
  Failure explain(Outcome outcome) const override;

 private:
  SequencePairs pairs_;
  Options options_;
  Edits* edits_ = nullptr;
};

}  // namespace ctc::binding

#endif  // CTC_BINDING_EDIT_DISTANCE_CALL_H_
