/**
 * @file beam_scorer.h
 * The scorer of a native beam search, from three of the call's arguments:
 *   - scorer: null, the handle of an n-gram model (ngram_model.h), or a function, which binds the call to this thread
 *   - details, for a model: Uint8Array, the word delimiter and then the symbol of each class, in UTF-8, each followed
 *     by 0; for a function: Int32Array of at least `time` elements, which receives the label sequence to extend
 *   - weights, for a model: Float64Array of weight, bonus, unknown (NgramScoring)
 *
 * The function is called as function(sample, label, length): label is -1 for the end of the sequence, and length is the
 * number of elements of `details` in use, or -1 if the sequence is the same as in the previous call. It returns the
 * score's gain, or NaN to stop the whole call.
 */
#ifndef CTC_BINDING_BEAM_SCORER_H_
#define CTC_BINDING_BEAM_SCORER_H_

#include <napi.h>

#include <memory>

#include "binding/views.h"
#include "ctc/decode.h"

namespace ctc::binding {

/** Must stay at its address while the call runs: set() stores pointers to it. */
class BeamScorer {
 public:
  /**
   * Reads the three arguments.
   * @param details_view receives the array, if a scorer is used
   * @return false with a JavaScript exception pending
   */
  bool read(napi_env env, napi_value scorer, napi_value details, napi_value weights, const Batch& batch,
            View* details_view);

  /** Sets the scorer of the options, which must not outlive this object. */
  void set(BeamOptions* options);

  bool is_function() const { return function_ != nullptr; }

 private:
  bool read_ngram(napi_env env, napi_value weights, const View& texts);

  static double call(void* scorer, int64_t sample, const int32_t* prefix, int32_t count, bool is_new, int32_t label);

  std::shared_ptr<const NgramModel> model_;
  NgramScoring scoring_;
  napi_env env_ = nullptr;
  napi_value function_ = nullptr;
  int32_t* sequence_ = nullptr;  // the array `details`
  SequenceCallback callback_ = {call, this};
};

}  // namespace ctc::binding

#endif  // CTC_BINDING_BEAM_SCORER_H_
