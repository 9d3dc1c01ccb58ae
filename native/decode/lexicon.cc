#include "decode/lexicon.h"

#include <algorithm>

#include "decode/ngram_model.h"

namespace ctc {

uint64_t& TextMap::operator[](uint64_t text) {
  size_t slot = slot_of(text);
  if (slots_[slot].text == text) return slots_[slot].bits;
  if (2 * ++count_ > slots_.size()) {
    std::vector<Slot> old(2 * slots_.size());
    old.swap(slots_);
    --shift_;
    for (const Slot& each : old) {
      if (each.text != kEmpty) slots_[slot_of(each.text)] = each;
    }
    slot = slot_of(text);
  }
  slots_[slot].text = text;
  return slots_[slot].bits;
}

std::shared_ptr<const Lexicon> Lexicon::of(const NgramScoring& scoring) {
  std::shared_ptr<const Lexicon> lexicon = std::atomic_load(&scoring.model->lexicon());
  if (lexicon == nullptr || !lexicon->is_for(scoring)) {
    lexicon = std::make_shared<const Lexicon>(scoring);
    std::atomic_store(&scoring.model->lexicon(), lexicon);
  }
  return lexicon;
}

bool Lexicon::is_for(const NgramScoring& scoring) const {
  return word_delimiter_ == scoring.word_delimiter && symbols_ == scoring.symbols;
}

Lexicon::Lexicon(const NgramScoring& scoring) : symbols_(scoring.symbols), word_delimiter_(scoring.word_delimiter) {
  size_t longest = 0;
  for (size_t label = 0; label < symbols_.size(); ++label) {
    const std::string_view symbol = symbols_[label];
    const bool begins_word = symbol.substr(0, word_delimiter_.size()) == word_delimiter_;
    const std::string_view text = begins_word ? symbol.substr(word_delimiter_.size()) : symbol;
    if (text.empty()) continue;
    longest = std::max(longest, text.size());
    first_[append_text(kNoText, text)] |= bit_of(label);
    if (!begins_word) plain_[append_text(kNoText, text)] |= bit_of(label);
  }
  scoring.model->for_each_word([&](std::string_view word) { add(word, longest); });
}

void Lexicon::add(std::string_view word, size_t longest) {
  const size_t size = word.size();
  const auto for_each_symbol_at = [&](size_t at, auto visit) {
    const TextMap& symbols = at == 0 ? first_ : plain_;
    uint64_t text = kNoText;
    for (size_t end = at + 1; end <= std::min(size, at + longest); ++end) {
      text = append_text(text, word.substr(end - 1, 1));
      const uint64_t* labels = symbols.find(text);
      if (labels != nullptr) visit(end, *labels);
    }
  };
  completes_.assign(size + 1, false);
  completes_[size] = true;
  for (size_t at = size; at-- > 0;) {
    for_each_symbol_at(at, [&](size_t end, uint64_t) { completes_[at] |= completes_[end]; });
  }
  is_reached_.assign(size + 1, false);
  is_reached_[0] = true;
  uint64_t prefix = kNoText;
  for (size_t at = 0; at <= size; ++at) {
    if (at > 0) prefix = append_text(prefix, word.substr(at - 1, 1));
    if (!is_reached_[at] || !completes_[at]) continue;
    uint64_t next_labels = 0;
    for_each_symbol_at(at, [&](size_t end, uint64_t labels) {
      is_reached_[end] = true;
      if (completes_[end]) next_labels |= labels;
    });
    prefixes_[prefix] |= next_labels;
  }
}

}  // namespace ctc
