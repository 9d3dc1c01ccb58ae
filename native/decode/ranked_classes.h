/**
 * @file ranked_classes.h
 * The classes of a frame in order of falling probability, sorted lazily.
 */
#ifndef CTC_DECODE_RANKED_CLASSES_H_
#define CTC_DECODE_RANKED_CLASSES_H_

#include <algorithm>
#include <cstdint>
#include <vector>

namespace ctc {

/** May throw std::bad_alloc. */
class RankedClasses {
 public:
  struct Class {
    double log_prob;
    int32_t label;

    /** Of equally probable classes the lower one ranks first. */
    bool operator<(const Class& other) const {
      return log_prob != other.log_prob ? log_prob < other.log_prob : label > other.label;
    }
  };

  /** Takes the classes of a frame, except `blank` and those below `min_log_prob`, at most `max_count`. */
  void take(const double* log_probs, int64_t classes, int32_t blank, double min_log_prob, int64_t max_count) {
    heap_.clear();
    sorted_.clear();
    for (int64_t c = 0; c < classes; ++c) {
      if (c != blank && log_probs[c] >= min_log_prob) heap_.push_back({log_probs[c], static_cast<int32_t>(c)});
    }
    std::make_heap(heap_.begin(), heap_.end());
    count_ = std::min(static_cast<int64_t>(heap_.size()), max_count);
  }

  int64_t count() const { return count_; }

  /** @param rank below count() */
  const Class& at(int64_t rank) {
    while (static_cast<int64_t>(sorted_.size()) <= rank) {
      std::pop_heap(heap_.begin(), heap_.end());
      sorted_.push_back(heap_.back());
      heap_.pop_back();
    }
    return sorted_[static_cast<size_t>(rank)];
  }

 private:
  std::vector<Class> heap_;
  std::vector<Class> sorted_;
  int64_t count_ = 0;
};

}  // namespace ctc

#endif  // CTC_DECODE_RANKED_CLASSES_H_
