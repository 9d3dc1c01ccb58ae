/**
 * @file loss_call.h
 * The two native calls behind ctcLossSync and ctcLoss. Their arguments are those of request.h.
 */
#ifndef CTC_BINDING_LOSS_CALL_H_
#define CTC_BINDING_LOSS_CALL_H_

#include <napi.h>

namespace ctc::binding {

/** Writes the results before it returns. */
void loss_sync(const Napi::CallbackInfo& info);

/**
 * Writes the results on a thread of libuv's pool and returns a promise of nothing.
 *
 * The arrays are kept alive until the promise settles, and the caller must see to it that no other code can reach
 * them till then: a buffer that is detached while the job runs would be memory freed under it.
 */
Napi::Value loss_async(const Napi::CallbackInfo& info);

}  // namespace ctc::binding

#endif  // CTC_BINDING_LOSS_CALL_H_
