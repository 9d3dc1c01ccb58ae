#include "decode/beam_search.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "decode/frame_log_probs.h"

namespace ctc {
namespace {

constexpr double kLogZero = -std::numeric_limits<double>::infinity();
constexpr size_t kKeptBytes = size_t{16} << 20;

/** ln(e^a + e^b) */
double log_add(double a, double b) {
  const double larger = std::max(a, b);
  const double difference = std::min(a, b) - larger;
  // Too small to change the last place; also true if both are -infinity.
  if (!(difference > -37)) return larger;
  return larger + std::log1p(std::exp(difference));
}

/** Rounds a score to a multiple of 2^-30: a double between 2^22 and 2^23 has no smaller digits. */
double on_grid(double score) {
  constexpr double kShift = 6291456;  // 1.5 * 2^22
  return (score + kShift) - kShift;
}

}  // namespace

BeamSearch& BeamSearch::of_this_thread() {
  static thread_local BeamSearch search;
  return search;
}

bool BeamSearch::run(const Sample& sample, const BeamOptions& options, SequenceScorer* scorer) {
  tree_.clear();
  tree_[PrefixTree::kRoot].place = 0;
  beam_.assign(1, {0, kLogZero, 0, 0, PrefixTree::kRoot, kNone});
  scorer_ = scorer;
  if (scorer != nullptr) scorer->begin(&tree_);
  // Without frames no row is needed, and there may be more classes than memory.
  const auto classes = sample.frames == 0 ? size_t{0} : static_cast<size_t>(sample.classes);
  mark_.assign(classes, kNone);
  row_.resize(classes);
  for (int64_t t = 0; t < sample.frames; ++t) {
    if (!frame_log_probs(sample, t, row_.data())) return false;
    step(sample, options);
    if (scorer != nullptr && scorer->has_failed()) return true;
  }
  finish();
  return true;
}

void BeamSearch::step(const Sample& sample, const BeamOptions& options) {
  candidates_.clear();
  carry_on(sample);
  const auto width = static_cast<size_t>(options.width);
  // Carried prefixes of probability 0 are not candidates and leave their places free.
  cutoff_ = kLogZero;
  if (candidates_.size() == width) {
    cutoff_ = std::max_element(candidates_.begin(), candidates_.end())->score;
  }
  ranked_.take(row_.data(), sample.classes, sample.blank, options.min_log_prob, options.classes_per_frame);
  extend(sample, options);
  keep_best(sample, width);
}

void BeamSearch::carry_on(const Sample& sample) {
  const auto size = beam_.size();
  carried_.clear();
  first_child_.assign(size, kNone);
  next_child_.assign(size, kNone);
  for (size_t i = 0; i < size; ++i) {
    Entry entry = beam_[i];
    double label = kLogZero;
    if (entry.last != kNone) {
      const double score = row_[static_cast<size_t>(entry.last)];
      if (sample.merge_repeated) label = entry.label + score;
      const int32_t parent = tree_[tree_[entry.node].parent].place;
      if (parent != kNone) {
        const Entry& before = beam_[static_cast<size_t>(parent)];
        const bool repeats = sample.merge_repeated && before.last == entry.last;
        label = log_add(label, (repeats ? before.blank : before.total) + score);
        next_child_[i] = first_child_[static_cast<size_t>(parent)];
        first_child_[static_cast<size_t>(parent)] = static_cast<int32_t>(i);
      }
    }
    entry.blank = entry.total + row_[static_cast<size_t>(sample.blank)];
    entry.label = label;
    entry.total = log_add(entry.blank, entry.label);
    carried_.push_back(entry);
    if (entry.total > kLogZero) candidates_.push_back({on_grid(entry.score()), static_cast<int32_t>(i), kNone});
  }
}

void BeamSearch::extend(const Sample& sample, const BeamOptions& options) {
  const auto width = static_cast<size_t>(options.width);
  std::fill(mark_.begin(), mark_.end(), kNone);
  for (size_t i = 0; i < beam_.size(); ++i) {
    const Entry& entry = beam_[i];
    const auto place = static_cast<int32_t>(i);
    const double max_gain = scorer_ == nullptr ? 0 : scorer_->max_gain(entry.node);
    for (int32_t child = first_child_[i]; child != kNone; child = next_child_[static_cast<size_t>(child)]) {
      mark_[static_cast<size_t>(beam_[static_cast<size_t>(child)].last)] = place;
    }
    for (int64_t rank = 0; rank < ranked_.count(); ++rank) {
      const RankedClasses::Class& next = ranked_.at(rank);
      if (!(entry.score() + max_gain + next.log_prob > cutoff_)) break;
      if (mark_[static_cast<size_t>(next.label)] == place) continue;
      const double total = extended(sample, entry, next.label);
      double score = total + entry.weight;
      if (!(score + max_gain > cutoff_)) continue;
      if (scorer_ != nullptr) score = total + add_gains(entry.weight, scorer_->extension(entry.node, next.label));
      score = on_grid(score);
      if (!(score > cutoff_)) continue;
      candidates_.push_back({score, place, static_cast<int32_t>(rank)});
      if (candidates_.size() >= 2 * width + beam_.size()) select(width);
    }
  }
}

/** Log-probability of an entry followed by one more label in this frame. */
double BeamSearch::extended(const Sample& sample, const Entry& entry, int32_t label) const {
  const bool repeats = sample.merge_repeated && label == entry.last;
  return (repeats ? entry.blank : entry.total) + row_[static_cast<size_t>(label)];
}

/** Keeps the best candidates and raises the cutoff. */
void BeamSearch::select(size_t width) {
  if (candidates_.size() < width) return;
  std::nth_element(candidates_.begin(), candidates_.begin() + static_cast<int64_t>(width) - 1, candidates_.end());
  candidates_.resize(width);
  cutoff_ = candidates_.back().score;
}

void BeamSearch::keep_best(const Sample& sample, size_t width) {
  select(width);
  std::sort(candidates_.begin(), candidates_.end());
  for (const Entry& entry : beam_) tree_[entry.node].place = kNone;
  next_beam_.clear();
  for (const Candidate& candidate : candidates_) {
    const Entry& from = carried_[static_cast<size_t>(candidate.from)];
    if (candidate.rank == kNone) {
      next_beam_.push_back(from);
    } else {
      const int32_t label = ranked_.at(candidate.rank).label;
      const int32_t node = tree_.child(from.node, label);
      const double total = extended(sample, beam_[static_cast<size_t>(candidate.from)], label);
      double weight = 0;
      if (scorer_ != nullptr) {
        weight = add_gains(from.weight, scorer_->extension(from.node, label));
        scorer_->enter(node);
      }
      next_beam_.push_back({kLogZero, total, total, weight, node, label});
    }
    tree_[next_beam_.back().node].place = static_cast<int32_t>(next_beam_.size()) - 1;
  }
  std::swap(beam_, next_beam_);
}

/** Adds the scorer's weights of the sequence ends and sorts by exact score; equal scores keep their order. */
void BeamSearch::finish() {
  if (scorer_ != nullptr) {
    for (Entry& entry : beam_) entry.weight = add_gains(entry.weight, scorer_->ending(entry.node));
    const auto is_ruled_out = [](const Entry& entry) { return !(entry.score() > kLogZero); };
    beam_.erase(std::remove_if(beam_.begin(), beam_.end(), is_ruled_out), beam_.end());
  }
  std::sort(beam_.begin(), beam_.end(), [this](const Entry& one, const Entry& other) {
    if (one.score() != other.score()) return one.score() > other.score();
    return tree_[one.node].place < tree_[other.node].place;
  });
}

int32_t BeamSearch::labels(int64_t place, int32_t* labels) {
  int32_t count = 0;
  for (int32_t node = beam_[static_cast<size_t>(place)].node; node != PrefixTree::kRoot; node = tree_[node].parent) {
    labels[count++] = tree_[node].label;
  }
  std::reverse(labels, labels + count);
  return count;
}

void BeamSearch::trim() {
  if (tree_.capacity() > kKeptBytes) tree_ = PrefixTree();
}

}  // namespace ctc
