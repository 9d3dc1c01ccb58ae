#include "request/call_block.h"

#include <atomic>

#include "request/sizes.h"

namespace ctc::request {
namespace {

static_assert(sizeof(std::atomic<bool>) == 1 && std::atomic<bool>::is_always_lock_free,
              "JavaScript sets kCancelled as a byte");

}  // namespace

#define CTC_NAME(enumerator, name) name,
const char* const kHeaderNames[kHeaderSize] = {CTC_CALL_BLOCK_HEADER(CTC_NAME)};
const char* const kArrayNames[kArrayCount] = {CTC_CALL_BLOCK_ARRAYS(CTC_NAME)};
#undef CTC_NAME

const char* read_call_block(int32_t* words, int64_t length, const float* scores, int64_t scores_length,
                            BatchRequest* request) {
  if (length < static_cast<int64_t>(kHeaderSize)) return "block: shorter than its header";
  const int64_t batch = words[kBatch];
  const int64_t time = words[kTime];
  const int64_t classes = words[kClasses];
  const int64_t labels_size = words[kLabelsSize];
  const int64_t scores_size = multiply(multiply(batch, time), classes);
  if (scores_size < 0 || labels_size < 0) return "block: sizes out of range";
  const int32_t input = words[kInput];
  if (input < 0 || input > static_cast<int32_t>(Input::kProbabilities)) return "block: unknown input";

  // Sums of int32 numbers: none of these can leave int64.
  const auto array_at = [batch](BlockArray array) {
    return static_cast<int64_t>(kHeaderSize) + static_cast<int64_t>(array) * batch;
  };
  const int64_t labels_at = array_at(kStatus) + (batch + 3) / 4;
  const int64_t block_size = labels_at + labels_size;
  if (length != block_size) return "block: wrong length";
  if (scores_length != scores_size) return "scores: wrong length";
  const auto floats_at = [words](int64_t word) { return reinterpret_cast<float*>(words + word); };
  const bool time_major = words[kTimeMajor] != 0;
  request->batch.scores = scores;
  request->batch.batch = batch;
  request->batch.time = time;
  request->batch.classes = classes;
  request->batch.sample_stride = time_major ? classes : time * classes;
  request->batch.frame_stride = time_major ? batch * classes : classes;
  request->batch.labels = words + labels_at;
  request->batch.labels_size = labels_size;
  request->batch.label_lengths = words + array_at(kLabelLengths);
  request->batch.input_lengths = words + array_at(kInputLengths);
  request->batch.blank = words[kBlank];
  request->options.input = static_cast<Input>(input);
  request->options.merge_repeated = words[kMergeRepeated] != 0;
  request->options.zero_infeasible = words[kZeroInfeasible] != 0;
  request->options.threads = words[kThreads];
  if (words[kWithLossGradient] != 0) request->options.loss_gradient = floats_at(array_at(kLossGradient));
  request->options.cancelled = reinterpret_cast<const std::atomic<bool>*>(words + kCancelled);
  request->results.losses = floats_at(array_at(kLosses));
  request->results.status = reinterpret_cast<SampleStatus*>(words + array_at(kStatus));
  if (words[kWithBlankShares] != 0) request->results.blank_shares = floats_at(array_at(kBlankShares));
  return nullptr;
}

}  // namespace ctc::request
