/**
 * @file errors.h
 * Reports a failure as a JavaScript Error with a code. lib/check/errors.ts converts it to a CtcError.
 */
#ifndef CTC_BINDING_ERRORS_H_
#define CTC_BINDING_ERRORS_H_

#include <node_api.h>

#include <string>

#include "request/failure.h"

namespace ctc::binding {

using request::Code;
using request::Failure;

/** Leaves a JavaScript exception pending. The caller must return to JavaScript without another Node-API call. */
void throw_error(napi_env env, Code code, const std::string& message);

/** @return null if the error cannot be created, as while the environment shuts down */
napi_value make_error(napi_env env, const Failure& failure);

}  // namespace ctc::binding

#endif  // CTC_BINDING_ERRORS_H_
