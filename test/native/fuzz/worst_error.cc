/**
 * @file worst_error.cc
 * Searches for the largest error of any kernel against the double-precision reference:
 *
 *     cmake --build build-cmake --target ctc_worst_error && build-cmake/ctc_worst_error [seconds] [first seed]
 *
 * Every seed draws a recipe of 100 to 10,000 frames, of one of several kinds of model, and a batch of one by it. A
 * seed whose gradient error is the largest so far of its kind and kernel, or whose loss breaks its bound, is printed
 * with the recipe that draws it again. Exit code 1 if an error exceeds the documented bound.
 */
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <utility>

#include "base/workspace.h"
#include "kernels/kernel.h"
#include "support/batches.h"
#include "support/gradient_error.h"

namespace {

using ctc::Random;
using ctc::Recipe;

constexpr double kMaxGradientError = 5e-6;
/** Label times frames: the reference takes some 100 ns for each. */
constexpr double kMaxCells = 2e6;

/** Three digits, which a printed recipe holds. */
double rounded(double value) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.3g", value);
  return std::strtod(digits, nullptr);
}

double uniform(Random* random, double low, double high) { return rounded(low + (high - low) * random->uniform()); }

double log_uniform(Random* random, double low, double high) {
  return rounded(low * std::pow(high / low, random->uniform()));
}

/** Chooses one of `values`. */
template <typename Value, size_t kCount>
Value one_of(Random* random, const Value (&values)[kCount]) {
  return values[random->below(kCount)];
}

Recipe draw_recipe(uint64_t seed) {
  Random random(~seed);
  Recipe recipe{};
  recipe.seed = seed;
  recipe.batch = 1;
  recipe.time = static_cast<int64_t>(log_uniform(&random, 100, 10000));
  recipe.classes = one_of<int64_t>(&random, {2, 3, 8, 29, 32, 33, 65, 100});
  const double time = static_cast<double>(recipe.time);
  recipe.labels = static_cast<int64_t>(std::min(kMaxCells / time, log_uniform(&random, 1, 0.5 * time)));
  if (random.below(4) == 0) recipe.repeat_share = uniform(&random, 0, 0.5);
  if (random.below(8) == 0) recipe.input = ctc::Input::kLogProbabilities;
  if (random.below(16) == 0) recipe.merge_repeated = false;
  switch (random.below(6)) {
    case 0:
      recipe.name = "untrained";
      recipe.deviation = log_uniform(&random, 0.1, 5);
      break;
    case 1:
      recipe.name = "flat";
      recipe.deviation = log_uniform(&random, 1e-5, 0.1);
      break;
    case 2:
      recipe.name = "constant";
      recipe.deviation = random.below(2) == 0 ? 0 : log_uniform(&random, 1e-5, 0.1);
      recipe.class_deviation = log_uniform(&random, 1e-3, 3);
      break;
    case 3:
      recipe.name = "blank_dominated";
      recipe.deviation = log_uniform(&random, 0.1, 3);
      recipe.blank_bias = uniform(&random, 0, 30);
      break;
    case 4:
      recipe.name = "trained";
      recipe.deviation = log_uniform(&random, 0.1, 3);
      recipe.right_path_bonus = uniform(&random, 5, 20);
      break;
    default:
      recipe.name = "trained_with_silence";
      recipe.deviation = log_uniform(&random, 0.05, 3);
      recipe.right_path_bonus = uniform(&random, 5, 20);
      recipe.silent_share = uniform(&random, 0, 0.9);
      recipe.labels = std::min(recipe.labels, static_cast<int64_t>(0.4 * time * (1 - recipe.silent_share)));
  }
  return recipe;
}

void print(const char* what, double error, uint64_t seed, const char* kernel, const Recipe& recipe) {
  std::printf(
      "%s %.2e seed %llu %s %s: frames %lld, classes %lld, labels %lld, deviation %.3g, blank bias %.3g, repeats %.3g, "
      "right path %.3g, class deviation %.3g, silence %.3g%s%s\n",
      what, error, static_cast<unsigned long long>(seed), kernel, recipe.name.c_str(),
      static_cast<long long>(recipe.time), static_cast<long long>(recipe.classes),
      static_cast<long long>(recipe.labels), recipe.deviation, recipe.blank_bias, recipe.repeat_share,
      recipe.right_path_bonus, recipe.class_deviation, recipe.silent_share,
      recipe.input == ctc::Input::kLogits ? "" : ", log-probabilities", recipe.merge_repeated ? "" : ", unmerged");
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::atof(argv[1]) : 60;
  uint64_t seed = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 1;
  const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(seconds);
  std::map<std::pair<std::string, std::string>, double> worst;
  bool holds = true;
  int64_t draws = 0;
  for (; std::chrono::steady_clock::now() < end; ++seed, ++draws) {
    const Recipe recipe = draw_recipe(seed);
    const ctc::TestBatch batch = ctc::draw(recipe);
    std::vector<float> expected(batch.scores.size());
    double loss = 0;
    const ctc::Sample sample = ctc::sample_of(batch, 0, expected.data());
    if (ctc::run_reference(sample, ctc::Workspace::of_this_thread(), &loss) != ctc::KernelOutcome::kDone) continue;
    for (const std::string& kernel : ctc::supported_kernels()) {
      ctc::select_kernel(kernel.c_str());
      const ctc::TestResults results = ctc::run(batch.view(), batch.options());
      const double error = ctc::worst_gradient_error(results.gradient, expected, recipe.input);
      const double loss_error = std::fabs(results.losses[0] - loss) / (2e-6 * std::fabs(loss) + 5e-6);
      if (!(loss_error <= 1)) print("loss / bound", loss_error, seed, kernel.c_str(), recipe);
      double& so_far = worst[{recipe.name, kernel}];
      if (!(error <= so_far)) {
        so_far = error;
        print("gradient", error, seed, kernel.c_str(), recipe);
      }
      holds = holds && error <= kMaxGradientError && loss_error <= 1;
    }
  }
  std::printf("%lld draws\n", static_cast<long long>(draws));
  for (const auto& [key, error] : worst) std::printf("%-22s %-8s %.2e\n", key.first.c_str(), key.second.c_str(), error);
  return holds ? 0 : 1;
}
