#include "binding/call.h"

namespace ctc::binding {
namespace {

/**
 * A call that runs on libuv's pool. Created and settled on the environment's thread. In between, only `call` and
 * `outcome` are used.
 */
struct Job {
  std::unique_ptr<Call> call;
  Outcome outcome = Outcome::kInvalid;
  napi_async_work work = nullptr;
  napi_deferred deferred = nullptr;
  napi_ref arguments = nullptr;  // an array that keeps the call's arguments alive
};

void execute(napi_env, void* data) {
  auto* job = static_cast<Job*>(data);
  job->outcome = job->call->run();
}

/**
 * Ignores the status of every call: they fail only while the environment shuts down, and then nobody waits for the
 * promise. (Napi::AsyncWorker would end the process instead.)
 */
void settle(napi_env env, napi_status, void* data) {
  const std::unique_ptr<Job> job(static_cast<Job*>(data));
  napi_delete_reference(env, job->arguments);
  napi_delete_async_work(env, job->work);
  if (job->outcome == Outcome::kOk) {
    napi_value undefined = nullptr;
    napi_get_undefined(env, &undefined);
    napi_resolve_deferred(env, job->deferred, undefined);
  } else {
    napi_reject_deferred(env, job->deferred, make_error(env, job->call->explain(job->outcome)));
  }
}

napi_status queue(const Napi::CallbackInfo& info, Job* job, napi_value* promise) {
  const napi_env env = info.Env();
  const auto count = static_cast<uint32_t>(info.Length());
  napi_value arguments = nullptr;
  napi_value name = nullptr;
  napi_status status = napi_create_array_with_length(env, count, &arguments);
  for (uint32_t i = 0; status == napi_ok && i < count; ++i) status = napi_set_element(env, arguments, i, info[i]);
  if (status == napi_ok) status = napi_create_reference(env, arguments, 1, &job->arguments);
  if (status == napi_ok) status = napi_create_string_utf8(env, "ctc_native", NAPI_AUTO_LENGTH, &name);
  if (status == napi_ok) status = napi_create_async_work(env, nullptr, name, execute, settle, job, &job->work);
  if (status == napi_ok) status = napi_create_promise(env, &job->deferred, promise);
  if (status == napi_ok) status = napi_queue_async_work(env, job->work);
  return status;
}

}  // namespace

void run_now(const Napi::CallbackInfo& info, Call& call) {
  if (!call.read(info)) return;
  const Outcome outcome = call.run();
  if (outcome == Outcome::kOk) return;
  const Failure failure = call.explain(outcome);
  throw_error(info.Env(), failure.code, failure.message);
}

Napi::Value run_later(const Napi::CallbackInfo& info, std::unique_ptr<Call> call) {
  const Napi::Env env = info.Env();
  std::unique_ptr<Job> job(new (std::nothrow) Job);
  if (job == nullptr || call == nullptr) {
    throw_error(env, Code::kOutOfMemory, "out of memory: cannot allocate a job");
    return Napi::Value();
  }
  if (!call->read(info)) return Napi::Value();
  if (call->is_bound_to_thread()) {
    refuse(env, "a function cannot be called on another thread");
    return Napi::Value();
  }
  job->call = std::move(call);
  napi_value promise = nullptr;
  if (queue(info, job.get(), &promise) != napi_ok) {
    if (job->work != nullptr) napi_delete_async_work(env, job->work);
    if (job->arguments != nullptr) napi_delete_reference(env, job->arguments);
    throw_error(env, Code::kInternal, "the job could not be queued");
    return Napi::Value();
  }
  job.release();  // settle() deletes it
  return Napi::Value(env, promise);
}

bool refuse(napi_env env, const std::string& message) {
  throw_error(env, Code::kInternal, message);
  return false;
}

}  // namespace ctc::binding
