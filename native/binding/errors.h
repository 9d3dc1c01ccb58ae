/**
 * @file errors.h
 * How this layer fails: with a JavaScript Error that carries a code, which lib/errors.ts turns into a CtcError.
 */
#ifndef CTC_BINDING_ERRORS_H_
#define CTC_BINDING_ERRORS_H_

#include <napi.h>

#include <string>

#include "ctc/ctc.h"

namespace ctc::binding {

/** The codes of lib/errors.ts that can arise here. */
enum class Code { kInternal, kOutOfMemory, kOverlap };

Napi::Error make_error(Napi::Env env, Code code, const std::string& message);

/** Leaves a JavaScript exception pending. The caller must return to JavaScript without another N-API call. */
void throw_error(Napi::Env env, Code code, const std::string& message);

/** The error of a loss that did not end with Outcome::kOk. */
Napi::Error make_outcome_error(Napi::Env env, Outcome outcome, const Batch& batch, const Options& options);

}  // namespace ctc::binding

#endif  // CTC_BINDING_ERRORS_H_
