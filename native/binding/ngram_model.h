/**
 * @file ngram_model.h
 * Handles of n-gram models for JavaScript: objects that share ownership of the model. A call that uses the model shares
 * ownership too, so that garbage collection of the handle does not free the model while the call runs.
 */
#ifndef CTC_BINDING_NGRAM_MODEL_H_
#define CTC_BINDING_NGRAM_MODEL_H_

#include <napi.h>

#include <memory>
#include <string>

#include "binding/call.h"
#include "ctc/ngram.h"

namespace ctc::binding {

/** The model of a handle. Written once, by the call that reads the file, before any other use of the handle. */
struct NgramModelSlot {
  std::shared_ptr<const NgramModel> model;
};

/** newNgramModel(): a handle without a model. */
Napi::Value new_ngram_model(const Napi::CallbackInfo& info);

/**
 * ngramSizes(handle): { order, tokens, ngrams, commonWords } of a model that has been read, commonWords being its 1000
 * most probable words. The first call also reports the model's memory to the garbage collector.
 */
Napi::Value ngram_sizes(const Napi::CallbackInfo& info);

/** @return null if the value is not a handle */
std::shared_ptr<NgramModelSlot> read_ngram_model(napi_env env, napi_value value);

/** readArpa: 0 the handle that receives the model, 1 the file's path. */
class ReadArpaCall : public Call {
 public:
  bool read(const Napi::CallbackInfo& info) override;
  Outcome run() override;
  Failure explain(Outcome outcome) const override;

 private:
  std::shared_ptr<NgramModelSlot> slot_;
  std::string path_;
  std::string fault_;
};

}  // namespace ctc::binding

#endif  // CTC_BINDING_NGRAM_MODEL_H_
