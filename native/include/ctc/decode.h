/**
 * @file decode.h
 * Decoders: the best path, the best label sequences, the alignment of given labels, and edit distances.
 *
 * As in ctc.h: nothing throws, prints or aborts, and all functions may be called from several threads at once. The bits
 * of a result do not depend on the number of threads, the strides, or the other samples of the batch.
 */
#ifndef CTC_DECODE_H_
#define CTC_DECODE_H_

#include <cstdint>
#include <limits>

#include "ctc/ctc.h"
#include "ctc/ngram.h"

namespace ctc {

/**
 * Output of the decoders: `per_sample` label sequences for each sample, best first. The arrays must not overlap the
 * inputs or each other.
 */
struct Paths {
  int64_t per_sample = 1;
  int32_t* lengths = nullptr;    ///< [batch, per_sample] number of labels; -1: no such path
  int32_t* labels = nullptr;     ///< [batch, per_sample, time] the labels, then unused
  int32_t* timesteps = nullptr;  ///< [batch, per_sample, time] the frame in which each label begins
  double* log_probs = nullptr;   ///< [batch, per_sample] natural logarithms of the probabilities
  double* scores = nullptr;      ///< [batch, per_sample] ranking scores of a search with a scorer; may be null
};

/**
 * Best path decoding (Graves et al., 2006): the most probable class of each frame, the lowest of equally probable ones;
 * repeats merged if options.merge_repeated is set, and blanks dropped. log_probs is the log-probability of that
 * alignment, the sum over the frames. The batch's labels are ignored and may be absent.
 *
 * A sample with a frame that cannot be scored (see SampleStatus::kNotANumber) has no labels and log-probability NaN.
 */
Outcome greedy_decode(const Batch& batch, const Options& options, const Paths& paths);

/** A scorer of label sequences supplied by the caller. */
struct SequenceCallback {
  static constexpr int32_t kEnd = -1;

  /**
   * Gain of a sequence by one more label, or by its end.
   * @param prefix [count] the sequence; `is_new` unless it is the same as in the previous call
   * @param label a class, or kEnd
   * @return a natural logarithm, not +infinity; -infinity rules out the longer sequence, NaN aborts the whole call
   */
  double (*weigh)(void* context, int64_t sample, const int32_t* prefix, int32_t count, bool is_new, int32_t label);
  void* context;
};

struct BeamOptions {
  static constexpr int64_t kMaxWidth = 1 << 20;

  int64_t width = 100;  ///< number of prefixes kept after each frame, 1 to kMaxWidth
  /** Number of a frame's most probable classes that may extend a prefix, at least 1; the blank does not count. */
  int64_t classes_per_frame = std::numeric_limits<int64_t>::max();
  /** A class extends no prefix in a frame where its log-probability is below this. */
  double min_log_prob = -std::numeric_limits<double>::infinity();
  /** Scorer: at most one of the two. */
  const NgramScoring* ngram = nullptr;
  const SequenceCallback* callback = nullptr;
};

/**
 * Prefix beam search (A. Graves and N. Jaitly, ICML 2014; A. Hannun et al., 2014): the most probable label sequences,
 * where log_probs are sums over all alignments that the beam has kept: exact for a beam as wide as there are sequences.
 * timesteps are those of each sequence's best alignment, as align() finds it. The batch's labels are ignored.
 *
 * With a scorer the sequences are ranked by scores, the sum of log_probs and the scorer's gains. A callback is called
 * on this thread only, sample by sample, and may call any function; if it aborts the call, the outcome is kCancelled.
 *
 * A sample has at least one path. It is empty if a frame cannot be scored, with log-probability NaN, and if no sequence
 * has a probability above zero, with -infinity. If NgramScoring::unknown rules out all sequences of the beam, the paths
 * are those with the fewest unknown labels, and their scores are -infinity.
 */
Outcome beam_search_decode(const Batch& batch, const Options& options, const BeamOptions& beam, const Paths& paths);

/** Output of align(). The arrays must not overlap the inputs or each other. */
struct Alignments {
  int32_t* states = nullptr;     ///< [batch, time] state of each frame: 2 * i + 1 is label i, 2 * i the blank before it
  double* log_scores = nullptr;  ///< [batch, time] log-probability of that state's class in the frame
  double* log_probs = nullptr;   ///< [batch] their sums
};

/**
 * The most probable alignment of each sample's labels with its frames (A. J. Viterbi, 1967). Of equally probable
 * transitions into a state the shortest wins, and an alignment that ends in the last label wins over one that ends in a
 * blank.
 *
 * If a sample is infeasible, its log_probs is -infinity; if one of its frames cannot be scored, NaN. Its states and
 * log_scores are then unspecified, as they always are for padding frames.
 */
Outcome align(const Batch& batch, const Options& options, const Alignments& alignments);

/** Pairs of sequences to compare. Elements are only tested for equality. */
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
  int32_t insertions;  ///< elements of the hypothesis alone
  int32_t deletions;   ///< elements of the reference alone
};

/**
 * The fewest edits that turn each reference into its hypothesis (V. I. Levenshtein, 1966); of several minimal ways the
 * one with the most substitutions. Lengths must not be negative. Of the options only `threads` and `cancelled` are
 * used.
 * @param edits [count]
 */
Outcome edit_distances(const SequencePairs& pairs, const Options& options, Edits* edits);

}  // namespace ctc

#endif  // CTC_DECODE_H_
