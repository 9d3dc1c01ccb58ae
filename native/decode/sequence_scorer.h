/**
 * @file sequence_scorer.h
 * What a beam search asks besides the scores: how much the label sequences themselves are worth.
 */
#ifndef CTC_DECODE_SEQUENCE_SCORER_H_
#define CTC_DECODE_SEQUENCE_SCORER_H_

#include <cstdint>

#include "decode/prefix_tree.h"

namespace ctc {

/**
 * Weighs the sequences of one sample's search, which are nodes of its tree. Weights are natural logarithms, and those
 * of a sequence and of what is added to it add up; -infinity rules a sequence out. May throw std::bad_alloc.
 */
class SequenceScorer {
 public:
  virtual ~SequenceScorer() = default;

  /** Begins with a tree that has the root alone. */
  virtual void begin(PrefixTree* tree) = 0;

  /** Comes once a sequence is in the beam, before anything is asked of it. */
  virtual void enter(int32_t node) = 0;

  /** What a sequence in the beam gains by one more label. */
  virtual double extension(int32_t node, int32_t label) = 0;

  /** What it gains where it ends. */
  virtual double ending(int32_t node) = 0;

  /** No extension() is above this. */
  virtual double max_gain() const = 0;

  /** Whether it can go on. Where not, the search is to be given up. */
  virtual bool has_failed() const { return false; }
};

}  // namespace ctc

#endif  // CTC_DECODE_SEQUENCE_SCORER_H_
