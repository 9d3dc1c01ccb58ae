/**
 * @file ngram.h
 * N-gram language models, for beam_search_decode() to weigh label sequences with.
 *
 * As in ctc.h: nothing throws, prints or aborts.
 */
#ifndef CTC_NGRAM_H_
#define CTC_NGRAM_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "ctc/ctc.h"

namespace ctc {

/** A model that has been read: decode/ngram_model.h. It does not change; any number of threads may use it. */
class NgramModel;

struct NgramSizes {
  int32_t order;
  int32_t tokens;  ///< `<s>`, `</s>` and `<unk>` included
  int32_t ngrams;  ///< of all orders
  int64_t bytes;   ///< of memory
};
NgramSizes sizes_of(const NgramModel& model);

/**
 * Reads a model in the ARPA format.
 * @param path of the file, in UTF-8
 * @param fault receives what is wrong with the file, and where, if it is kInvalid
 */
Outcome read_arpa(const char* path, std::shared_ptr<const NgramModel>* model, std::string* fault);

/**
 * How a model weighs a label sequence: `weight` times the natural logarithm of its tokens' probability, plus `bonus`
 * for each token (A. Hannun et al., 2014), plus `unknown` for each that the model has not got, which then counts as
 * `<unk>`. A sequence begins with `<s>` and ends with `</s>` if the model has them; `</s>` earns no bonus.
 */
struct NgramScoring {
  const NgramModel* model = nullptr;
  double weight = 0.5;  ///< finite, at least 0
  double bonus = 0;     ///< finite
  double unknown = 0;   ///< at most 0; may be -infinity
  /** The text of each class, the blank's being unused. */
  std::vector<std::string> symbols;
  /**
   * Empty: each label is a token. Otherwise a label whose symbol begins with the delimiter ends a word and begins the
   * next one with the rest of the symbol. The words are the tokens; empty ones count for nothing.
   */
  std::string word_delimiter;
};

}  // namespace ctc

#endif  // CTC_NGRAM_H_
