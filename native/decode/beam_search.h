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
 * The search's memory, to be used again for the next sample. Not thread-safe: each thread has its own.
 *
 * A prefix's probability is the sum over the alignments of the frames so far that spell it, kept in two parts, those
 * that end in a blank and those that end in its last label, because only the former may be followed by the same label
 * anew. Every part is a logarithm in double precision. Each frame first carries the prefixes of the beam on, each with
 * what it gets from its parent, and then extends them by classes in the order of their probability, until no extension
 * can get into the beam any more.
 *
 * What a scorer says depends on the sequence alone, so that it multiplies all alignments' probabilities by the same: it
 * is kept beside them, as the sequence's weight, and only ranks.
 */
class BeamSearch {
 public:
  /** The calling thread's. */
  static BeamSearch& of_this_thread();

  /**
   * Goes over all frames of the sample. May throw std::bad_alloc.
   * @param scorer may be null; if it fails there are no results
   * @return false if a frame cannot be scored
   */
  bool run(const Sample& sample, const BeamOptions& options, SequenceScorer* scorer);

  /** How many sequences of probability above zero are left, at most the beam's width; the best first. */
  int64_t count() const { return static_cast<int64_t>(beam_.size()); }

  /** Natural logarithm of the probability of the sequence at `place`. */
  double log_prob(int64_t place) const { return beam_[static_cast<size_t>(place)].total; }

  /** That and the sequence's weight, which falls from place 0 on. */
  double score(int64_t place) const { return beam_[static_cast<size_t>(place)].score(); }

  /** Writes the sequence at `place`. @param labels has room for one per frame @return how many there are */
  int32_t labels(int64_t place, int32_t* labels);

  /** Gives memory back that a large search has taken. */
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

  /** What might be in the next beam: an entry of the present one as it goes on, or extended by a label. */
  struct Candidate {
    double score;
    int32_t from;   // the entry's place
    int32_t label;  // kNone: it goes on as it is

    /** A total order, so that no choice is left to the library's way of selecting. */
    bool operator<(const Candidate& other) const {
      if (score != other.score) return score > other.score;
      return from != other.from ? from < other.from : label < other.label;
    }
  };

  void step(const Sample& sample, const BeamOptions& options);
  void carry_on(const Sample& sample);
  void extend(const Sample& sample, const BeamOptions& options);
  void keep_best(const Sample& sample, size_t width);
  double extended(const Sample& sample, const Entry& entry, int32_t label) const;
  void select(size_t width);
  void end();

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
  double cutoff_ = 0;          // candidates must be better
};

}  // namespace ctc

#endif  // CTC_DECODE_BEAM_SEARCH_H_
