#include "request/failure.h"

namespace ctc::request {
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

/** For a bug report: lib/ checks the same rules first, with messages for users. */
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

Failure explain(Outcome outcome, const Batch& batch, const Options& options) {
  if (outcome == Outcome::kOutOfMemory) {
    return {Code::kOutOfMemory, "out of memory: cannot allocate the lattices of this batch"};
  }
  if (outcome == Outcome::kCancelled) return {Code::kCancelled, "the call was cancelled"};
  return {Code::kInternal, describe(check(batch, options))};
}

}  // namespace ctc::request
