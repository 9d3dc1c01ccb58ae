/**
 * @file sequence_scorer.h
 * The interface of scorers of label sequences, which a beam search adds to the scores of the frames.
 */
#ifndef CTC_DECODE_SEQUENCE_SCORER_H_
#define CTC_DECODE_SEQUENCE_SCORER_H_

#include <algorithm>
#include <cstdint>
#include <limits>

#include "decode/prefix_tree.h"

namespace ctc {

/** The sum of two gains: -infinity only if one of them is, otherwise saturated to finite numbers. */
inline double add_gains(double one, double other) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  constexpr double kLargest = std::numeric_limits<double>::max();
  if (one == -kInfinity || other == -kInfinity) return -kInfinity;
  return std::clamp(one + other, -kLargest, kLargest);
}

/**
 * Scores the sequences of one sample's search, which are nodes of its tree. Gains are natural logarithms; those of a
 * sequence's labels and of its end add up. -infinity rules a sequence out. May throw std::bad_alloc.
 */
class SequenceScorer {
 public:
  virtual ~SequenceScorer() = default;

  /** Starts a search. @param tree holds only the root; must outlive the search */
  virtual void begin(PrefixTree* tree) = 0;

  /** Called once a sequence is in the beam, before extension() and ending() of it. */
  virtual void enter(int32_t node) = 0;

  /** Gain of one more label after a sequence in the beam. */
  virtual double extension(int32_t node, int32_t label) = 0;

  /** Gain of the end after a sequence in the beam. */
  virtual double ending(int32_t node) = 0;

  /** Upper bound of extension() of this sequence. */
  virtual double max_gain(int32_t node) const = 0;

  /** Whether the scorer has failed, so that the search must stop. */
  virtual bool has_failed() const { return false; }
};

}  // namespace ctc

#endif  // CTC_DECODE_SEQUENCE_SCORER_H_
