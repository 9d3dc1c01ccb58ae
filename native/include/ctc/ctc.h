/**
 * @file ctc.h
 * Connectionist Temporal Classification (Graves et al., 2006): batched loss and gradient on float32 scores.
 *
 * The library is independent of Node.js. It never throws, prints or aborts: calls return an Outcome. All functions are
 * thread-safe.
 */
#ifndef CTC_CTC_H_
#define CTC_CTC_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace ctc {

/** Status of one sample. The values are those of the public API. */
enum class SampleStatus : uint8_t {
  kOk = 0,
  kInfeasible = 1,  ///< too few frames for its labels, or every alignment has probability zero
  kNotANumber = 2,  ///< a valid frame holds NaN, +infinity or a negative probability, or has no softmax
};

/** Kind of the scores. */
enum class Input : uint8_t {
  kLogits,            ///< unnormalised: log-softmax is applied internally
  kLogProbabilities,  ///< or any log-scores: used as given
  kProbabilities,     ///< used as given
};

/** Outcome of a call. */
enum class Outcome {
  kOk = 0,
  kInvalid,      ///< the batch or the options broke a rule of check(); nothing was written
  kOutOfMemory,  ///< scratch memory could not be allocated; the outputs are undefined
  kCancelled,    ///< Options::cancelled was set; the outputs are undefined
};

/**
 * The scores and labels of a batch. Owns nothing; is never written to.
 *
 * Score [sample b, frame t, class c] lies at `scores[b * sample_stride + t * frame_stride + c]`: batch-time-class
 * arrays have strides {time * classes, classes}, time-batch-class arrays {classes, batch * classes}.
 */
struct Batch {
  const float* scores = nullptr;           ///< may be null if batch, time or classes is 0
  int64_t batch = 0;                       ///< number of samples
  int64_t time = 0;                        ///< number of frames of the longest sample, padding included
  int64_t classes = 0;                     ///< number of classes, the blank included
  int64_t sample_stride = 0;               ///< floats from one sample to the next
  int64_t frame_stride = 0;                ///< floats from one frame to the next
  const int32_t* labels = nullptr;         ///< the labels of all samples, concatenated
  int64_t labels_size = 0;                 ///< length of labels, the sum of label_lengths
  const int32_t* label_lengths = nullptr;  ///< [batch] number of labels of each sample
  const int32_t* input_lengths = nullptr;  ///< [batch] number of frames of each sample that are not padding
  int32_t blank = 0;                       ///< class of the blank, 0 <= blank < classes
};

/** Destinations of the results. They must not overlap the inputs or each other. */
struct Results {
  float* losses = nullptr;         ///< [batch] -log p(labels | scores), in nats; never below 0 for logits
  SampleStatus* status = nullptr;  ///< [batch]
  float* gradient = nullptr;       ///< loss_gradient[b] * d(losses[b]) / d(scores), strides as the scores; may be null
  float* blank_shares = nullptr;   ///< [batch] the blank's posterior, averaged over the valid frames; may be null
};

struct Options {
  Input input = Input::kLogits;
  /** Whether a class repeated in successive frames is one label; otherwise each frame is a separate label. */
  bool merge_repeated = true;
  bool zero_infeasible = false;          ///< report an infeasible sample's loss as 0 instead of +infinity
  const float* loss_gradient = nullptr;  ///< [batch] d(objective) / d(losses[b]), the gradient's factor; null: all 1
  int threads = 1;                       ///< maximum number of threads, including the caller's
  const std::atomic<bool>* cancelled = nullptr;  ///< checked between samples; true ends the call early
};

/** The first rule that check() found broken. */
enum class Rule {
  kNone,
  kSizes,        ///< a negative size, a required array that is null, or a product of sizes above 2^53 - 1
  kThreads,      ///< threads < 1
  kBlank,        ///< the blank is not a class
  kInputLength,  ///< input_lengths[sample] is not in [0, time]
  kLabelLength,  ///< label_lengths[sample] is negative, or the lengths do not add up to labels_size
  kLabel,        ///< labels[position] of `sample` is not a class, or is the blank
};
struct Violation {
  Rule rule = Rule::kNone;
  int64_t sample = -1;
  int64_t position = -1;  ///< index within the sample's labels
};

/** Checks every rule that memory safety depends on. Reads lengths and labels, never the scores. */
Violation check(const Batch& batch, const Options& options);

/**
 * Loss of every sample and, unless null, its gradient with respect to the scores as given: of logits, softmax -
 * posterior; of log-probabilities, -posterior; of probabilities, -posterior / probability, 0 where both are 0.
 *
 * Frames at or beyond a sample's input length are never read, and their gradient is 0. An infeasible sample has loss
 * +infinity (or 0, see Options), gradient 0 and blank share 0. A sample with status kNotANumber has NaN in its loss and
 * in the gradient of its valid frames, and blank share NaN. Every element of the gradient is written: input_lengths[b]
 * frames of each sample by the formula, the others with 0. The result's bits do not depend on the number of threads,
 * the strides, or the other samples of the batch.
 *
 * Lengths and labels must not change while the call runs. Calls check() first.
 */
Outcome loss(const Batch& batch, const Options& options, const Results& results);

/** The kernel of an instruction set: "scalar", "avx2", "avx512" or "neon". */
struct KernelInfo {
  const char* name;
  bool supported;  ///< by this processor
};

/** All kernels compiled in, slowest first. @param count receives their number. */
const KernelInfo* kernels(size_t* count);

/** The name of the kernel in use: the last supported one, unless select_kernel() chose another. */
const char* selected_kernel();

/** Selects a kernel for the whole process. @return false if it is unknown or unsupported. */
bool select_kernel(const char* name);

/** The threading library: "std::thread" or "openmp". */
const char* threading();

/** Number of processors this process may run on, at least 1. */
int available_threads();

/** The version of the library and the package. */
const char* version();

}  // namespace ctc

#endif  // CTC_CTC_H_
