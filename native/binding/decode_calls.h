/**
 * @file decode_calls.h
 * The native calls behind the decoders. Each begins with the arguments 0 and 1 of batch_arguments.h, whose labels may
 * be none, and goes on with room for the results: 2 paths      Int32Array    lengths[batch * per_sample], labels[batch
 * * per_sample * time], timesteps[as many] 3 log_probs  Float64Array  batch * per_sample where per_sample is the most
 * paths that are wanted of a sample. lib/decode/decoded-paths.ts makes and reads them.
 */
#ifndef CTC_BINDING_DECODE_CALLS_H_
#define CTC_BINDING_DECODE_CALLS_H_

#include "binding/batch_arguments.h"
#include "binding/beam_scorer.h"
#include "binding/call.h"
#include "ctc/decode.h"

namespace ctc::binding {

/** What all of them have. */
class DecodeCall : public Call {
 public:
  Failure explain(Outcome outcome) const override;

 protected:
  BatchRequest request_;
};

/** greedyDecode: one path for each sample. */
class GreedyCall : public DecodeCall {
 public:
  bool read(const Napi::CallbackInfo& info) override;
  Outcome run() override;

 private:
  Paths paths_;
};

/**
 * beamSearchDecode: 4 settings, a Float64Array of width, per_sample, classes_per_frame and min_log_prob, and 5 to 7
 * the scorer of beam_scorer.h. With a scorer there is room in log_probs for the scores, too, as many again.
 */
class BeamSearchCall : public DecodeCall {
 public:
  bool read(const Napi::CallbackInfo& info) override;
  bool is_bound_to_thread() const override { return scorer_.is_function(); }
  Outcome run() override;

 private:
  BeamOptions beam_;
  BeamScorer scorer_;
  Paths paths_;
};

/**
 * align, which has other results:
 *   2 states  Int32Array    batch * time
 *   3 scores  Float64Array  log_probs[batch], log_scores[batch * time]
 */
class AlignCall : public DecodeCall {
 public:
  bool read(const Napi::CallbackInfo& info) override;
  Outcome run() override;

 private:
  Alignments alignments_;
};

}  // namespace ctc::binding

#endif  // CTC_BINDING_DECODE_CALLS_H_
