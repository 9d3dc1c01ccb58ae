/**
 * @file failure.h
 * Why a call failed: a code of lib/check/errors.ts and a message.
 */
#ifndef CTC_REQUEST_FAILURE_H_
#define CTC_REQUEST_FAILURE_H_

#include <string>

#include "ctc/ctc.h"

namespace ctc::request {

/** The codes of lib/check/errors.ts that native code reports, and kCancelled, which lib/ does not pass on. */
enum class Code { kInternal, kOutOfMemory, kOverlap, kCancelled, kUnsupported, kFile };

/** The code in JavaScript: ERR_CTC_... */
const char* name_of(Code code);

struct Failure {
  Code code;
  std::string message;
};

/** Describes an outcome other than Outcome::kOk. */
Failure explain(Outcome outcome, const Batch& batch, const Options& options);

}  // namespace ctc::request

#endif  // CTC_REQUEST_FAILURE_H_
