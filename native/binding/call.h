/**
 * @file call.h
 * A native call in its two forms: synchronous, and on a thread of libuv's pool.
 */
#ifndef CTC_BINDING_CALL_H_
#define CTC_BINDING_CALL_H_

#include <napi.h>

#include <memory>
#include <new>
#include <string>

#include "binding/errors.h"
#include "ctc/ctc.h"

namespace ctc::binding {

/** One call's request, as plain structs that point into the arrays of its arguments. */
class Call {
 public:
  virtual ~Call() = default;

  /** Reads and checks the arguments. @return false with a JavaScript exception pending */
  virtual bool read(const Napi::CallbackInfo& info) = 0;

  /** Whether run() calls JavaScript, which only the synchronous form can do. Valid after read(). */
  virtual bool is_bound_to_thread() const { return false; }

  /** Computes and writes the results. Unless bound to a thread, it may run on any thread and uses no Node-API. */
  virtual Outcome run() = 0;

  /** Describes a failure of run(). */
  virtual Failure explain(Outcome outcome) const = 0;
};

/** Reads the arguments and runs the call. Leaves a JavaScript exception pending on failure. */
void run_now(const Napi::CallbackInfo& info, Call& call);

/**
 * Reads the arguments, and runs the call on a thread of libuv's pool.
 *
 * The arguments are kept alive until the promise settles. Until then the caller must keep their arrays out of reach of
 * other code: detaching a buffer would free memory that the job uses.
 *
 * @param call null if it could not be allocated
 * @return a promise of undefined; empty with a JavaScript exception pending if the call was not started
 */
Napi::Value run_later(const Napi::CallbackInfo& info, std::unique_ptr<Call> call);

/** The two exported functions of a kind of call. */
template <typename Kind>
void sync(const Napi::CallbackInfo& info) {
  Kind call;
  run_now(info, call);
}
template <typename Kind>
Napi::Value async(const Napi::CallbackInfo& info) {
  return run_later(info, std::unique_ptr<Call>(new (std::nothrow) Kind));
}

/** Leaves an exception pending, for arguments that lib/ never passes. @return false */
bool refuse(napi_env env, const std::string& message);

}  // namespace ctc::binding

#endif  // CTC_BINDING_CALL_H_
