/**
 * @file prefix_tree.h
 * The label sequences of a beam search: each is a node, and its parent is the sequence without the last label.
 */
#ifndef CTC_DECODE_PREFIX_TREE_H_
#define CTC_DECODE_PREFIX_TREE_H_

#include <cstdint>

#include "decode/pair_tree.h"

namespace ctc {

struct PlaceInBeam {
  int32_t place = -1;  ///< rank of the sequence in the beam, kept by the search; -1: not in the beam
};

/** The root is the empty sequence. */
using PrefixTree = PairTree<PlaceInBeam>;

}  // namespace ctc

#endif  // CTC_DECODE_PREFIX_TREE_H_
