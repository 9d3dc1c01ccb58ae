#include "binding/errors.h"

namespace ctc::binding {
namespace {

const char* name_of(Code code) {
  switch (code) {
    case Code::kOutOfMemory:
      return "ERR_CTC_OUT_OF_MEMORY";
    case Code::kOverlap:
      return "ERR_CTC_OVERLAP";
    case Code::kInternal:
      break;
  }
  return "ERR_CTC_INTERNAL";
}

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

Napi::Error make_error(Napi::Env env, Code code, const std::string& message) {
  Napi::Error error = Napi::Error::New(env, message);
  error.Set("code", Napi::String::New(env, name_of(code)));
  return error;
}

void throw_error(Napi::Env env, Code code, const std::string& message) {
  make_error(env, code, message).ThrowAsJavaScriptException();
}

Napi::Error make_outcome_error(Napi::Env env, Outcome outcome, const Batch& batch, const Options& options) {
  if (outcome == Outcome::kOutOfMemory) {
    return make_error(env, Code::kOutOfMemory, "there is no memory for the lattices of this batch");
  }
  return make_error(env, Code::kInternal, describe(check(batch, options)));
}

}  // namespace ctc::binding
