/**
 * @file decode_calls.h
 * The native calls of the decoders and of align. Their first arguments are those of batch_arguments.h; decoders ignore
 * the labels. Decoders' results go to
 *   2 paths      Int32Array    lengths[n], labels[n * time], timesteps[n * time]
 *   3 log_probs  Float64Array  [n]
 * where n is batch * per_sample, and per_sample is the number of paths per sample. lib/decode/decoded-paths.ts creates
 * and reads these arrays.
 */
#ifndef CTC_BINDING_DECODE_CALLS_H_
#define CTC_BINDING_DECODE_CALLS_H_

#include "binding/batch_arguments.h"
#include "binding/beam_scorer.h"
#include "binding/call.h"
#include "ctc/decode.h"

namespace ctc::binding {

/** Base class of the decoders' calls. */
class DecodeCall : public Call {
 public:
  Failure explain(Outcome outcome) const override;

 protected:
  BatchRequest request_;
};

/** greedyDecode: one path per sample. */
class GreedyCall : public DecodeCall {
 public:
  bool read(const Napi::CallbackInfo& info) override;
  Outcome run() override;

 private:
  Paths paths_;
};

/**
 * beamSearchDecode: 4 settings, a Float64Array of width, per_sample, classes_per_frame and min_log_prob, and 5 to 7
 * the scorer of beam_scorer.h. With a scorer, log_probs has n more elements, for the scores.
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
 * align. Its results go to
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
