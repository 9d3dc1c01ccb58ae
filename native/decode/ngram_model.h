/**
 * @file ngram_model.h
 * An n-gram language model with back-off (S. M. Katz, 1987).
 */
#ifndef CTC_DECODE_NGRAM_MODEL_H_
#define CTC_DECODE_NGRAM_MODEL_H_

#include <cstdint>
#include <string_view>

#include "ctc/ngram.h"
#include "decode/pair_tree.h"

namespace ctc {

/**
 * The 64 bits that stand for a token's text (FNV-1a): a text can be hashed piece by piece, so that it need not be put
 * together. Two of a million tokens share them with a probability of 3e-8.
 */
constexpr uint64_t kNoText = 0xcbf29ce484222325u;
inline uint64_t append_text(uint64_t hash, std::string_view text) {
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3u;
  return hash;
}

/**
 * The n-grams are the nodes of a tree, each below the node of its first n - 1 tokens. Once it is read it does not
 * change: any number of threads may use it.
 *
 * What comes before a token is its context, kept as order() - 1 numbers: the node of the last token, of the last two,
 * and so on, kNone where there is no such n-gram.
 */
class NgramModel {
 public:
  static constexpr int32_t kMostOrder = 16;
  static constexpr int32_t kNone = -1;

  int32_t order() const { return order_; }

  NgramSizes sizes() const;

  /** @return kNone if the model has not got it */
  int32_t token(uint64_t text) const { return vocabulary_.find(high(text), low(text)); }
  int32_t token(std::string_view text) const { return token(append_text(kNoText, text)); }

  /** That of tokens which the model has not got, `<unk>`; kNone if it has not got this either. */
  int32_t unknown_token() const { return unknown_; }
  /** `</s>`, or kNone. */
  int32_t end_token() const { return end_; }

  /** The context of a sequence's first token, which is `<s>` if the model has it. @param context [order() - 1] */
  void begin(int32_t* context) const;

  /**
   * ln p(token | context); a token that is kNone has -100 ln 10 for what is not known of it, as in KenLM.
   * @param next [order() - 1] receives the context of what comes after the token; may be `context` itself
   */
  double log_prob(const int32_t* context, int32_t token, int32_t* next) const;

  /** No log_prob() is above this. */
  double most_log_prob() const;

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
  float most_log_prob_ = -100;
  float most_back_off_ = 0;
  PairTree<Nothing> vocabulary_;  // a token's number is the node that its text's two halves lead to
  PairTree<Gram> grams_;          // and that of its 1-gram
};

}  // namespace ctc

#endif  // CTC_DECODE_NGRAM_MODEL_H_
