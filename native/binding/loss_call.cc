#include "binding/loss_call.h"

namespace ctc::binding {

bool LossCall::read(const Napi::CallbackInfo& info) { return read_loss_request(info, &request_); }

Outcome LossCall::run() { return loss(request_.batch, request_.options, request_.results); }

Failure LossCall::explain(Outcome outcome) const { return request::explain(outcome, request_.batch, request_.options); }

}  // namespace ctc::binding
