#include <gtest/gtest.h>

#include "support/batches.h"

namespace ctc {
namespace {

TEST(KernelChoice, ScalarAlwaysRunsAndIsListedFirst) {
  size_t count = 0;
  const KernelInfo* all = kernels(&count);
  ASSERT_GE(count, 1u);
  EXPECT_STREQ(all[0].name, "scalar");
  EXPECT_TRUE(all[0].supported);
}

TEST(KernelChoice, TheSelectedKernelRuns) {
  for (const std::string& name : supported_kernels()) {
    EXPECT_TRUE(select_kernel(name.c_str()));
    EXPECT_EQ(selected_kernel(), name);
  }
}

TEST(KernelChoice, RefusesUnknownAndUnsupportedKernels) {
  ASSERT_TRUE(select_kernel("scalar"));
  EXPECT_FALSE(select_kernel("mmx"));
  EXPECT_FALSE(select_kernel(""));
  size_t count = 0;
  const KernelInfo* all = kernels(&count);
  for (size_t i = 0; i < count; ++i) {
    if (!all[i].supported) {
      EXPECT_FALSE(select_kernel(all[i].name));
    }
  }
  EXPECT_STREQ(selected_kernel(), "scalar");
}

}  // namespace
}  // namespace ctc
