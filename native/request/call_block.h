/**
 * @file call_block.h
 * All numbers of a call on a batch in one block of 32-bit words: a header, the arrays, and labels[labelsSize].
 *
 * lib/native/call-block.ts writes and reads the block by the same names in the same order; a test compares the two.
 */
#ifndef CTC_REQUEST_CALL_BLOCK_H_
#define CTC_REQUEST_CALL_BLOCK_H_

#include <cstddef>
#include <cstdint>

#include "ctc/ctc.h"

/**
 * The words of the header: WORD(enumerator, name in JavaScript). Flags are 0 or 1. The first byte of `cancelled`
 * becomes 1, at any time, to end the call early.
 */
#define CTC_CALL_BLOCK_HEADER(WORD)           \
  WORD(kBatch, "batch")                       \
  WORD(kTime, "time")                         \
  WORD(kClasses, "classes")                   \
  WORD(kTimeMajor, "timeMajor")               \
  WORD(kBlank, "blank")                       \
  WORD(kInput, "input")                       \
  WORD(kLabelsSize, "labelsSize")             \
  WORD(kZeroInfeasible, "zeroInfeasible")     \
  WORD(kWithLossGradient, "withLossGradient") \
  WORD(kWithBlankShares, "withBlankShares")   \
  WORD(kCancelled, "cancelled")               \
  WORD(kThreads, "threads")                   \
  WORD(kMergeRepeated, "mergeRepeated")

/**
 * The arrays that follow, each with one element per sample: int32 lengths, a float32 factor of the gradient, and the
 * results: float32 losses and blank shares, and the statuses as bytes.
 */
#define CTC_CALL_BLOCK_ARRAYS(ARRAY)   \
  ARRAY(kLabelLengths, "labelLengths") \
  ARRAY(kInputLengths, "inputLengths") \
  ARRAY(kLossGradient, "lossGradient") \
  ARRAY(kLosses, "losses")             \
  ARRAY(kBlankShares, "blankShares")   \
  ARRAY(kStatus, "status")

namespace ctc::request {

#define CTC_ENUMERATOR(enumerator, name) enumerator,
enum Header : size_t { CTC_CALL_BLOCK_HEADER(CTC_ENUMERATOR) kHeaderSize };
enum BlockArray : size_t { CTC_CALL_BLOCK_ARRAYS(CTC_ENUMERATOR) kArrayCount };
#undef CTC_ENUMERATOR

/** Names of the header's words and of the arrays, for the comparison with lib/. */
extern const char* const kHeaderNames[kHeaderSize];
extern const char* const kArrayNames[kArrayCount];

/** Points into the memory it was read from: valid as long as that memory is. */
struct BatchRequest {
  Batch batch;
  Options options;
  Results results;
};

/**
 * Checks that the sizes in the header agree with the size of the block and of the scores. Lengths and labels are
 * checked by the core: loss() and the decoders do that first.
 *
 * @param words, length the block, in words
 * @param scores, scores_length batch * time * classes floats
 * @param request receives pointers into the block and to the scores; its gradient stays null
 * @return null, or what is wrong
 */
const char* read_call_block(int32_t* words, int64_t length, const float* scores, int64_t scores_length,
                            BatchRequest* request);

}  // namespace ctc::request

#endif  // CTC_REQUEST_CALL_BLOCK_H_
