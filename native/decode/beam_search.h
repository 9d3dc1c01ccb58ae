/**
 * @file beam_search.h
 * Prefix beam search over the frames of one sample.
 */
#ifndef CTC_DECODE_BEAM_SEARCH_H_
#define CTC_DECODE_BEAM_SEARCH_H_

#include <cstdint>
#include <vector>

#include "core/sample.h"
#include "ctc/decode.h"
#include "decode/prefix_tree.h"
#include "decode/ranked_classes.h"

namespace ctc {

/**
 * The search's memory, to be used again for the next sample. Not thread-safe: each thread has its own.
 *
 * A prefix's probability is the sum over the alignments of the frames so far that spell it, kept in two parts, those
 * that end in a blank and those that end in its last label, because only the former may be followed by the same label
 * anew. Every part is a logarithm in double precision. Each frame first carries the prefixes of the beam on, each with
 * what it gets from its parent, and then extends them by classes in the order of their probability, until no extension
 * can get into the beam any more.
 */
class BeamSearch {
 public:
  /** The calling thread's. */
  static BeamSearch& of_this_thread();

  /**
   * Goes over all frames of the sample. May throw std::bad_alloc.
   * @return false if one of them cannot be scored
   */
  bool run(const Sample& sample, const BeamOptions& options);

  /** How many sequences of probability above zero are left, at most the beam's width. */
  int64_t count() const { return static_cast<int64_t>(beam_.size()); }

  /** Natural logarithm of the probability of the sequence at `place`, which falls from 0 on. */
  double log_prob(int64_t place) const { return beam_[static_cast<size_t>(place)].total; }

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
    int32_t node;
    int32_t last;  // its last label, or kNone
  };

  /** What might be in the next beam: an entry of the present one as it goes on, or extended by a label. */
  struct Candidate {
    double total;
    int32_t from;   // the entry's place
    int32_t label;  // kNone: it goes on as it is

    /** A total order, so that no choice is left to the library's way of selecting. */
    bool operator<(const Candidate& other) const {
      if (total != other.total) return total > other.total;
      return from != other.from ? from < other.from : label < other.label;
    }
  };

  void step(const Sample& sample, const BeamOptions& options);
  void carry_on(const Sample& sample);
  void extend(const Sample& sample, const BeamOptions& options);
  void keep_best(size_t width);
  void select(size_t width);

  PrefixTree tree_;
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
