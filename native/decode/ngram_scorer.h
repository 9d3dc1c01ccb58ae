/**
 * @file ngram_scorer.h
 * Scores label sequences with an n-gram model.
 */
#ifndef CTC_DECODE_NGRAM_SCORER_H_
#define CTC_DECODE_NGRAM_SCORER_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "ctc/ngram.h"
#include "decode/lexicon.h"
#include "decode/ngram_model.h"
#include "decode/sequence_scorer.h"

namespace ctc {

/** The model contexts that the sequences of one search lead to, each under a number. */
class NgramContexts {
 public:
  /** @param scoring must outlive this */
  explicit NgramContexts(const NgramScoring& scoring);

  /** Keeps only context 0, that of the start of a sequence. */
  void clear();

  /**
   * Gain of a token, without the penalty of an unknown one.
   * @param token kNone if it is not in the model
   * @param next receives the context after the token
   */
  double add(int32_t context, int32_t token, int32_t* next);

  /** Gain of the end of the sequence. */
  double end(int32_t context);

  /** Upper bound of add(). */
  double max_gain() const;

 private:
  const NgramScoring& scoring_;
  const NgramModel& model_;
  size_t width_;                 // of a context
  std::vector<int32_t> states_;  // [contexts][width_]
  std::vector<int32_t> next_;    // [width_]
  int32_t count_ = 0;
};

/** Each label is a token. */
class LabelNgramScorer : public SequenceScorer {
 public:
  /** @param scoring must outlive this */
  explicit LabelNgramScorer(const NgramScoring& scoring);
  void begin(PrefixTree* tree) override;
  void enter(int32_t) override {}
  double extension(int32_t node, int32_t label) override;
  double ending(int32_t node) override;
  double max_gain(int32_t) const override { return max_gain_; }

 private:
  struct Sequence {
    int32_t context;
    double gain;  // of its last label
  };

  NgramContexts contexts_;
  const double unknown_;
  const double max_gain_;
  std::vector<int32_t> tokens_;      // [classes]
  std::vector<Sequence> sequences_;  // of each node
  PrefixTree* tree_ = nullptr;
};

/** The labels spell words, which are the tokens. */
class WordNgramScorer : public SequenceScorer {
 public:
  /**
   * @param scoring must outlive this
   * @param lexicon of the scoring; may be null if scoring.unknown is 0
   */
  WordNgramScorer(const NgramScoring& scoring, const Lexicon* lexicon);
  void begin(PrefixTree* tree) override;
  void enter(int32_t node) override;
  double extension(int32_t node, int32_t label) override;
  double ending(int32_t node) override;
  double max_gain(int32_t node) const override;

 private:
  struct Symbol {
    bool begins_word;
    std::string_view text;  // without the delimiter
  };
  /** The unfinished word of a sequence. */
  struct Word {
    uint64_t text = kNoText;   // hash
    int32_t labels = 0;        // those with text
    double penalty = 0;        // charged so far
    uint64_t next_labels = 0;  // Lexicon::next_labels() of the text
  };
  struct Sequence {
    Word word;
    int32_t context;       // of the word
    int32_t next_context;  // after it; kNotComputed until needed
    double gain;           // if the word ends here
  };
  static constexpr int32_t kNotComputed = -1;

  Word extended(const Word& word, int32_t label) const;
  double penalty_of(const Word& word, int32_t label) const;
  const Sequence& with_word_ended(int32_t node);

  const NgramModel& model_;
  const Lexicon* const lexicon_;
  const double label_penalty_;
  const Word no_word_;
  NgramContexts contexts_;
  const double max_word_gain_;
  std::vector<Symbol> symbols_;
  std::vector<Sequence> sequences_;  // of each node
  PrefixTree* tree_ = nullptr;
};

}  // namespace ctc

#endif  // CTC_DECODE_NGRAM_SCORER_H_
