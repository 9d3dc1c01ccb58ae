/**
 * @file edit_distance_call.h
 * The native call behind editDistance and errorRate:
 *   0 words  Int32Array  all in one block: count, threads, cancelled (its first byte becomes 1 to end the call early),
 *                        reference_lengths[count], hypothesis_lengths[count], room for the results: substitutions,
 *                        insertions and deletions of each pair, [count][3], and the elements of all references and of
 * all hypotheses lib/decode/edit-distance.ts writes and reads the block; both must change together.
 */
#ifndef CTC_BINDING_EDIT_DISTANCE_CALL_H_
#define CTC_BINDING_EDIT_DISTANCE_CALL_H_

#include "binding/call.h"
#include "ctc/decode.h"

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
