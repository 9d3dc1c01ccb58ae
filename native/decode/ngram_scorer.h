/**
 * @file ngram_scorer.h
 * Label sequences weighed by an n-gram model.
 */
#ifndef CTC_DECODE_NGRAM_SCORER_H_
#define CTC_DECODE_NGRAM_SCORER_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "ctc/ngram.h"
#include "decode/ngram_model.h"
#include "decode/sequence_scorer.h"

namespace ctc {

/** The contexts that the sequences of a search have led to, each a number, and what a further token is worth there. */
class NgramContexts {
 public:
  /** @param scoring must outlive this */
  explicit NgramContexts(const NgramScoring& scoring);

  /** Forgets all but the context at a sequence's beginning, which is 0. */
  void clear();

  /**
   * What a token adds to a sequence.
   * @param context where it comes
   * @param token kNone if the model has not got it
   * @param next receives the context after it
   */
  double add(int32_t context, int32_t token, int32_t* next);

  /** What the end of the sequence adds. */
  double end(int32_t context);

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
  double max_gain() const override { return contexts_.max_gain(); }

 private:
  struct Sequence {
    int32_t context;
    double gain;  // of its last label
  };

  NgramContexts contexts_;
  std::vector<int32_t> tokens_;      // [classes]
  std::vector<Sequence> sequences_;  // of each node
  PrefixTree* tree_ = nullptr;
};

/** The labels spell words, which are the tokens. */
class WordNgramScorer : public SequenceScorer {
 public:
  /** @param scoring must outlive this */
  explicit WordNgramScorer(const NgramScoring& scoring);
  void begin(PrefixTree* tree) override;
  void enter(int32_t node) override;
  double extension(int32_t node, int32_t label) override;
  double ending(int32_t node) override;
  double max_gain() const override;

 private:
  struct Symbol {
    bool ends_word;
    std::string_view text;  // without the delimiter
  };
  struct Sequence {
    uint64_t word;         // the text since the last delimiter, as append_text() has it
    int32_t context;       // of this word
    int32_t next_context;  // after it; kUnknown until somebody asks
    double gain;           // by the word's end
  };
  static constexpr int32_t kUnknown = -1;

  const Sequence& ended(int32_t node);

  const NgramModel& model_;
  NgramContexts contexts_;
  std::vector<Symbol> symbols_;
  std::vector<Sequence> sequences_;  // of each node
  PrefixTree* tree_ = nullptr;
};

}  // namespace ctc

#endif  // CTC_DECODE_NGRAM_SCORER_H_
