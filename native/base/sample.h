/**
 * @file sample.h
 * One sample of a batch as the kernels see it: checked, with its own pointers.
 */
#ifndef CTC_BASE_SAMPLE_H_
#define CTC_BASE_SAMPLE_H_

#include <cstdint>

#include "ctc/ctc.h"

namespace ctc {

struct Sample {
  const float* scores;        ///< frame t starts at scores + t * frame_stride
  float* gradient = nullptr;  ///< same strides; null: the loss only
  int64_t frame_stride;       ///< in floats
  int64_t frames;             ///< valid frames, enough for the labels
  int64_t classes;            ///< at least 1
  int32_t blank;              ///< in [0, classes)
  const int32_t* labels;      ///< each in [0, classes), none the blank
  int64_t label_count;
  Input input = Input::kLogits;
  bool merge_repeated = true;
  float loss_gradient = 1;          ///< the gradient's factor
  float* blank_share = nullptr;     ///< receives the blank's mean posterior; may be null
  int threads = 1;                  ///< how many may work on this sample
  const float* upcoming = nullptr;  ///< scores that this thread will probably work on next, to be fetched early
  bool streams = false;             ///< the batch's gradient is too large for the caches: written past them

  const float* frame(int64_t t) const { return scores + t * frame_stride; }
  float* gradient_frame(int64_t t) const { return gradient + t * frame_stride; }
  bool wants_posterior() const { return gradient != nullptr || blank_share != nullptr; }
};

/** Sample b of a checked batch, whose labels begin at batch.labels + label_start. */
inline Sample sample_of(const Batch& batch, const Options& options, int64_t b, int64_t label_start) {
  Sample sample;
  sample.scores = batch.scores + b * batch.sample_stride;
  sample.frame_stride = batch.frame_stride;
  sample.frames = batch.input_lengths[b];
  sample.classes = batch.classes;
  sample.blank = batch.blank;
  sample.labels = batch.labels + label_start;
  sample.label_count = batch.label_lengths[b];
  sample.input = options.input;
  sample.merge_repeated = options.merge_repeated;
  return sample;
}

/** Number of labels equal to the one before them: each needs a blank between, hence one frame more. */
inline int64_t count_repeats(const int32_t* labels, int64_t count) {
  int64_t repeats = 0;
  for (int64_t i = 1; i < count; ++i) repeats += labels[i] == labels[i - 1];
  return repeats;
}

/** What a kernel made of a sample. */
enum class KernelOutcome {
  kDone,        ///< loss and the valid frames' gradient are written
  kInfeasible,  ///< the labels have probability zero; the gradient holds nothing of use
  kNotANumber,  ///< a frame holds what is no score; the gradient holds nothing of use
  kOutOfRange,  ///< the scores leave this kernel's number range: the double reference must do it
  kOutOfMemory,
};

}  // namespace ctc

#endif  // CTC_BASE_SAMPLE_H_
