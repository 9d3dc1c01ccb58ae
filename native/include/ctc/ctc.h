/**
 * @file ctc.h
 * Connectionist Temporal Classification (Graves et al., 2006): batched loss and gradient on float32 scores.
 *
 * This header is the whole library as its callers see it. The library knows nothing of Node.js. It never throws,
 * prints or aborts: every entry returns an Outcome. All entries may be called from several threads at once.
 */
#ifndef CTC_CTC_H_
#define CTC_CTC_H_

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace ctc {

/** What became of one sample. The values are the public API's. */
enum class SampleStatus : uint8_t {
  kOk = 0,
  kInfeasible = 1,  ///< its frames cannot hold its labels, or every alignment has probability zero
  kNotANumber = 2,  ///< a valid frame holds NaN, +infinity or a negative probability, or has no softmax
};

/** What the scores are. */
enum class Input : uint8_t {
  kLogits,            ///< unnormalised: their log-softmax is taken
  kLogProbabilities,  ///< or any log-scores: taken as they are
  kProbabilities,     ///< taken as they are
};

/** What became of a call. */
enum class Outcome {
  kOk = 0,
  kInvalid,      ///< the batch or the options broke a rule of check(); nothing was written
  kOutOfMemory,  ///< scratch memory could not be had; the outputs are undefined
  kCancelled,    ///< Options::cancelled was set; the outputs are undefined
};

/**
 * The scores and labels of a batch. Nothing is owned; nothing is written.
 *
 * Score [sample b, frame t, class c] lies at `scores[b * sample_stride + t * frame_stride + c]`: batch-time-class
 * arrays have strides {time * classes, classes}, time-batch-class arrays {classes, batch * classes}.
 */
struct Batch {
  const float* scores = nullptr;           ///< may be null where batch, time or classes is 0
  int64_t batch = 0;                       ///< number of samples
  int64_t time = 0;                        ///< number of frames of the longest sample, padding included
  int64_t classes = 0;                     ///< number of classes, the blank included
  int64_t sample_stride = 0;               ///< floats from one sample to the next
  int64_t frame_stride = 0;                ///< floats from one frame to the next
  const int32_t* labels = nullptr;         ///< the labels of all samples, concatenated
  int64_t labels_size = 0;                 ///< how many there are: the sum of label_lengths
  const int32_t* label_lengths = nullptr;  ///< [batch] number of labels of each sample
  const int32_t* input_lengths = nullptr;  ///< [batch] number of frames of each sample that are not padding
  int32_t blank = 0;                       ///< class of the blank, 0 <= blank < classes
};

/** Where the results go. The arrays must not overlap the inputs or each other. */
struct Results {
  float* losses = nullptr;         ///< [batch] -log p(labels | scores), in nats; never below 0 for logits
  SampleStatus* status = nullptr;  ///< [batch]
  float* gradient = nullptr;       ///< loss_gradient[b] * d(losses[b]) / d(scores), strides as the scores; may be null
  float* blank_shares = nullptr;   ///< [batch] the blank's posterior, averaged over the valid frames; may be null
};

struct Options {
  Input input = Input::kLogits;
  /** Whether a class in successive frames is one label. If not, each frame of a label is a label of its own. */
  bool merge_repeated = true;
  bool zero_infeasible = false;          ///< report an infeasible sample's loss as 0 instead of +infinity
  const float* loss_gradient = nullptr;  ///< [batch] d(objective) / d(losses[b]), the gradient's factor; null: all 1
  int threads = 1;                       ///< how many threads may work on the batch, the caller's among them
  const std::atomic<bool>* cancelled = nullptr;  ///< looked at between samples; once it is true, the call ends early
};

/** The first broken rule that check() met, for a message. */
enum class Rule {
  kNone,
  kSizes,        ///< a negative size, a null array that is needed, or sizes whose product leaves 2^53 - 1
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

/** Tests every rule that memory safety rests on. Reads lengths and labels, never the scores. */
Violation check(const Batch& batch, const Options& options);

/**
 * Loss and, if asked for, gradient of every sample with respect to the scores as they were given: of logits, softmax -
 * posterior; of log-probabilities, -posterior; of probabilities, -posterior / probability, 0 where both are 0.
 *
 * Frames at or beyond a sample's input length are never read, and their gradient is 0. An infeasible sample has loss
 * +infinity (or 0, see Options), gradient 0 and blank share 0. A sample with status kNotANumber has NaN in its loss and
 * in the gradient of its valid frames, and blank share NaN. Every element of the gradient is written: input_lengths[b]
 * frames of each sample by the formula, the others with 0. The result's bits do not depend on the number of threads, on
 * the strides, or on the other samples of the batch.
 *
 * Lengths and labels must not change while the call runs. Calls check() first.
 */
Outcome loss(const Batch& batch, const Options& options, const Results& results);

/** An instruction set's kernel: "scalar", "avx2", "avx512" or "neon". */
struct KernelInfo {
  const char* name;
  bool supported;  ///< by this processor
};

/** Every kernel that was compiled in, slowest first. @param count receives their number. */
const KernelInfo* kernels(size_t* count);

/** The name of the kernel in use: the last supported one, unless select_kernel() chose another. */
const char* selected_kernel();

/** Uses the named kernel from now on, for the whole process. @return false if it is unknown or unsupported. */
bool select_kernel(const char* name);

/** How parallel regions run: "std::thread" or "openmp". */
const char* threading();

/** Number of processors this process may run on, at least 1. */
int available_threads();

/** The library's version, the package's. */
const char* version();

}  // namespace ctc

#endif  // CTC_CTC_H_
