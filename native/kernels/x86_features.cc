#if defined(__x86_64__) || defined(_M_X64)

#include "kernels/x86_features.h"

#if defined(_MSC_VER)
#include <intrin.h>
#else
#include <cpuid.h>
#endif

#include <cstdint>

namespace ctc {
namespace {

// Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, CPUID; volume 1, chapter 13, XCR0.

struct Leaf {
  uint32_t eax = 0, ebx = 0, ecx = 0, edx = 0;
};

#if defined(_MSC_VER)

/** All zeros if the processor has no such leaf. */
Leaf leaf(uint32_t number) {
  int words[4];
  __cpuid(words, 0);
  if (static_cast<uint32_t>(words[0]) < number) return {};
  __cpuidex(words, static_cast<int>(number), 0);
  return {static_cast<uint32_t>(words[0]), static_cast<uint32_t>(words[1]), static_cast<uint32_t>(words[2]),
          static_cast<uint32_t>(words[3])};
}

/** XCR0's low word; the operating system must allow XGETBV. */
uint32_t read_xcr0() { return static_cast<uint32_t>(_xgetbv(0)); }

#else

/** All zeros if the processor has no such leaf. */
Leaf leaf(uint32_t number) {
  Leaf result;
  __get_cpuid_count(number, 0, &result.eax, &result.ebx, &result.ecx, &result.edx);
  return result;
}

/** XCR0's low word; the operating system must allow XGETBV. */
uint32_t read_xcr0() {
  uint32_t low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

#endif

bool has_all(uint32_t word, uint32_t bits) { return (word & bits) == bits; }

constexpr uint32_t bit(int number) { return uint32_t{1} << number; }

/** The register states that the operating system saves. */
uint32_t saved_states() {
  constexpr uint32_t kXgetbvAllowed = bit(27);
  return has_all(leaf(1).ecx, kXgetbvAllowed) ? read_xcr0() : 0;
}

}  // namespace

bool has_avx2() {
  constexpr uint32_t kXmmAndYmm = bit(1) | bit(2);
  constexpr uint32_t kFma = bit(12), kPopcnt = bit(23), kAvx = bit(28);  // leaf 1, ECX
  constexpr uint32_t kBmi = bit(3), kAvx2 = bit(5), kBmi2 = bit(8);      // leaf 7, EBX
  return has_all(saved_states(), kXmmAndYmm) && has_all(leaf(1).ecx, kFma | kPopcnt | kAvx) &&
         has_all(leaf(7).ebx, kBmi | kAvx2 | kBmi2);
}

bool has_avx512() {
  constexpr uint32_t kMasksAndZmm = bit(5) | bit(6) | bit(7);
  constexpr uint32_t kF = bit(16), kDq = bit(17), kBw = bit(30), kVl = bit(31);  // leaf 7, EBX
  return has_avx2() && has_all(saved_states(), kMasksAndZmm) && has_all(leaf(7).ebx, kF | kDq | kBw | kVl);
}

}  // namespace ctc

#endif
