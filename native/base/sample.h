/**
 * @file sample.h
 * One checked sample of a batch, as the kernels read it.
 */
#ifndef CTC_BASE_SAMPLE_H_
#define CTC_BASE_SAMPLE_H_

#include <cstdint>

#include "ctc/ctc.h"

namespace ctc {

/** Pointers into the arrays of the batch. Owns nothing. */
struct Sample {
  const float* scores;        ///< frame t starts at scores + t * frame_stride
  float* gradient = nullptr;  ///< same strides as scores; null for the loss only
  int64_t frame_stride;       ///< in floats
  int64_t frames;             ///< valid frames, enough for the labels
  int64_t classes;            ///< at least 1
  int32_t blank;              ///< in [0, classes)
  const int32_t* labels;      ///< each in [0, classes), none the blank
  int64_t label_count;
  Input input = Input::kLogits;
  bool merge_repeated = true;
  float loss_gradient = 1;          ///< d(objective) / d(loss): the gradient's factor
  float* blank_share = nullptr;     ///< receives the blank's mean posterior; may be null
  int threads = 1;                  ///< maximum number of threads for this sample
  const float* upcoming = nullptr;  ///< scores to prefetch: probably this thread's next sample; may be null
  bool streams = false;             ///< write the gradient past the caches, because the batch's does not fit into them

  const float* frame(int64_t t) const { return scores + t * frame_stride; }
  float* gradient_frame(int64_t t) const { return gradient + t * frame_stride; }
  bool wants_posterior() const { return gradient != nullptr || blank_share != nullptr; }
};

/** Sample b of a checked batch. Its labels begin at batch.labels + label_start. */
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

/** Number of labels equal to their predecessor. Each needs a blank in between, hence one more frame. */
inline int64_t count_repeats(const int32_t* labels, int64_t count) {
  int64_t repeats = 0;
  for (int64_t i = 1; i < count; ++i) repeats += labels[i] == labels[i - 1];
  return repeats;
}

/** Result of a kernel for one sample. */
enum class KernelOutcome {
  kDone,        ///< loss and the valid frames' gradient are written
  kInfeasible,  ///< the labels have probability zero; the gradient is undefined
  kNotANumber,  ///< a frame holds an invalid score (see SampleStatus::kNotANumber); the gradient is undefined
  kOutOfRange,  ///< the scores exceed this kernel's number range: use the double-precision reference
  kOutOfMemory,
};

}  // namespace ctc

#endif  // CTC_BASE_SAMPLE_H_
