/**
 * @file prefix_tree.h
 * The label sequences that a beam search has met, each a node below that of the sequence without its last label.
 */
#ifndef CTC_DECODE_PREFIX_TREE_H_
#define CTC_DECODE_PREFIX_TREE_H_

#include <cstdint>
#include <vector>

namespace ctc {

/** Grows as it is asked to; may throw std::bad_alloc. */
class PrefixTree {
 public:
  static constexpr int32_t kRoot = 0;  ///< the empty sequence
  static constexpr int32_t kNone = -1;

  struct Node {
    int32_t parent;
    int32_t label;
    int32_t place;  ///< for the search to keep where the sequence is in its beam; at first kNone
  };

  /** Forgets everything but the root; keeps the memory. */
  void clear() {
    nodes_.assign(1, {kNone, kNone, kNone});
    slots_.assign(slots_.empty() ? kFirstSlots : slots_.size(), kNone);
  }

  Node& operator[](int32_t node) { return nodes_[static_cast<size_t>(node)]; }

  /** The node of a sequence with one more label, made if it is new. */
  int32_t child(int32_t parent, int32_t label) {
    size_t slot = slot_of(parent, label);
    if (slots_[slot] != kNone) return slots_[slot];
    if (2 * nodes_.size() >= slots_.size()) {
      grow();
      slot = slot_of(parent, label);
    }
    slots_[slot] = static_cast<int32_t>(nodes_.size());
    nodes_.push_back({parent, label, kNone});
    return slots_[slot];
  }

  /** Bytes held. */
  size_t capacity() const { return nodes_.capacity() * sizeof(Node) + slots_.capacity() * sizeof(int32_t); }

 private:
  static constexpr size_t kFirstSlots = 1024;

  /** Where the node is in the hash table, or where it would go: linear probing. */
  size_t slot_of(int32_t parent, int32_t label) const {
    const uint64_t key = static_cast<uint64_t>(static_cast<uint32_t>(parent)) << 32 | static_cast<uint32_t>(label);
    const size_t mask = slots_.size() - 1;
    size_t slot = static_cast<size_t>((key * 0x9e3779b97f4a7c15u) >> 20) & mask;
    while (slots_[slot] != kNone) {
      const Node& node = nodes_[static_cast<size_t>(slots_[slot])];
      if (node.parent == parent && node.label == label) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  void grow() {
    slots_.assign(2 * slots_.size(), kNone);
    for (size_t node = 1; node < nodes_.size(); ++node) {
      slots_[slot_of(nodes_[node].parent, nodes_[node].label)] = static_cast<int32_t>(node);
    }
  }

  std::vector<Node> nodes_;
  std::vector<int32_t> slots_;  // a power of two of them, at most half used
};

}  // namespace ctc

#endif  // CTC_DECODE_PREFIX_TREE_H_
