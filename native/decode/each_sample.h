/**
 * @file each_sample.h
 * The decoders' loop over the samples of a batch.
 */
#ifndef CTC_DECODE_EACH_SAMPLE_H_
#define CTC_DECODE_EACH_SAMPLE_H_

#include <cstdint>

#include "base/sample.h"
#include "ctc/ctc.h"

namespace ctc {

/** Decodes sample `b`. @return false if out of memory */
using SampleTask = bool (*)(void* context, int64_t b, const Sample& sample);

/**
 * Calls check() and then `task` once for each sample, longest first, on up to options.threads threads, fewer if there
 * is little work. Stops early once options.cancelled is set.
 *
 * @param class_cost nanoseconds per score
 */
Outcome for_each_sample(const Batch& batch, const Options& options, double class_cost, SampleTask task, void* context);

}  // namespace ctc

#endif  // CTC_DECODE_EACH_SAMPLE_H_
