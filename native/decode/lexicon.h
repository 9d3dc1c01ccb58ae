/**
 * @file lexicon.h
 * Tells whether an unfinished word can still become one of a model's words.
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

/** A hash set of the hashes of texts (append_text() in ngram_model.h). May throw std::bad_alloc. */
class TextSet {
 public:
  void insert(uint64_t text);
  bool contains(uint64_t text) const { return slots_[slot_of(text)] == text; }

 private:
  static constexpr uint64_t kEmpty = 0;

  /** Where the text is, or where it would go: linear probing. */
  size_t slot_of(uint64_t text) const {
    size_t slot = static_cast<size_t>((text * 0x9e3779b97f4a7c15u) >> shift_);
    while (slots_[slot] != kEmpty && slots_[slot] != text) slot = (slot + 1) & (slots_.size() - 1);
    return slot;
  }

  std::vector<uint64_t> slots_ = std::vector<uint64_t>(1024, kEmpty);  // a power of two, at most half used
  int shift_ = 54;                                                     // 64 - log2(slots)
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

  /** @param text hash of the text of an unfinished word, not empty */
  bool has_prefix(uint64_t text) const { return prefixes_.contains(text); }

 private:
  void add(std::string_view word, size_t longest);
  bool is_for(const NgramScoring& scoring) const;

  std::vector<std::string> symbols_;
  std::string word_delimiter_;
  TextSet first_;                // texts that may begin a word
  TextSet plain_;                // texts that may continue it
  TextSet prefixes_;             // result
  std::vector<char> completes_;  // of each position in a word: whether plain symbols spell the rest
  std::vector<char> is_reached_;
};

}  // namespace ctc

#endif  // CTC_DECODE_LEXICON_H_
