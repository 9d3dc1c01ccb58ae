/**
 * @file every_kernel.h
 * A test suite that runs once with each supported kernel.
 */
#ifndef CTC_TEST_EVERY_KERNEL_H_
#define CTC_TEST_EVERY_KERNEL_H_

#include <gtest/gtest.h>

#include <string>

#include "ctc/ctc.h"

namespace ctc {

/** To be instantiated with supported_kernels(). */
class WithEveryKernel : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override { ASSERT_TRUE(select_kernel(GetParam().c_str())); }
};

inline std::string kernel_name(const testing::TestParamInfo<std::string>& info) { return info.param; }

}  // namespace ctc

#endif  // CTC_TEST_EVERY_KERNEL_H_
