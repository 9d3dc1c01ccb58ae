/**
 * @file require.h
 * Aborts a fuzzer when a promise is broken.
 */
#ifndef CTC_TEST_FUZZ_REQUIRE_H_
#define CTC_TEST_FUZZ_REQUIRE_H_

#include <cstdio>
#include <cstdlib>

namespace ctc::fuzz {

inline void require(bool holds, const char* promise) {
  if (holds) return;
  std::fprintf(stderr, "broken promise: %s\n", promise);
  std::abort();
}

}  // namespace ctc::fuzz

#endif  // CTC_TEST_FUZZ_REQUIRE_H_
