#include "decode/ngram_scorer.h"

#include <algorithm>

namespace ctc {

NgramContexts::NgramContexts(const NgramScoring& scoring)
    : scoring_(scoring), model_(*scoring.model), width_(static_cast<size_t>(model_.order()) - 1), next_(width_) {}

void NgramContexts::clear() {
  states_.resize(width_);
  model_.begin(states_.data());
  count_ = 1;
}

double NgramContexts::add(int32_t context, int32_t token, int32_t* next) {
  const bool is_known = token != NgramModel::kNone;
  const int32_t* state = states_.data() + static_cast<size_t>(context) * width_;
  const double log_prob = model_.log_prob(state, is_known ? token : model_.unknown_token(), next_.data());
  states_.insert(states_.end(), next_.begin(), next_.end());
  *next = count_++;
  return scoring_.weight * log_prob + scoring_.bonus + (is_known ? 0 : scoring_.unknown);
}

double NgramContexts::end(int32_t context) {
  if (model_.end_token() == NgramModel::kNone) return 0;
  const int32_t* state = states_.data() + static_cast<size_t>(context) * width_;
  return scoring_.weight * model_.log_prob(state, model_.end_token(), next_.data());
}

double NgramContexts::max_gain() const { return scoring_.weight * model_.most_log_prob() + scoring_.bonus; }

LabelNgramScorer::LabelNgramScorer(const NgramScoring& scoring) : contexts_(scoring) {
  for (const std::string& symbol : scoring.symbols) tokens_.push_back(scoring.model->token(symbol));
}

void LabelNgramScorer::begin(PrefixTree* tree) {
  tree_ = tree;
  contexts_.clear();
  sequences_.assign(1, {0, 0});
}

double LabelNgramScorer::extension(int32_t node, int32_t label) {
  const auto child = static_cast<size_t>(tree_->child(node, label));
  if (child == sequences_.size()) {
    int32_t context = 0;
    const double gain =
        contexts_.add(sequences_[static_cast<size_t>(node)].context, tokens_[static_cast<size_t>(label)], &context);
    sequences_.push_back({context, gain});
  }
  return sequences_[child].gain;
}

double LabelNgramScorer::ending(int32_t node) { return contexts_.end(sequences_[static_cast<size_t>(node)].context); }

WordNgramScorer::WordNgramScorer(const NgramScoring& scoring) : model_(*scoring.model), contexts_(scoring) {
  for (const std::string_view symbol : scoring.symbols) {
    const bool ends_word = symbol.substr(0, scoring.word_delimiter.size()) == scoring.word_delimiter;
    symbols_.push_back({ends_word, ends_word ? symbol.substr(scoring.word_delimiter.size()) : symbol});
  }
}

void WordNgramScorer::begin(PrefixTree* tree) {
  tree_ = tree;
  contexts_.clear();
  sequences_.assign(1, {kNoText, 0, kUnknown, 0});
}

void WordNgramScorer::enter(int32_t node) {
  if (static_cast<size_t>(node) < sequences_.size()) return;
  const PrefixTree::Node& sequence = (*tree_)[node];
  const Symbol& symbol = symbols_[static_cast<size_t>(sequence.label)];
  Sequence before = sequences_[static_cast<size_t>(sequence.parent)];
  if (symbol.ends_word) {
    before.context = ended(sequence.parent).next_context;
    before.word = kNoText;
  }
  sequences_.push_back({append_text(before.word, symbol.text), before.context, kUnknown, 0});
}

double WordNgramScorer::extension(int32_t node, int32_t label) {
  return symbols_[static_cast<size_t>(label)].ends_word ? ended(node).gain : 0;
}

double WordNgramScorer::ending(int32_t node) {
  const Sequence& sequence = ended(node);
  return sequence.gain + contexts_.end(sequence.next_context);
}

double WordNgramScorer::max_gain() const { return std::max(0.0, contexts_.max_gain()); }

/** The sequence, with what its last word gains by ending there. */
const WordNgramScorer::Sequence& WordNgramScorer::ended(int32_t node) {
  Sequence& sequence = sequences_[static_cast<size_t>(node)];
  if (sequence.next_context == kUnknown) {
    if (sequence.word == kNoText) {
      sequence.next_context = sequence.context;
    } else {
      sequence.gain = contexts_.add(sequence.context, model_.token(sequence.word), &sequence.next_context);
    }
  }
  return sequence;
}

}  // namespace ctc
