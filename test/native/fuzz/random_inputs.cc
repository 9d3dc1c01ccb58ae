/**
 * @file random_inputs.cc
 * Feeds a libFuzzer target random bytes from several threads at once, without libFuzzer: for compilers that lack it,
 * and for the thread sanitizer. Usage: ctc_random_inputs SECONDS [SEED]; prints the seed and how many inputs there
 * were.
 */
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <thread>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace {

constexpr int kCallers = 3;
constexpr size_t kLongestInput = 6000;

int64_t feed_until(std::chrono::steady_clock::time_point end, uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<uint8_t> input;
  int64_t inputs = 0;
  for (; std::chrono::steady_clock::now() < end; ++inputs) {
    input.resize(random() % kLongestInput);
    for (uint8_t& byte : input) byte = static_cast<uint8_t>(random() >> 32);
    LLVMFuzzerTestOneInput(input.data(), input.size());
  }
  return inputs;
}

}  // namespace

int main(int count, char** parameters) {
  if (count < 2) {
    std::fprintf(stderr, "usage: %s SECONDS [SEED]\n", parameters[0]);
    return 2;
  }
  const std::chrono::seconds duration(std::atoi(parameters[1]));
  const uint64_t seed = count > 2 ? std::strtoull(parameters[2], nullptr, 10) : std::random_device()();
  std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
  std::fflush(stdout);
  std::atomic<int64_t> inputs{0};
  std::vector<std::thread> callers;
  const auto end = std::chrono::steady_clock::now() + duration;
  for (uint64_t caller = 0; caller < kCallers; ++caller) {
    callers.emplace_back([&, caller] { inputs += feed_until(end, seed + caller); });
  }
  for (std::thread& caller : callers) caller.join();
  std::printf("%lld inputs, no promise broken\n", static_cast<long long>(inputs.load()));
  return inputs > 0 ? 0 : 1;
}
