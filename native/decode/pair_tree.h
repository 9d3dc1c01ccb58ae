/**
 * @file pair_tree.h
 * A tree with labelled edges: a node is looked up by its parent and the label of the edge between them.
 */
#ifndef CTC_DECODE_PAIR_TREE_H_
#define CTC_DECODE_PAIR_TREE_H_

#include <cstdint>
#include <vector>

namespace ctc {

/**
 * Nodes are numbered in order of creation, the root first. May throw std::bad_alloc.
 */
template <typename Value>
class PairTree {
 public:
  static constexpr int32_t kRoot = 0;
  static constexpr int32_t kNone = -1;

  struct Node : Value {
    int32_t parent;
    int32_t label;
  };

  /** Removes all nodes except the root; keeps the memory. */
  void clear() {
    nodes_.assign(1, {Value(), kNone, kNone});
    if (slots_.empty()) resize_slots(kInitialSlots);
    slots_.assign(slots_.size(), kNone);
  }

  Node& operator[](int32_t node) { return nodes_[static_cast<size_t>(node)]; }
  const Node& operator[](int32_t node) const { return nodes_[static_cast<size_t>(node)]; }

  /** Number of nodes, which is also the number of the next one. */
  int32_t size() const { return static_cast<int32_t>(nodes_.size()); }

  /** @return the child of `parent` at `label`, or kNone */
  int32_t find(int32_t parent, int32_t label) const { return slots_[slot_of(parent, label)]; }

  /** @return the child of `parent` at `label`, created if absent */
  int32_t child(int32_t parent, int32_t label) {
    size_t slot = slot_of(parent, label);
    if (slots_[slot] != kNone) return slots_[slot];
    if (2 * nodes_.size() >= slots_.size()) {
      grow();
      slot = slot_of(parent, label);
    }
    slots_[slot] = size();
    nodes_.push_back({Value(), parent, label});
    return slots_[slot];
  }

  /** Bytes allocated. */
  size_t capacity() const { return nodes_.capacity() * sizeof(Node) + slots_.capacity() * sizeof(int32_t); }

 private:
  static constexpr size_t kInitialSlots = 1024;

  /** Where the node is in the hash table, or where it would go: linear probing. */
  size_t slot_of(int32_t parent, int32_t label) const {
    const uint64_t key = static_cast<uint64_t>(static_cast<uint32_t>(parent)) << 32 | static_cast<uint32_t>(label);
    const size_t mask = slots_.size() - 1;
    // The highest bits of the product depend on all bits of the key.
    size_t slot = static_cast<size_t>((key * 0x9e3779b97f4a7c15u) >> shift_);
    while (slots_[slot] != kNone) {
      const Node& node = nodes_[static_cast<size_t>(slots_[slot])];
      if (node.parent == parent && node.label == label) break;
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  void grow() {
    resize_slots(2 * slots_.size());
    for (size_t node = 1; node < nodes_.size(); ++node) {
      slots_[slot_of(nodes_[node].parent, nodes_[node].label)] = static_cast<int32_t>(node);
    }
  }

  void resize_slots(size_t count) {
    slots_.assign(count, kNone);
    shift_ = 64;
    for (; count > 1; count /= 2) --shift_;
  }

  std::vector<Node> nodes_;
  std::vector<int32_t> slots_;  // a power of two, at most half used
  int shift_ = 64;              // 64 - log2(slots)
};

}  // namespace ctc

#endif  // CTC_DECODE_PAIR_TREE_H_
