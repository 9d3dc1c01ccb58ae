/**
 * @file call_block.h
 * One block of memory with all the numbers of a loss call, and the check that it is as long as it says: a header
 * (Header below), label_lengths[batch], input_lengths[batch], loss_gradient[batch] as float32, room for the results:
 * losses[batch] and blank_shares[batch] as float32, status[batch] as bytes, and labels[labels_size].
 *
 * lib/native/call-block.ts writes and reads the block; both must change together.
 */
#ifndef CTC_REQUEST_CALL_BLOCK_H_
#define CTC_REQUEST_CALL_BLOCK_H_

#include <cstddef>
#include <cstdint>

#include "ctc/ctc.h"

namespace ctc::request {

/** Where the block keeps its numbers. Flags are 0 or 1. */
enum Header : size_t {
  kBatch,
  kTime,
  kClasses,
  kTimeMajor,  ///< 1: time-batch-class, 0: batch-time-class
  kBlank,
  kZeroInfeasible,
  kThreads,
  kLabelsSize,
  kInput,  ///< ctc::Input
  kMergeRepeated,
  kWithLossGradient,  ///< 0: loss_gradient is not used
  kWithBlankShares,   ///< 0: blank_shares is not written
  kCancelled,         ///< its first byte becomes 1, at any time, to end the call early
  kHeaderSize,
};

/** Points into the memory it was read from: valid while that is there. */
struct BatchRequest {
  Batch batch;
  Options options;
  Results results;
};

/**
 * Proves that the sizes in the block's header are those of the block and of the scores. The lengths and labels within
 * are the core's to check, as loss() and the decoders do first.
 *
 * @param words, length the block
 * @param request receives pointers into the block and to the scores; its gradient stays null
 * @return null, or what is wrong
 */
const char* read_call_block(int32_t* words, int64_t length, const float* scores, int64_t scores_length,
                            BatchRequest* request);

}  // namespace ctc::request

#endif  // CTC_REQUEST_CALL_BLOCK_H_
