/**
 * @file prefix_tree.h
 * The label sequences that a beam search has met, each a node below that of the sequence without its last label.
 */
#ifndef CTC_DECODE_PREFIX_TREE_H_
#define CTC_DECODE_PREFIX_TREE_H_

#include <cstdint>

#include "decode/pair_tree.h"

namespace ctc {

struct PlaceInBeam {
  int32_t place = -1;  ///< for the search to keep where the sequence is in its beam; -1: it is not
};

/** The root is the empty sequence. */
using PrefixTree = PairTree<PlaceInBeam>;

}  // namespace ctc

#endif  // CTC_DECODE_PREFIX_TREE_H_
