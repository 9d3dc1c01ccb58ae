/**
 * @file errors.h
 * How this layer fails: with a JavaScript Error that carries a code, which lib/errors.ts turns into a CtcError.
 */
#ifndef CTC_BINDING_ERRORS_H_
#define CTC_BINDING_ERRORS_H_

#include <node_api.h>

#include <string>

#include "ctc/ctc.h"

namespace ctc::binding {

/** The codes of lib/errors.ts that can arise here, and that of a cancelled call, of which its caller knows already. */
enum class Code { kInternal, kOutOfMemory, kOverlap, kCancelled, kUnsupported, kFile };

/** As JavaScript knows it: ERR_CTC_... */
const char* name_of(Code code);

/** Leaves a JavaScript exception pending. The caller must return to JavaScript without another N-API call. */
void throw_error(napi_env env, Code code, const std::string& message);

/** Why a loss did not end with Outcome::kOk. */
struct Failure {
  Code code;
  std::string message;
};
Failure explain(Outcome outcome, const Batch& batch, const Options& options);

/** @return null if even the error cannot be made, as while the environment is going down */
napi_value make_error(napi_env env, const Failure& failure);

}  // namespace ctc::binding

#endif  // CTC_BINDING_ERRORS_H_
