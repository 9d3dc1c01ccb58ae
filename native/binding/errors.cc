#include "binding/errors.h"

namespace ctc::binding {

void throw_error(napi_env env, Code code, const std::string& message) {
  napi_throw_error(env, request::name_of(code), message.c_str());
}

napi_value make_error(napi_env env, const Failure& failure) {
  napi_value code = nullptr;
  napi_value message = nullptr;
  napi_value error = nullptr;
  napi_create_string_utf8(env, request::name_of(failure.code), NAPI_AUTO_LENGTH, &code);
  napi_create_string_utf8(env, failure.message.c_str(), NAPI_AUTO_LENGTH, &message);
  napi_create_error(env, code, message, &error);
  return error;
}

}  // namespace ctc::binding
