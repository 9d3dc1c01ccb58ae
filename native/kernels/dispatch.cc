#include <atomic>
#include <cstring>

#include "ctc/ctc.h"
#include "kernels/kernel.h"

namespace ctc {
namespace {

/** Slowest first: the last supported one is the default. */
const Kernel* const kAll[] = {
    &kScalarKernel,
#if defined(__x86_64__) || defined(_M_X64)
    &kAvx2Kernel,
    &kAvx512Kernel,
#elif defined(__aarch64__)
    &kNeonKernel,
#endif
};
constexpr size_t kCount = sizeof kAll / sizeof kAll[0];

std::atomic<const Kernel*> current{nullptr};

const Kernel* best() {
  const Kernel* found = kAll[0];
  for (const Kernel* kernel : kAll) {
    if (kernel->supported()) found = kernel;
  }
  return found;
}

}  // namespace

const Kernel& current_kernel() {
  const Kernel* kernel = current.load(std::memory_order_acquire);
  if (kernel == nullptr) {
    const Kernel* fallback = best();
    // A choice that another thread makes at the same moment stands.
    if (current.compare_exchange_strong(kernel, fallback)) kernel = fallback;
  }
  return *kernel;
}

const KernelInfo* kernels(size_t* count) {
  struct List {
    KernelInfo infos[kCount];
    List() {
      for (size_t i = 0; i < kCount; ++i) infos[i] = {kAll[i]->name, kAll[i]->supported()};
    }
  };
  static const List list;
  *count = kCount;
  return list.infos;
}

const char* selected_kernel() { return current_kernel().name; }

bool select_kernel(const char* name) {
  for (const Kernel* kernel : kAll) {
    if (std::strcmp(kernel->name, name) == 0 && kernel->supported()) {
      current.store(kernel, std::memory_order_release);
      return true;
    }
  }
  return false;
}

const char* version() { return CTC_VERSION; }

}  // namespace ctc
