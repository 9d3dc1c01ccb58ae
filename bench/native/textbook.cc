#include "textbook.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace ctc {
namespace {

constexpr float kLogZero = -std::numeric_limits<float>::infinity();

float log_add(float a, float b) {
  const float larger = std::max(a, b);
  if (larger == kLogZero) return kLogZero;
  return larger + std::log(std::exp(a - larger) + std::exp(b - larger));
}

float log_add(float a, float b, float c) {
  const float larger = std::max(a, std::max(b, c));
  if (larger == kLogZero) return kLogZero;
  return larger + std::log(std::exp(a - larger) + std::exp(b - larger) + std::exp(c - larger));
}

class TextbookSample {
 public:
  TextbookSample(const Batch& batch, int64_t b, const int32_t* labels)
      : batch_(batch),
        scores_(batch.scores + b * batch.sample_stride),
        frames_(batch.input_lengths[b]),
        states_(2 * batch.label_lengths[b] + 1),
        labels_(labels) {}

  float run(float* gradient) {
    log_softmax();
    const size_t cells = static_cast<size_t>(frames_ * states_);
    alpha_.assign(cells, kLogZero);
    beta_.assign(cells, kLogZero);
    forward();
    backward();
    const float* last = &alpha_[static_cast<size_t>((frames_ - 1) * states_)];
    const float log_likelihood = states_ > 1 ? log_add(last[states_ - 1], last[states_ - 2]) : last[0];
    write_gradient(gradient, log_likelihood);
    return -log_likelihood;
  }

 private:
  int32_t symbol(int64_t s) const { return s % 2 == 0 ? batch_.blank : labels_[s / 2]; }
  bool may_skip(int64_t s) const { return s % 2 == 1 && s >= 3 && labels_[s / 2] != labels_[s / 2 - 1]; }
  float log_probability(int64_t t, int64_t s) const {
    return log_probabilities_[static_cast<size_t>(t * batch_.classes + symbol(s))];
  }

  void log_softmax() {
    log_probabilities_.resize(static_cast<size_t>(frames_ * batch_.classes));
    for (int64_t t = 0; t < frames_; ++t) {
      const float* row = scores_ + t * batch_.frame_stride;
      float* out = &log_probabilities_[static_cast<size_t>(t * batch_.classes)];
      float peak = row[0];
      for (int64_t c = 1; c < batch_.classes; ++c) peak = std::max(peak, row[c]);
      float sum = 0;
      for (int64_t c = 0; c < batch_.classes; ++c) sum += std::exp(row[c] - peak);
      const float log_sum = peak + std::log(sum);
      for (int64_t c = 0; c < batch_.classes; ++c) out[c] = row[c] - log_sum;
    }
  }

  void forward() {
    alpha_[0] = log_probability(0, 0);
    if (states_ > 1) alpha_[1] = log_probability(0, 1);
    for (int64_t t = 1; t < frames_; ++t) {
      const float* before = &alpha_[static_cast<size_t>((t - 1) * states_)];
      float* now = &alpha_[static_cast<size_t>(t * states_)];
      for (int64_t s = 0; s < states_; ++s) {
        float reached = before[s];
        if (may_skip(s)) {
          reached = log_add(reached, before[s - 1], before[s - 2]);
        } else if (s >= 1) {
          reached = log_add(reached, before[s - 1]);
        }
        now[s] = reached + log_probability(t, s);
      }
    }
  }

  void backward() {
    float* last = &beta_[static_cast<size_t>((frames_ - 1) * states_)];
    last[states_ - 1] = 0;
    if (states_ > 1) last[states_ - 2] = 0;
    for (int64_t t = frames_ - 2; t >= 0; --t) {
      const float* after = &beta_[static_cast<size_t>((t + 1) * states_)];
      float* now = &beta_[static_cast<size_t>(t * states_)];
      for (int64_t s = 0; s < states_; ++s) {
        float following = after[s] + log_probability(t + 1, s);
        if (s + 1 < states_) {
          const float one = after[s + 1] + log_probability(t + 1, s + 1);
          if (s + 2 < states_ && may_skip(s + 2)) {
            following = log_add(following, one, after[s + 2] + log_probability(t + 1, s + 2));
          } else {
            following = log_add(following, one);
          }
        }
        now[s] = following;
      }
    }
  }

  void write_gradient(float* gradient, float log_likelihood) const {
    for (int64_t t = 0; t < frames_; ++t) {
      float* row = gradient + t * batch_.frame_stride;
      for (int64_t c = 0; c < batch_.classes; ++c) {
        row[c] = std::exp(log_probabilities_[static_cast<size_t>(t * batch_.classes + c)]);
      }
      for (int64_t s = 0; s < states_; ++s) {
        const size_t cell = static_cast<size_t>(t * states_ + s);
        row[symbol(s)] -= std::exp(alpha_[cell] + beta_[cell] - log_likelihood);
      }
    }
  }

  const Batch& batch_;
  const float* scores_;
  int64_t frames_;
  int64_t states_;
  const int32_t* labels_;
  std::vector<float> log_probabilities_, alpha_, beta_;
};

}  // namespace

void textbook_loss(const Batch& batch, float* losses, float* gradient) {
  const int32_t* labels = batch.labels;
  for (int64_t b = 0; b < batch.batch; ++b) {
    losses[b] = TextbookSample(batch, b, labels).run(gradient + b * batch.sample_stride);
    labels += batch.label_lengths[b];
  }
}

}  // namespace ctc
