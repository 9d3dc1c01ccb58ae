#include "binding/loss_call.h"

#include <array>
#include <new>

#include "binding/errors.h"
#include "binding/request.h"

namespace ctc::binding {
namespace {

class LossJob : public Napi::AsyncWorker {
 public:
  LossJob(const Napi::CallbackInfo& info, const LossRequest& request)
      : Napi::AsyncWorker(info.Env(), "ctc_native.loss"),
        request_(request),
        deferred_(Napi::Promise::Deferred::New(info.Env())) {
    for (size_t i = 0; i < kArguments; ++i) {
      if (info[i].IsObject()) kept_alive_[i] = Napi::Persistent(info[i].As<Napi::Object>());
    }
  }

  Napi::Promise promise() const { return deferred_.Promise(); }

 protected:
  void Execute() override { outcome_ = loss(request_.batch, request_.options, request_.results); }

  void OnOK() override {
    if (outcome_ == Outcome::kOk) {
      deferred_.Resolve(Env().Undefined());
    } else {
      deferred_.Reject(make_outcome_error(Env(), outcome_, request_.batch, request_.options).Value());
    }
  }

 private:
  const LossRequest request_;
  const Napi::Promise::Deferred deferred_;
  std::array<Napi::ObjectReference, kArguments> kept_alive_;
  Outcome outcome_ = Outcome::kInvalid;
};

}  // namespace

void loss_sync(const Napi::CallbackInfo& info) {
  LossRequest request;
  if (!read_loss_request(info, &request)) return;
  const Outcome outcome = loss(request.batch, request.options, request.results);
  if (outcome == Outcome::kOk) return;
  make_outcome_error(info.Env(), outcome, request.batch, request.options).ThrowAsJavaScriptException();
}

Napi::Value loss_async(const Napi::CallbackInfo& info) {
  LossRequest request;
  if (!read_loss_request(info, &request)) return Napi::Value();
  auto* job = new (std::nothrow) LossJob(info, request);  // deletes itself when it has settled
  if (job == nullptr) {
    throw_error(info.Env(), Code::kOutOfMemory, "no memory for a job");
    return Napi::Value();
  }
  const Napi::Promise promise = job->promise();
  job->Queue();
  return promise;
}

}  // namespace ctc::binding
