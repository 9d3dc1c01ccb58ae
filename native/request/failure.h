/**
 * @file failure.h
 * Why a call failed: a code of lib/check/errors.ts and a message.
 */
#ifndef CTC_REQUEST_FAILURE_H_
#define CTC_REQUEST_FAILURE_H_

#include <string>

#include "ctc/ctc.h"

namespace ctc::request {

/** The codes of lib/check/errors.ts that native code reports, and that of a cancelled call, which lib/ reports itself.
 */
enum class Code { kInternal, kOutOfMemory, kOverlap, kCancelled, kUnsupported, kFile };

/** The code as JavaScript knows it: ERR_CTC_... */
const char* name_of(Code code);

struct Failure {
  Code code;
  std::string message;
};

/** Why a loss did not end with Outcome::kOk. */
Failure explain(Outcome outcome, const Batch& batch, const Options& options);

}  // namespace ctc::request

#endif  // CTC_REQUEST_FAILURE_H_
