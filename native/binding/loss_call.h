/**
 * @file loss_call.h
 * The native call of ctcLossSync, ctcLoss and diagnose. Arguments: see batch_arguments.h.
 */
#ifndef CTC_BINDING_LOSS_CALL_H_
#define CTC_BINDING_LOSS_CALL_H_

#include "binding/batch_arguments.h"
#include "binding/call.h"

namespace ctc::binding {

class LossCall : public Call {
 public:
  bool read(const Napi::CallbackInfo& info) override;
  Outcome run() override;
  Failure explain(Outcome outcome) const override;

 private:
  BatchRequest request_;
};

}  // namespace ctc::binding

#endif  // CTC_BINDING_LOSS_CALL_H_
