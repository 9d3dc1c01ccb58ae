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

/** A language model (decode/ngram_model.h). Immutable: any number of threads may use it. */
class NgramModel;

struct NgramSizes {
  int32_t order;
  int32_t tokens;  ///< `<s>`, `</s>` and `<unk>` included
  int32_t ngrams;  ///< of all orders
  int64_t bytes;   ///< of memory
};
NgramSizes sizes_of(const NgramModel& model);

/**
 * The most probable 1-grams except `<s>`, `</s>`, `<unk>` and `<UNK>`, the most probable first.
 * @param count at most so many
 */
Outcome most_probable_words(const NgramModel& model, int64_t count, std::vector<std::string>* words);

/**
 * Reads a model in the ARPA format.
 * @param path of the file, in UTF-8
 * @param fault for kInvalid, receives the error in the file and its line
 */
Outcome read_arpa(const char* path, std::shared_ptr<const NgramModel>* model, std::string* fault);

/**
 * How a model scores a label sequence: `weight` times the natural logarithm of the probability of its tokens, plus
 * `bonus` for each token (A. Hannun et al., 2014), plus a penalty for each token that is not in the model, which the
 * model treats as `<unk>`. A sequence begins with `<s>` and ends with `</s>` if the model has them; `</s>` earns no
 * bonus.
 */
struct NgramScoring {
  /** Number of labels of an unknown word for which the penalty is `unknown`. */
  static constexpr int32_t kLabelsPerPenalty = 6;

  const NgramModel* model = nullptr;
  double weight = 0.5;  ///< finite, at least 0
  double bonus = 0;     ///< finite
  /**
   * Penalty of unknown tokens, at most 0; may be -infinity. A token that is a label adds `unknown`. A word adds
   * `unknown / kLabelsPerPenalty` for each of its labels that has text, so that running words together saves nothing;
   * the search charges an unfinished word as soon as the symbols cannot complete it to a word of the model.
   */
  double unknown = 0;
  /** Text of each class; the blank's is ignored. */
  std::vector<std::string> symbols;
  /**
   * Empty: each label is a token. Otherwise tokens are words: a label whose symbol begins with the delimiter ends a
   * word and begins the next one with the rest of the symbol. Empty words are ignored.
   */
  std::string word_delimiter;
};

}  // namespace ctc

#endif  // CTC_NGRAM_H_
