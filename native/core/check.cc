#include "ctc/ctc.h"

namespace ctc {
namespace {

/** JavaScript counts sizes in doubles, which are exact up to here. */
constexpr int64_t kMaxElements = (int64_t{1} << 53) - 1;

bool product_fits(int64_t a, int64_t b, int64_t c = 1) {
  if (a == 0 || b == 0 || c == 0) return true;
  return a <= kMaxElements / b && a * b <= kMaxElements / c;
}

/** Whether the scores are present and their sizes do not overflow. */
bool scores_fit(const Batch& batch) {
  return batch.scores != nullptr && product_fits(batch.batch, batch.time, batch.classes) &&
         product_fits(batch.batch, batch.sample_stride) && product_fits(batch.time, batch.frame_stride);
}

bool sizes_hold(const Batch& batch) {
  if (batch.batch < 0 || batch.time < 0 || batch.classes < 0 || batch.labels_size < 0) return false;
  if (batch.sample_stride < 0 || batch.frame_stride < 0) return false;
  const bool empty = batch.batch == 0 || batch.time == 0 || batch.classes == 0;
  if (!empty && !scores_fit(batch)) return false;
  if (batch.labels == nullptr && batch.labels_size > 0) return false;
  return batch.batch == 0 || (batch.label_lengths != nullptr && batch.input_lengths != nullptr);
}

}  // namespace

Violation check(const Batch& batch, const Options& options) {
  if (!sizes_hold(batch)) return {Rule::kSizes};
  if (options.threads < 1) return {Rule::kThreads};
  if (batch.blank < 0 || batch.blank >= batch.classes) return {Rule::kBlank};
  int64_t start = 0;
  for (int64_t sample = 0; sample < batch.batch; ++sample) {
    if (batch.input_lengths[sample] < 0 || batch.input_lengths[sample] > batch.time)
      return {Rule::kInputLength, sample};
    const int64_t count = batch.label_lengths[sample];
    if (count < 0 || count > batch.labels_size - start) return {Rule::kLabelLength, sample};
    for (int64_t position = 0; position < count; ++position) {
      const int32_t label = batch.labels[start + position];
      if (label < 0 || label >= batch.classes || label == batch.blank) return {Rule::kLabel, sample, position};
    }
    start += count;
  }
  if (start != batch.labels_size) return {Rule::kLabelLength, batch.batch - 1};
  return {};
}

}  // namespace ctc
