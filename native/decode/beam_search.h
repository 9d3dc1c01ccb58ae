/**
 * @file beam_search.h
 * Prefix beam search over the frames of one sample.
 */
#ifndef CTC_DECODE_BEAM_SEARCH_H_
#define CTC_DECODE_BEAM_SEARCH_H_

#include <cstdint>
#include <vector>

#include "base/sample.h"
#include "ctc/decode.h"
#include "decode/prefix_tree.h"
#include "decode/ranked_classes.h"
#include "decode/sequence_scorer.h"

namespace ctc {

/**
 * The beam search and its buffers, reused from sample to sample. Not thread-safe: each thread has its own.
 *
 * A prefix's probability is the sum over the alignments of the frames so far that spell it. It is kept in two parts,
 * the alignments that end in a blank and those that end in its last label, because only the former may be followed by
 * the same label again. All parts are logarithms in double precision. Each frame first carries the beam's prefixes on,
 * adding what each receives from its parent, and then extends them by classes in order of probability until no further
 * extension can enter the beam.
 *
 * A scorer's gain depends on the label sequence alone, so it multiplies the probabilities of all its alignments alike.
 * The sum of gains is kept as the prefix's weight and only affects ranking.
 *
 * Ties. Scores are compared on a grid of 2^-30, so that scores that differ by rounding alone count as equal. Of equal
 * candidates a carried prefix ranks before an extension; of two carried prefixes the one that ranked higher in the
 * beam; of two extensions the one of the higher ranked prefix, then the one by the more probable class, then by the
 * lower class. This is the order in which candidates are made, so a candidate that only equals the worst of a full beam
 * is dropped at once.
 */
class BeamSearch {
 public:
  /** The instance of the calling thread. */
  static BeamSearch& of_this_thread();

  /**
   * Searches all frames of the sample. May throw std::bad_alloc.
   * @param scorer may be null; if it fails there are no results
   * @return false if a frame cannot be scored
   */
  bool run(const Sample& sample, const BeamOptions& options, SequenceScorer* scorer);

  /** Number of sequences found, all with a score above -infinity, at most the beam width. */
  int64_t count() const { return static_cast<int64_t>(beam_.size()); }

  /** Natural logarithm of the probability of the sequence at `place`. */
  double log_prob(int64_t place) const { return beam_[static_cast<size_t>(place)].total; }

  /** log_prob() plus the sequence's weight; never rises from one place to the next. */
  double score(int64_t place) const { return beam_[static_cast<size_t>(place)].score(); }

  /** Writes the sequence at `place`. @param labels [frames] @return its length */
  int32_t labels(int64_t place, int32_t* labels);

  /** Frees the memory of a large search. */
  void trim();

 private:
  /** A prefix in the beam. */
  struct Entry {
    double blank;  // its alignments that end in the blank
    double label;  // its alignments that end in its last label
    double total;  // both
    double weight;
    int32_t node;
    int32_t last;  // its last label, or kNone

    double score() const { return total + weight; }
  };

  /** A candidate for the next beam: an entry of the present one, carried on or extended by a label. */
  struct Candidate {
    double score;  // on the grid
    int32_t from;  // the entry's place
    int32_t rank;  // of the label among the frame's classes; kNone: carried on

    /** Best first; a total order, the one that BeamSearch documents. */
    bool operator<(const Candidate& other) const {
      if (score != other.score) return score > other.score;
      if ((rank == kNone) != (other.rank == kNone)) return rank == kNone;
      return from != other.from ? from < other.from : rank < other.rank;
    }
  };

  static constexpr int32_t kNone = PrefixTree::kNone;

  void step(const Sample& sample, const BeamOptions& options);
  void carry_on(const Sample& sample);
  void extend(const Sample& sample, const BeamOptions& options);
  void keep_best(const Sample& sample, size_t width);
  double extended(const Sample& sample, const Entry& entry, int32_t label) const;
  void select(size_t width);
  void finish();

  PrefixTree tree_;
  SequenceScorer* scorer_ = nullptr;
  RankedClasses ranked_;
  std::vector<Entry> beam_;     // best first
  std::vector<Entry> carried_;  // the same entries after the frame
  std::vector<Entry> next_beam_;
  std::vector<Candidate> candidates_;
  std::vector<int32_t> first_child_;  // of each entry, among the beam's
  std::vector<int32_t> next_child_;
  std::vector<int32_t> mark_;  // [classes] the last entry that has a child of this class in the beam
  std::vector<double> row_;    // [classes] the frame's log-probabilities
  double cutoff_ = 0;          // only candidates with a higher score can enter the beam
};

}  // namespace ctc

#endif  // CTC_DECODE_BEAM_SEARCH_H_
