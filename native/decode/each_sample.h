/**
 * @file each_sample.h
 * The loop over a batch that every decoder has.
 */
#ifndef CTC_DECODE_EACH_SAMPLE_H_
#define CTC_DECODE_EACH_SAMPLE_H_

#include <cstdint>

#include "base/sample.h"
#include "ctc/ctc.h"

namespace ctc {

/** Decodes sample `b`. @return false if memory is lacking */
using SampleTask = bool (*)(void* context, int64_t b, const Sample& sample);

/**
 * Calls check(), and then the task once for each sample, longest first, on as many threads of options.threads as there
 * is work for; ends early when options.cancelled is set.
 *
 * @param class_cost how long a score takes, in nanoseconds
 */
Outcome for_each_sample(const Batch& batch, const Options& options, double class_cost, SampleTask task, void* context);

}  // namespace ctc

#endif  // CTC_DECODE_EACH_SAMPLE_H_
