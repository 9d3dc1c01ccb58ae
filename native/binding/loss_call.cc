#include "binding/loss_call.h"

#include <memory>
#include <new>

#include "binding/errors.h"
#include "binding/request.h"

namespace ctc::binding {
namespace {

/**
 * A call on its way through libuv's pool. Made and settled on the environment's thread; in between only the request and
 * the outcome are touched.
 */
struct LossJob {
  LossRequest request;
  Outcome outcome = Outcome::kInvalid;
  napi_async_work work = nullptr;
  napi_deferred deferred = nullptr;
  napi_ref kept_alive = nullptr;  // an array of the call's arguments
};

void execute(napi_env, void* data) {
  auto* job = static_cast<LossJob*>(data);
  job->outcome = loss(job->request.batch, job->request.options, job->request.results);
}

/**
 * No status is looked at, because there is nobody to tell: where a call fails here, the environment is going down with
 * the job still running, and its promises go with it. (Napi::AsyncWorker would end the process instead.)
 */
void settle(napi_env env, napi_status, void* data) {
  const std::unique_ptr<LossJob> job(static_cast<LossJob*>(data));
  napi_delete_reference(env, job->kept_alive);
  napi_delete_async_work(env, job->work);
  if (job->outcome == Outcome::kOk) {
    napi_value undefined = nullptr;
    napi_get_undefined(env, &undefined);
    napi_resolve_deferred(env, job->deferred, undefined);
  } else {
    const Failure failure = explain(job->outcome, job->request.batch, job->request.options);
    napi_reject_deferred(env, job->deferred, make_error(env, failure));
  }
}

napi_status queue(const Napi::CallbackInfo& info, LossJob* job, napi_value* promise) {
  const napi_env env = info.Env();
  napi_value arguments = nullptr;
  napi_value name = nullptr;
  napi_status status = napi_create_array_with_length(env, kArguments, &arguments);
  for (uint32_t i = 0; status == napi_ok && i < kArguments; ++i) status = napi_set_element(env, arguments, i, info[i]);
  if (status == napi_ok) status = napi_create_reference(env, arguments, 1, &job->kept_alive);
  if (status == napi_ok) status = napi_create_string_utf8(env, "ctc_native.loss", NAPI_AUTO_LENGTH, &name);
  if (status == napi_ok) status = napi_create_async_work(env, nullptr, name, execute, settle, job, &job->work);
  if (status == napi_ok) status = napi_create_promise(env, &job->deferred, promise);
  if (status == napi_ok) status = napi_queue_async_work(env, job->work);
  return status;
}

}  // namespace

void loss_sync(const Napi::CallbackInfo& info) {
  LossRequest request;
  if (!read_loss_request(info, &request)) return;
  const Outcome outcome = loss(request.batch, request.options, request.results);
  if (outcome == Outcome::kOk) return;
  const Failure failure = explain(outcome, request.batch, request.options);
  throw_error(info.Env(), failure.code, failure.message);
}

Napi::Value loss_async(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  std::unique_ptr<LossJob> job(new (std::nothrow) LossJob);
  if (job == nullptr) {
    throw_error(env, Code::kOutOfMemory, "there is no memory for a job");
    return Napi::Value();
  }
  if (!read_loss_request(info, &job->request)) return Napi::Value();
  napi_value promise = nullptr;
  if (queue(info, job.get(), &promise) != napi_ok) {
    if (job->work != nullptr) napi_delete_async_work(env, job->work);
    if (job->kept_alive != nullptr) napi_delete_reference(env, job->kept_alive);
    throw_error(env, Code::kInternal, "the job could not be queued");
    return Napi::Value();
  }
  job.release();  // settle() takes it back
  return Napi::Value(env, promise);
}

}  // namespace ctc::binding
