/**
 * @file callback_scorer.h
 * Scores label sequences with a callback.
 */
#ifndef CTC_DECODE_CALLBACK_SCORER_H_
#define CTC_DECODE_CALLBACK_SCORER_H_

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "ctc/decode.h"
#include "decode/sequence_scorer.h"

namespace ctc {

/** Calls the callback once for each sequence and label. NaN from the callback is a failure. */
class CallbackScorer : public SequenceScorer {
 public:
  CallbackScorer(const SequenceCallback& callback, int64_t sample) : callback_(callback), sample_(sample) {}

  void begin(PrefixTree* tree) override {
    tree_ = tree;
    gains_.assign(1, 0);
  }

  void enter(int32_t) override {}

  double extension(int32_t node, int32_t label) override {
    const auto child = static_cast<size_t>(tree_->child(node, label));
    if (child == gains_.size()) gains_.push_back(call(node, label));
    return gains_[child];
  }

  double ending(int32_t node) override { return call(node, SequenceCallback::kEnd); }

  double max_gain(int32_t) const override { return std::numeric_limits<double>::infinity(); }

  bool has_failed() const override { return has_failed_; }

 private:
  double call(int32_t node, int32_t label) {
    if (has_failed_) return std::numeric_limits<double>::quiet_NaN();
    const bool is_new = node != last_node_;
    if (is_new) {
      prefix_.clear();
      for (int32_t at = node; at != PrefixTree::kRoot; at = (*tree_)[at].parent) prefix_.push_back((*tree_)[at].label);
      std::reverse(prefix_.begin(), prefix_.end());
      last_node_ = node;
    }
    const double gain = callback_.weigh(callback_.context, sample_, prefix_.data(),
                                        static_cast<int32_t>(prefix_.size()), is_new, label);
    has_failed_ = std::isnan(gain);
    return gain;
  }

  const SequenceCallback& callback_;
  const int64_t sample_;
  PrefixTree* tree_ = nullptr;
  std::vector<double> gains_;    // of each node, by its last label
  std::vector<int32_t> prefix_;  // of last_node_
  int32_t last_node_ = PrefixTree::kNone;
  bool has_failed_ = false;
};

}  // namespace ctc

#endif  // CTC_DECODE_CALLBACK_SCORER_H_
