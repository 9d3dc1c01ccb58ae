/**
 * @file call.h
 * A native call in both its forms: before it returns, and on a thread of libuv's pool.
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

/** What a call was asked to do, as plain structs that point into the arrays of its arguments. */
class Call {
 public:
  virtual ~Call() = default;

  /** Reads and checks the arguments. @return false with a JavaScript exception pending */
  virtual bool read(const Napi::CallbackInfo& info) = 0;

  /** Whether run() calls back into JavaScript, so that only the sync form may be. Asked after read(). */
  virtual bool is_bound_to_thread() const { return false; }

  /** Does the work, and writes the results. Otherwise may run on any thread, and touches nothing of Node.js. */
  virtual Outcome run() = 0;

  /** Why run() did not end well. */
  virtual Failure explain(Outcome outcome) const = 0;
};

/** Reads, runs, and throws where that failed. */
void run_now(const Napi::CallbackInfo& info, Call& call);

/**
 * Reads, and runs on a thread of libuv's pool.
 *
 * The arguments are kept alive until the promise settles, and the caller must see to it that no other code can reach
 * the arrays among them till then: a buffer that is detached while the job runs would be memory freed under it.
 *
 * @param call may be null where there was no memory for it
 * @return a promise of nothing
 */
Napi::Value run_later(const Napi::CallbackInfo& info, std::unique_ptr<Call> call);

/** The two functions that a kind of call exports. */
template <typename Kind>
void sync(const Napi::CallbackInfo& info) {
  Kind call;
  run_now(info, call);
}
template <typename Kind>
Napi::Value async(const Napi::CallbackInfo& info) {
  return run_later(info, std::unique_ptr<Call>(new (std::nothrow) Kind));
}

/** Leaves an exception pending for arguments that lib/ never gives. @return false */
bool refuse(napi_env env, const std::string& message);

}  // namespace ctc::binding

#endif  // CTC_BINDING_CALL_H_
