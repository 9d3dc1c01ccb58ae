/**
 * @file beam_scorer.h
 * The scorer of a native beam search, from three of the call's arguments:
 *   scorer   null, the handle of an n-gram model (ngram_model.h), or a function, which binds the call to this thread
 *   details  of a model: a Uint8Array, the word delimiter and the symbol of each class in UTF-8, each ended by a 0
 *            of a function: an Int32Array of at least as many elements as there are frames
 *   weights  of a model: Float64Array of weight, bonus, unknown (NgramScoring)
 * The function is called with the sample, the label or -1 for the end, and how many elements of the Int32Array are the
 * sequence now, or -1 if they are what they were; it returns a number, and NaN to end the whole call.
 */
#ifndef CTC_BINDING_BEAM_SCORER_H_
#define CTC_BINDING_BEAM_SCORER_H_

#include <napi.h>

#include <memory>

#include "binding/views.h"
#include "ctc/decode.h"

namespace ctc::binding {

class BeamScorer {
 public:
  /**
   * @param details_view receives the array, if there is one
   * @return false with a JavaScript exception pending
   */
  bool read(napi_env env, napi_value scorer, napi_value details, napi_value weights, const Batch& batch,
            View* details_view);

  /** Puts itself into the options, which must not outlive it. */
  void set(BeamOptions* options);

  bool is_function() const { return function_ != nullptr; }

 private:
  bool read_ngram(napi_env env, napi_value weights, const View& texts);

  static double call(void* scorer, int64_t sample, const int32_t* prefix, int32_t count, bool is_new, int32_t label);

  std::shared_ptr<const NgramModel> model_;
  NgramScoring scoring_;
  napi_env env_ = nullptr;
  napi_value function_ = nullptr;
  int32_t* room_ = nullptr;
  SequenceCallback callback_ = {call, this};
};

}  // namespace ctc::binding

#endif  // CTC_BINDING_BEAM_SCORER_H_
