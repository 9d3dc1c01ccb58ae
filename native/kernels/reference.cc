#include <algorithm>
#include <cmath>
#include <limits>

#include "kernels/kernel.h"

namespace ctc {
namespace {

constexpr double kLogZero = -std::numeric_limits<double>::infinity();

double log_add(double a, double b) {
  const double larger = std::max(a, b);
  if (larger == kLogZero) return kLogZero;
  return larger + std::log1p(std::exp(std::min(a, b) - larger));
}

/** Logarithm of the sum of exp over a frame's logits; NaN if the frame has no softmax. */
double log_sum_exp(const float* scores, int64_t classes) {
  int64_t peak = 0;
  for (int64_t c = 1; c < classes; ++c) {
    if (!(scores[c] <= scores[peak])) peak = c;  // a NaN becomes the peak
  }
  const double largest = scores[peak];
  if (!std::isfinite(largest)) return std::numeric_limits<double>::quiet_NaN();
  double others = 0;
  for (int64_t c = 0; c < classes; ++c) {
    if (c != peak) others += std::exp(scores[c] - largest);
  }
  return largest + std::log1p(others);
}

/** The lattice's 2L + 1 states: blanks at even places, labels at odd ones. */
struct States {
  const Sample& sample;
  int64_t count = 2 * sample.label_count + 1;

  int32_t symbol(int64_t state) const { return state % 2 == 0 ? sample.blank : sample.labels[state / 2]; }

  /** Whether state - 2 may be followed by state: a label by a different one, without a blank between. */
  bool may_skip(int64_t state) const {
    if (state % 2 == 0 || state < 3) return false;
    return !sample.merge_repeated || sample.labels[state / 2] != sample.labels[state / 2 - 1];
  }

  /** Whether a state may last for several frames. */
  bool may_stay(int64_t state) const { return state % 2 == 0 || sample.merge_repeated; }
};

/**
 * The classes' posterior of one frame. It is divided by its own sum, not by the likelihood: logarithms of
 * scores of 1e20 are so coarse that the two may differ by any factor.
 */
void write_posterior(const States& states, const double* alpha, const double* beta, double* posterior) {
  double largest = kLogZero;
  for (int64_t s = 0; s < states.count; ++s) largest = std::max(largest, alpha[s] + beta[s]);
  std::fill_n(posterior, states.sample.classes, 0.0);
  double total = 0;
  for (int64_t s = 0; s < states.count; ++s) {
    const double weight = std::exp(alpha[s] + beta[s] - largest);
    posterior[states.symbol(s)] += weight;
    total += weight;
  }
  for (int64_t c = 0; c < states.sample.classes; ++c) posterior[c] /= total;
}

void write_gradient(const Sample& sample, int64_t t, double normaliser, const double* posterior) {
  const float* scores = sample.frame(t);
  float* gradient = sample.gradient_frame(t);
  for (int64_t c = 0; c < sample.classes; ++c) {
    double slope = 0 - posterior[c];
    if (sample.input == Input::kLogits) slope += std::exp(scores[c] - normaliser);
    if (sample.input == Input::kProbabilities && slope != 0) slope /= scores[c];
    gradient[c] = static_cast<float>(slope * sample.loss_gradient);
  }
}

}  // namespace

double log_normaliser(const Sample& sample, int64_t t) {
  const float* scores = sample.frame(t);
  if (sample.input == Input::kLogits) return log_sum_exp(scores, sample.classes);
  for (int64_t c = 0; c < sample.classes; ++c) {
    const bool is_score = scores[c] < std::numeric_limits<float>::infinity() &&
                          (sample.input == Input::kLogProbabilities || scores[c] >= 0);
    if (!is_score) return std::numeric_limits<double>::quiet_NaN();
  }
  return 0;
}

bool are_scores(const Sample& sample) {
  for (int64_t t = 0; t < sample.frames; ++t) {
    if (std::isnan(log_normaliser(sample, t))) return false;
  }
  return true;
}

KernelOutcome run_reference(const Sample& sample, Workspace& workspace, double* loss) {
  const States states{sample};
  const int64_t frames = sample.frames;
  if (frames == 0) {
    *loss = 0;
    if (sample.blank_share != nullptr) *sample.blank_share = 0;
    return sample.label_count == 0 ? KernelOutcome::kDone : KernelOutcome::kInfeasible;
  }
  const double cells = static_cast<double>(frames) * static_cast<double>(states.count);
  if (cells > static_cast<double>(std::numeric_limits<int64_t>::max() / 64)) return KernelOutcome::kOutOfMemory;
  const int64_t table = sample.wants_posterior() ? frames * states.count : 0;
  if (!workspace.reserve(Workspace::bytes<double>(table) + Workspace::bytes<double>(frames) +
                         2 * Workspace::bytes<double>(states.count) + Workspace::bytes<double>(sample.classes))) {
    return KernelOutcome::kOutOfMemory;
  }
  // alpha[t][s]: log-probability of the labels' beginning that ends in state s at frame t, that frame included.
  double* alphas = workspace.take<double>(table);
  double* normalisers = workspace.take<double>(frames);
  double* column = workspace.take<double>(states.count);
  double* next_column = workspace.take<double>(states.count);
  double* posterior = workspace.take<double>(sample.classes);

  for (int64_t t = 0; t < frames; ++t) {
    normalisers[t] = log_normaliser(sample, t);
    if (std::isnan(normalisers[t])) return KernelOutcome::kNotANumber;
  }
  const auto log_probability = [&](int64_t t, int64_t s) {
    const double score = sample.frame(t)[states.symbol(s)];
    return sample.input == Input::kProbabilities ? std::log(score) : score - normalisers[t];
  };

  std::fill(column, column + states.count, kLogZero);
  for (int64_t t = 0; t < frames; ++t) {
    for (int64_t s = states.count - 1; s >= 0; --s) {
      double reached = t == 0 ? (s <= 1 ? 0.0 : kLogZero) : (states.may_stay(s) ? column[s] : kLogZero);
      if (t > 0 && s >= 1) reached = log_add(reached, column[s - 1]);
      if (t > 0 && states.may_skip(s)) reached = log_add(reached, column[s - 2]);
      column[s] = reached + log_probability(t, s);
    }
    if (table > 0) std::copy(column, column + states.count, alphas + t * states.count);
  }
  double log_likelihood = column[states.count - 1];
  if (states.count > 1) log_likelihood = log_add(log_likelihood, column[states.count - 2]);
  if (log_likelihood == kLogZero) return KernelOutcome::kInfeasible;
  *loss = -log_likelihood;
  if (table == 0) return KernelOutcome::kDone;

  // beta[s]: log-probability of the labels' end that follows state s at frame t, that frame excluded.
  std::fill(column, column + states.count, kLogZero);
  column[states.count - 1] = 0;
  if (states.count > 1) column[states.count - 2] = 0;
  double blank_mass = 0;
  for (int64_t t = frames - 1; t >= 0; --t) {
    const double* alpha = alphas + t * states.count;
    write_posterior(states, alpha, column, posterior);
    blank_mass += posterior[sample.blank];
    if (sample.gradient != nullptr) write_gradient(sample, t, normalisers[t], posterior);
    for (int64_t s = 0; s < states.count; ++s) column[s] += log_probability(t, s);
    for (int64_t s = 0; s < states.count; ++s) {
      double following = states.may_stay(s) ? column[s] : kLogZero;
      if (s + 1 < states.count) following = log_add(following, column[s + 1]);
      if (s + 2 < states.count && states.may_skip(s + 2)) following = log_add(following, column[s + 2]);
      next_column[s] = following;
    }
    std::swap(column, next_column);
  }
  if (sample.blank_share != nullptr) *sample.blank_share = static_cast<float>(blank_mass / static_cast<double>(frames));
  return KernelOutcome::kDone;
}

}  // namespace ctc
