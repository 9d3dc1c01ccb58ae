/**
 * @file lexicon.h
 * Finds whether an unfinished word can still become one of a model's words.
 */
#ifndef CTC_DECODE_LEXICON_H_
#define CTC_DECODE_LEXICON_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ctc/ngram.h"

namespace ctc {

/** A hash map from the hashes of texts (append_text() in ngram_model.h) to 64 bits. May throw std::bad_alloc. */
class TextMap {
 public:
  /** The bits of the text, inserted as 0 if absent; valid until the next call. */
  uint64_t& operator[](uint64_t text);

  /** @return null if absent */
  const uint64_t* find(uint64_t text) const {
    const Slot& slot = slots_[slot_of(text)];
    return slot.text == text ? &slot.bits : nullptr;
  }

 private:
  static constexpr uint64_t kEmpty = 0;
  struct Slot {
    uint64_t text = kEmpty;
    uint64_t bits = 0;
  };

  /** Where the text is, or where it would go: linear probing. */
  size_t slot_of(uint64_t text) const {
    size_t slot = static_cast<size_t>((text * 0x9e3779b97f4a7c15u) >> shift_);
    while (slots_[slot].text != kEmpty && slots_[slot].text != text) slot = (slot + 1) & (slots_.size() - 1);
    return slot;
  }

  std::vector<Slot> slots_ = std::vector<Slot>(1024);  // a power of two, at most half used
  int shift_ = 54;                                     // 64 - log2(slots)
  size_t count_ = 0;
};

/**
 * The prefixes of the model's words that can be spelt, and completed, with the symbols. Immutable once built.
 *
 * A word is spelt by one symbol that begins it (a symbol without its word delimiter, or a plain one after a bare
 * delimiter or at the start of the sequence) and by plain symbols after that.
 */
class Lexicon {
 public:
  /** May throw std::bad_alloc. */
  explicit Lexicon(const NgramScoring& scoring);

  /**
   * The lexicon of the scoring's model and symbols. The model keeps the last one, so that calls with the same symbols
   * share it. May throw std::bad_alloc.
   */
  static std::shared_ptr<const Lexicon> of(const NgramScoring& scoring);

  /** Whether the text of an unfinished word is a prefix. @param text its hash */
  bool has_prefix(uint64_t text) const { return prefixes_.find(text) != nullptr; }

  /**
   * A filter for the labels that extend a prefix to a longer one: if a label's bit is not set, it does not. It saves
   * most look-ups of has_prefix().
   */
  uint64_t next_labels(uint64_t prefix) const {
    const uint64_t* labels = prefixes_.find(prefix);
    return labels == nullptr ? 0 : *labels;
  }
  static uint64_t bit_of(size_t label) { return uint64_t{1} << (label % 64); }

 private:
  void add(std::string_view word, size_t longest);
  bool is_for(const NgramScoring& scoring) const;

  std::vector<std::string> symbols_;
  std::string word_delimiter_;
  TextMap first_;                // texts that may begin a word, with the bits of their labels
  TextMap plain_;                // texts that may continue it
  TextMap prefixes_;             // with next_labels()
  std::vector<char> completes_;  // of each position in a word: whether plain symbols spell the rest
  std::vector<char> is_reached_;
};

}  // namespace ctc

#endif  // CTC_DECODE_LEXICON_H_
