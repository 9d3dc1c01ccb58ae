/**
 * @file decode.h
 * From scores back to labels: the best path, the best label sequences, the alignment of given labels, and how far two
 * label sequences are apart.
 *
 * As in ctc.h: nothing throws, prints or aborts, and all entries may be called from several threads at once. A result's
 * bits depend neither on the number of threads, nor on the strides, nor on the other samples of the batch.
 */
#ifndef CTC_DECODE_H_
#define CTC_DECODE_H_

#include <cstdint>
#include <limits>

#include "ctc/ctc.h"
#include "ctc/ngram.h"

namespace ctc {

/**
 * Where the label sequences that were read from a batch go: `per_sample` places for each sample, best first. The arrays
 * must not overlap the inputs or each other.
 */
struct Paths {
  int64_t per_sample = 1;
  int32_t* lengths = nullptr;    ///< [batch, per_sample] number of labels; -1 where there are not as many paths
  int32_t* labels = nullptr;     ///< [batch, per_sample, time] the labels, from the left
  int32_t* timesteps = nullptr;  ///< [batch, per_sample, time] the frame in which each label begins
  double* log_probs = nullptr;   ///< [batch, per_sample] natural logarithms of their probabilities
  double* scores = nullptr;      ///< [batch, per_sample] what they are ranked by, where a search has a scorer
};

/**
 * Best path decoding (Graves et al., 2006): the most probable class of each frame, the lowest of equal ones; repeats
 * merged where options.merge_repeated is set, and blanks dropped. log_probs is that of the alignment, the sum over the
 * frames. The batch's labels are not used, and there need be none.
 *
 * A sample with a frame that cannot be scored (see SampleStatus::kNotANumber) has no labels and log-probability NaN.
 */
Outcome greedy_decode(const Batch& batch, const Options& options, const Paths& paths);

/** Weighs label sequences by whatever the caller knows. */
struct SequenceCallback {
  static constexpr int32_t kEnd = -1;

  /**
   * How much likelier a sequence gets by one more label, or by its end.
   * @param prefix [count] the sequence; `is_new` unless it is that of the call before
   * @param label a class, or kEnd
   * @return a natural logarithm, not +infinity; -infinity rules the longer sequence out, NaN ends the whole call
   */
  double (*weigh)(void* context, int64_t sample, const int32_t* prefix, int32_t count, bool is_new, int32_t label);
  void* context;
};

struct BeamOptions {
  static constexpr int64_t kMaxWidth = 1 << 20;

  int64_t width = 100;  ///< how many prefixes are kept after each frame, 1 to kMaxWidth
  /** How many of a frame's classes, the most probable ones, may extend a prefix, at least 1; the blank is not counted.
   */
  int64_t classes_per_frame = std::numeric_limits<int64_t>::max();
  /** A class extends no prefix in a frame where its log-probability is below this. */
  double min_log_prob = -std::numeric_limits<double>::infinity();
  /** What the sequences are weighed by besides: one of them or none. */
  const NgramScoring* ngram = nullptr;
  const SequenceCallback* callback = nullptr;
};

/**
 * Prefix beam search (A. Graves and N. Jaitly, ICML 2014; A. Hannun et al., 2014): the most probable label sequences,
 * where log_probs are sums over all alignments that the beam has kept. As wide a beam as there are sequences makes it
 * exact. timesteps are those of each sequence's best alignment, as align() finds it. The batch's labels are not used.
 *
 * With a scorer the sequences are ranked by the sum of log_probs and the scorer's weights, which goes to scores. A
 * callback is called on this thread only, sample by sample, and may itself call anything; where it ends the call the
 * outcome is kCancelled.
 *
 * A sample has at least one path: an empty one of log-probability NaN if a frame cannot be scored, and of -infinity if
 * no sequence has a probability above zero.
 */
Outcome beam_search_decode(const Batch& batch, const Options& options, const BeamOptions& beam, const Paths& paths);

/** Where alignments go. The arrays must not overlap the inputs or each other. */
struct Alignments {
  int32_t* states = nullptr;     ///< [batch, time] each frame's state: 2 * i + 1 is label i, 2 * i the blank before it
  double* log_scores = nullptr;  ///< [batch, time] log-probability of that state's class in the frame
  double* log_probs = nullptr;   ///< [batch] their sums
};

/**
 * The most probable alignment of each sample's labels with its frames (A. J. Viterbi, 1967). Of equally probable ways
 * into a state the one that moves least wins, and an alignment that ends in the last label over one that ends in a
 * blank.
 *
 * Where there is none, because a sample is infeasible, log_probs is -infinity; where a frame cannot be scored, NaN.
 * Then states and log_scores of that sample hold nothing of use, and neither do those of padding frames ever.
 */
Outcome align(const Batch& batch, const Options& options, const Alignments& alignments);

/** Pairs of sequences to compare. Their elements mean nothing but being equal or not. */
struct SequencePairs {
  int64_t count = 0;
  const int32_t* references = nullptr;         ///< all of them, concatenated
  const int32_t* reference_lengths = nullptr;  ///< [count]
  const int32_t* hypotheses = nullptr;         ///< all of them, concatenated
  const int32_t* hypothesis_lengths = nullptr;
};

/** The edits of one pair. */
struct Edits {
  int32_t substitutions;
  int32_t insertions;  ///< elements that only the hypothesis has
  int32_t deletions;   ///< elements that only the reference has
};

/**
 * The fewest edits that make each hypothesis of its reference (V. I. Levenshtein, 1966), and of all ways with so few
 * edits the one with the most substitutions. Lengths must not be negative. Only `threads` and `cancelled` of the
 * options are used.
 * @param edits [count]
 */
Outcome edit_distances(const SequencePairs& pairs, const Options& options, Edits* edits);

}  // namespace ctc

#endif  // CTC_DECODE_H_
