#include "decode/ngram_model.h"

#include <algorithm>
#include <new>
#include <utility>
#include <vector>

namespace ctc {
namespace {

constexpr double kLn10 = 2.302585092994045684;
constexpr double kUnknownLog10 = -100;

}  // namespace

NgramSizes NgramModel::sizes() const {
  const auto bytes = static_cast<int64_t>(vocabulary_.capacity() + grams_.capacity() + words_.capacity());
  return {order_, vocabulary_.size() - 1, grams_.size() - 1, bytes};
}

NgramSizes sizes_of(const NgramModel& model) { return model.sizes(); }

Outcome most_probable_words(const NgramModel& model, int64_t count, std::vector<std::string>* words) {
  try {
    std::vector<std::pair<double, std::string_view>> all;
    model.for_each_word([&](std::string_view word) { all.emplace_back(-model.unigram_log_prob(word), word); });
    const auto kept = std::min(count, static_cast<int64_t>(all.size()));
    std::partial_sort(all.begin(), all.begin() + kept, all.end());
    words->clear();
    for (int64_t place = 0; place < kept; ++place) words->emplace_back(all[static_cast<size_t>(place)].second);
    return Outcome::kOk;
  } catch (const std::bad_alloc&) {
    return Outcome::kOutOfMemory;
  }
}

double NgramModel::unigram_log_prob(std::string_view word) const { return grams_[token(word)].log_prob * kLn10; }

void NgramModel::begin(int32_t* context) const {
  std::fill_n(context, order_ - 1, kNone);
  if (order_ > 1) context[0] = begin_;
}

double NgramModel::log_prob(const int32_t* context, int32_t token, int32_t* next) const {
  double sum = 0;
  bool is_found = false;
  for (int32_t length = order_ - 1; length > 0; --length) {
    const int32_t before = context[length - 1];
    const int32_t gram = before == kNone || token == kNone ? kNone : grams_.find(before, token);
    // `next` may be `context`: entries that are still to be read lie below the one written here.
    if (length < order_ - 1) next[length] = gram;
    if (is_found || before == kNone) continue;
    is_found = gram != kNone;
    sum += is_found ? grams_[gram].log_prob : grams_[before].back_off;
  }
  if (order_ > 1) next[0] = token;
  if (!is_found) sum += token == kNone ? kUnknownLog10 : grams_[token].log_prob;
  return sum * kLn10;
}

double NgramModel::max_log_prob() const {
  return (static_cast<double>(max_log_prob_) + (order_ - 1) * static_cast<double>(max_back_off_)) * kLn10;
}

}  // namespace ctc
