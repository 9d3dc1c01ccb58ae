#include "decode/ngram_scorer.h"

#include <algorithm>
#include <limits>

namespace ctc {
namespace {

/** Extreme weights must not rule a token out. */
double saturate(double gain) {
  constexpr double kLargest = std::numeric_limits<double>::max();
  return std::clamp(gain, -kLargest, kLargest);
}

}  // namespace

NgramContexts::NgramContexts(const NgramScoring& scoring)
    : scoring_(scoring), model_(*scoring.model), width_(static_cast<size_t>(model_.order()) - 1), next_(width_) {}

void NgramContexts::clear() {
  states_.resize(width_);
  model_.begin(states_.data());
  count_ = 1;
}

double NgramContexts::add(int32_t context, int32_t token, int32_t* next) {
  if (token == NgramModel::kNone) token = model_.unknown_token();
  const int32_t* state = states_.data() + static_cast<size_t>(context) * width_;
  const double log_prob = model_.log_prob(state, token, next_.data());
  states_.insert(states_.end(), next_.begin(), next_.end());
  *next = count_++;
  return add_gains(saturate(scoring_.weight * log_prob), scoring_.bonus);
}

double NgramContexts::end(int32_t context) {
  if (model_.end_token() == NgramModel::kNone) return 0;
  const int32_t* state = states_.data() + static_cast<size_t>(context) * width_;
  return saturate(scoring_.weight * model_.log_prob(state, model_.end_token(), next_.data()));
}

double NgramContexts::max_gain() const {
  return add_gains(saturate(scoring_.weight * model_.max_log_prob()), scoring_.bonus);
}

LabelNgramScorer::LabelNgramScorer(const NgramScoring& scoring)
    : contexts_(scoring), unknown_(scoring.unknown), max_gain_(contexts_.max_gain()) {
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
    const int32_t token = tokens_[static_cast<size_t>(label)];
    int32_t context = 0;
    double gain = contexts_.add(sequences_[static_cast<size_t>(node)].context, token, &context);
    if (token == NgramModel::kNone) gain = add_gains(gain, unknown_);
    sequences_.push_back({context, gain});
  }
  return sequences_[child].gain;
}

double LabelNgramScorer::ending(int32_t node) { return contexts_.end(sequences_[static_cast<size_t>(node)].context); }

WordNgramScorer::WordNgramScorer(const NgramScoring& scoring, const Lexicon* lexicon)
    : model_(*scoring.model),
      lexicon_(lexicon),
      label_penalty_(scoring.unknown / NgramScoring::kLabelsPerPenalty),
      no_word_{kNoText, 0, 0, lexicon == nullptr ? 0 : lexicon->next_labels(kNoText)},
      contexts_(scoring),
      max_word_gain_(contexts_.max_gain()) {
  for (const std::string_view symbol : scoring.symbols) {
    const bool begins_word = symbol.substr(0, scoring.word_delimiter.size()) == scoring.word_delimiter;
    symbols_.push_back({begins_word, begins_word ? symbol.substr(scoring.word_delimiter.size()) : symbol});
  }
}

void WordNgramScorer::begin(PrefixTree* tree) {
  tree_ = tree;
  contexts_.clear();
  sequences_.assign(1, {no_word_, 0, kNotComputed, 0});
}

void WordNgramScorer::enter(int32_t node) {
  if (static_cast<size_t>(node) < sequences_.size()) return;
  const PrefixTree::Node& sequence = (*tree_)[node];
  const Symbol& symbol = symbols_[static_cast<size_t>(sequence.label)];
  const Sequence before = sequences_[static_cast<size_t>(sequence.parent)];
  if (symbol.begins_word) {
    const int32_t context = with_word_ended(sequence.parent).next_context;
    sequences_.push_back({extended(no_word_, sequence.label), context, kNotComputed, 0});
  } else {
    sequences_.push_back({extended(before.word, sequence.label), before.context, kNotComputed, 0});
  }
}

double WordNgramScorer::extension(int32_t node, int32_t label) {
  const Symbol& symbol = symbols_[static_cast<size_t>(label)];
  if (symbol.begins_word) return add_gains(with_word_ended(node).gain, penalty_of(no_word_, label));
  if (lexicon_ == nullptr) return 0;
  const Word& word = sequences_[static_cast<size_t>(node)].word;
  return penalty_of(word, label) - word.penalty;
}

double WordNgramScorer::ending(int32_t node) {
  const Sequence& sequence = with_word_ended(node);
  return add_gains(sequence.gain, contexts_.end(sequence.next_context));
}

/** A label ends the word or continues it, which costs nothing as long as the word is not charged. */
double WordNgramScorer::max_gain(int32_t node) const {
  const Word& word = sequences_[static_cast<size_t>(node)].word;
  return std::max(word.penalty < 0 ? label_penalty_ : 0.0, word.labels == 0 ? 0.0 : max_word_gain_);
}

/** Penalty of a word with one more label: for all its labels, once it cannot become a word of the model. */
double WordNgramScorer::penalty_of(const Word& word, int32_t label) const {
  const std::string_view text = symbols_[static_cast<size_t>(label)].text;
  if (lexicon_ == nullptr || text.empty()) return word.penalty;
  const bool is_prefix = word.penalty == 0 && (word.next_labels & Lexicon::bit_of(static_cast<size_t>(label))) != 0 &&
                         lexicon_->has_prefix(append_text(word.text, text));
  return is_prefix ? 0 : (word.labels + 1) * label_penalty_;
}

WordNgramScorer::Word WordNgramScorer::extended(const Word& word, int32_t label) const {
  const std::string_view text = symbols_[static_cast<size_t>(label)].text;
  if (text.empty()) return word;
  Word longer = {append_text(word.text, text), word.labels + 1, penalty_of(word, label), 0};
  if (lexicon_ != nullptr && longer.penalty == 0) longer.next_labels = lexicon_->next_labels(longer.text);
  return longer;
}

/** The sequence, with next_context and gain computed. */
const WordNgramScorer::Sequence& WordNgramScorer::with_word_ended(int32_t node) {
  Sequence& sequence = sequences_[static_cast<size_t>(node)];
  if (sequence.next_context != kNotComputed) return sequence;
  const Word& word = sequence.word;
  if (word.labels == 0) {
    sequence.next_context = sequence.context;
    return sequence;
  }
  const int32_t token = model_.token(word.text);
  sequence.gain = contexts_.add(sequence.context, token, &sequence.next_context);
  if (token == NgramModel::kNone && label_penalty_ != 0) {
    sequence.gain = add_gains(sequence.gain, word.labels * label_penalty_ - word.penalty);
  }
  return sequence;
}

}  // namespace ctc
