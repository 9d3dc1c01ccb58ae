/**
 * @file ngram_model.h
 * An n-gram language model with back-off (S. M. Katz, 1987).
 */
#ifndef CTC_DECODE_NGRAM_MODEL_H_
#define CTC_DECODE_NGRAM_MODEL_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "ctc/ngram.h"
#include "decode/pair_tree.h"

namespace ctc {

class Lexicon;

/**
 * 64-bit FNV-1a hash of a text, which stands for the text in the vocabulary. It can be computed piece by piece, so
 * words need not be concatenated. Two of a million tokens share a hash with probability 3e-8.
 */
constexpr uint64_t kNoText = 0xcbf29ce484222325u;
inline uint64_t append_text(uint64_t hash, std::string_view text) {
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return hash;
}

/**
 * The n-grams are nodes of a tree, each below the node of its first n - 1 tokens. Immutable once read: any number of
 * threads may use it.
 *
 * The context of a token is an array of order() - 1 numbers: the node of the last token, of the last two tokens, and so
 * on, kNone where the model lacks that n-gram.
 */
class NgramModel {
 public:
  static constexpr int32_t kMaxOrder = 16;
  static constexpr int32_t kNone = -1;

  int32_t order() const { return order_; }

  NgramSizes sizes() const;

  /** @return kNone if the token is not in the vocabulary */
  int32_t token(uint64_t text) const { return vocabulary_.find(high(text), low(text)); }
  int32_t token(std::string_view text) const { return token(append_text(kNoText, text)); }

  /** `<unk>`, or kNone. */
  int32_t unknown_token() const { return unknown_; }
  /** `</s>`, or kNone. */
  int32_t end_token() const { return end_; }

  /** Calls `visit` with the text of each token except `<s>`, `</s>`, `<unk>` and `<UNK>`, in the file's order. */
  template <typename Visit>
  void for_each_word(Visit visit) const {
    const std::string_view words = words_;
    for (size_t at = 0, end = 0; at < words.size(); at = end + 1) {
      end = words.find('\n', at);
      visit(words.substr(at, end - at));
    }
  }

  /** ln p(word) without context, of a word in the vocabulary. */
  double unigram_log_prob(std::string_view word) const;

  /** Writes the context at the start of a sequence: `<s>` if the model has it. @param context [order() - 1] */
  void begin(int32_t* context) const;

  /**
   * ln p(token | context). kNone, an unknown token of a model without `<unk>`, has log10 p = -100, as in KenLM.
   * @param next [order() - 1] receives the context after the token; may be `context` itself
   */
  double log_prob(const int32_t* context, int32_t token, int32_t* next) const;

  /** Upper bound of log_prob(). */
  double max_log_prob() const;

  /** Cache of Lexicon::of(), accessed atomically. */
  std::shared_ptr<const Lexicon>& lexicon() const { return lexicon_; }

 private:
  friend class ArpaReader;

  struct Nothing {};
  struct Gram {
    float log_prob = 0;  // decimal logarithms, as in the file
    float back_off = 0;
  };

  static int32_t high(uint64_t text) { return static_cast<int32_t>(text >> 32); }
  static int32_t low(uint64_t text) { return static_cast<int32_t>(text); }

  int32_t order_ = 0;
  int32_t begin_ = kNone;
  int32_t end_ = kNone;
  int32_t unknown_ = kNone;
  float max_log_prob_ = -100;
  float max_back_off_ = 0;
  PairTree<Nothing> vocabulary_;  // a token is the node that the two halves of its text's hash lead to
  PairTree<Gram> grams_;          // a token has the same number as its 1-gram here
  std::string words_;             // each ended by a newline
  mutable std::shared_ptr<const Lexicon> lexicon_;
};

}  // namespace ctc

#endif  // CTC_DECODE_NGRAM_MODEL_H_
