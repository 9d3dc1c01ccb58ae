#include "binding/errors.h"

namespace ctc::binding {
namespace {

const char* name_of(Rule rule) {
  switch (rule) {
    case Rule::kSizes:
      return "sizes";
    case Rule::kThreads:
      return "threads";
    case Rule::kBlank:
      return "blank";
    case Rule::kInputLength:
      return "input length";
    case Rule::kLabelLength:
      return "label length";
    case Rule::kLabel:
      return "label";
    case Rule::kNone:
      break;
  }
  return "none";
}

/** In words for a bug report: lib/ has checked the same rules before, in words for users. */
std::string describe(const Violation& violation) {
  return std::string("broken rule: ") + name_of(violation.rule) + ", sample " + std::to_string(violation.sample) +
         ", position " + std::to_string(violation.position);
}

}  // namespace

const char* name_of(Code code) {
  switch (code) {
    case Code::kOutOfMemory:
      return "ERR_CTC_OUT_OF_MEMORY";
    case Code::kOverlap:
      return "ERR_CTC_OVERLAP";
    case Code::kCancelled:
      return "ERR_CTC_CANCELLED";
    case Code::kUnsupported:
      return "ERR_CTC_UNSUPPORTED";
    case Code::kFile:
      return "ERR_CTC_FILE";
    case Code::kInternal:
      break;
  }
  return "ERR_CTC_INTERNAL";
}

void throw_error(napi_env env, Code code, const std::string& message) {
  napi_throw_error(env, name_of(code), message.c_str());
}

Failure explain(Outcome outcome, const Batch& batch, const Options& options) {
  if (outcome == Outcome::kOutOfMemory) {
    return {Code::kOutOfMemory, "there is no memory for the lattices of this batch"};
  }
  if (outcome == Outcome::kCancelled) return {Code::kCancelled, "the call was cancelled"};
  return {Code::kInternal, describe(check(batch, options))};
}

napi_value make_error(napi_env env, const Failure& failure) {
  napi_value code = nullptr;
  napi_value message = nullptr;
  napi_value error = nullptr;
  napi_create_string_utf8(env, name_of(failure.code), NAPI_AUTO_LENGTH, &code);
  napi_create_string_utf8(env, failure.message.c_str(), NAPI_AUTO_LENGTH, &message);
  napi_create_error(env, code, message, &error);
  return error;
}

}  // namespace ctc::binding
