#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <new>

#include "base/workspace.h"
#include "ctc/decode.h"
#include "decode/beam_search.h"
#include "decode/callback_scorer.h"
#include "decode/each_sample.h"
#include "decode/lexicon.h"
#include "decode/ngram_scorer.h"
#include "decode/viterbi.h"

namespace ctc {
namespace {

constexpr double kNanosecondsPerScore = 100;
constexpr double kLogZero = -std::numeric_limits<double>::infinity();

struct Call {
  const Batch& batch;
  const Options& options;
  const BeamOptions& beam;
  const Paths& paths;
  const Lexicon* lexicon = nullptr;  // of a model of words that penalises unknown ones

  /** @return false if out of memory */
  bool decode(int64_t b, const Sample& sample) const {
    BeamSearch& search = BeamSearch::of_this_thread();
    try {
      if (!(beam.ngram == nullptr ? search_and_write(b, sample, search, nullptr)
                                  : decode_with_ngram(b, sample, search)))
        return false;
      search.trim();
    } catch (const std::bad_alloc&) {
      search = BeamSearch();
      return false;
    }
    return true;
  }

  /** Decodes all samples on this thread. The search is a local one because the callback may itself decode. */
  Outcome decode_with_callback() const {
    try {
      BeamSearch search;
      for (int64_t b = 0; b < batch.batch; ++b) {
        CallbackScorer scorer(*beam.callback, b);
        if (!search_and_write(b, sample_of(batch, options, b, 0), search, &scorer)) return Outcome::kOutOfMemory;
        if (scorer.has_failed()) return Outcome::kCancelled;
      }
    } catch (const std::bad_alloc&) {
      return Outcome::kOutOfMemory;
    }
    return Outcome::kOk;
  }

 private:
  /**
   * If unknown tokens are ruled out and nothing remains, searches again with a finite penalty above any other score, so
   * that the paths with the fewest unknown labels are returned, with score -infinity. @return false if out of memory
   */
  bool decode_with_ngram(int64_t b, const Sample& sample, BeamSearch& search) const {
    if (!search_and_write(b, sample, search, scorer_for(*beam.ngram).get())) return false;
    if (std::isfinite(beam.ngram->unknown) || paths.log_probs[b * paths.per_sample] != kLogZero) return true;
    NgramScoring lenient = *beam.ngram;
    lenient.unknown = -1e5;
    if (!search_and_write(b, sample, search, scorer_for(lenient).get())) return false;
    if (paths.scores != nullptr) std::fill_n(paths.scores + b * paths.per_sample, paths.per_sample, kLogZero);
    return true;
  }

  std::unique_ptr<SequenceScorer> scorer_for(const NgramScoring& scoring) const {
    if (scoring.word_delimiter.empty()) return std::make_unique<LabelNgramScorer>(scoring);
    return std::make_unique<WordNgramScorer>(scoring, lexicon);
  }

  /** @return false if out of memory */
  bool search_and_write(int64_t b, const Sample& sample, BeamSearch& search, SequenceScorer* scorer) const {
    const int64_t first = b * paths.per_sample;
    int64_t found = 1;
    if (!search.run(sample, beam, scorer)) {
      write_empty(first, std::numeric_limits<double>::quiet_NaN());
    } else if (scorer != nullptr && scorer->has_failed()) {
      return true;
    } else if (search.count() == 0) {
      write_empty(first, kLogZero);
    } else {
      found = std::min(paths.per_sample, search.count());
      for (int64_t place = 0; place < found; ++place) {
        int32_t* labels = paths.labels + (first + place) * batch.time;
        const int32_t count = search.labels(place, labels);
        write(first + place, count, search.log_prob(place), search.score(place));
        if (!align(sample, labels, count, paths.timesteps + (first + place) * batch.time)) return false;
      }
    }
    for (int64_t place = found; place < paths.per_sample; ++place) write(first + place, -1, kLogZero, kLogZero);
    return true;
  }

  void write_empty(int64_t place, double log_prob) const { write(place, 0, log_prob, log_prob); }

  void write(int64_t place, int32_t length, double log_prob, double score) const {
    paths.lengths[place] = length;
    paths.log_probs[place] = log_prob;
    if (paths.scores != nullptr) paths.scores[place] = score;
  }

  /** Finds the frame in which each label begins. @return false if out of memory */
  static bool align(Sample sample, const int32_t* labels, int32_t count, int32_t* timesteps) {
    if (sample.frames == 0) return true;
    sample.labels = labels;
    sample.label_count = count;
    Workspace& results = Workspace::of_this_thread(Workspace::kRows);
    if (!results.reserve(Workspace::bytes<int32_t>(sample.frames) + Workspace::bytes<double>(sample.frames))) {
      return false;
    }
    int32_t* states = results.take<int32_t>(sample.frames);
    double* log_scores = results.take<double>(sample.frames);
    Workspace& workspace = Workspace::of_this_thread();
    const KernelOutcome outcome = best_alignment(sample, workspace, states, log_scores);
    workspace.trim();
    if (outcome != KernelOutcome::kDone) return false;
    int32_t previous = 0;
    for (int64_t t = 0; t < sample.frames; ++t) {
      if (states[t] % 2 == 1 && states[t] != previous) timesteps[states[t] / 2] = static_cast<int32_t>(t);
      previous = states[t];
    }
    return true;
  }
};

bool is_valid(const BeamOptions& beam, const Batch& batch) {
  if (beam.width < 1 || beam.width > BeamOptions::kMaxWidth || beam.classes_per_frame < 1) return false;
  if (beam.ngram == nullptr) return true;
  const NgramScoring& scoring = *beam.ngram;
  return beam.callback == nullptr && scoring.model != nullptr && std::isfinite(scoring.weight) && scoring.weight >= 0 &&
         std::isfinite(scoring.bonus) && scoring.unknown <= 0 &&
         static_cast<int64_t>(scoring.symbols.size()) == batch.classes;
}

}  // namespace

Outcome beam_search_decode(const Batch& batch, const Options& options, const BeamOptions& beam, const Paths& paths) {
  if (!is_valid(beam, batch)) return Outcome::kInvalid;
  Call call{batch, options, beam, paths, nullptr};
  if (beam.callback != nullptr) {
    return check(batch, options).rule == Rule::kNone ? call.decode_with_callback() : Outcome::kInvalid;
  }
  std::shared_ptr<const Lexicon> lexicon;
  if (beam.ngram != nullptr && beam.ngram->unknown != 0 && !beam.ngram->word_delimiter.empty()) {
    try {
      lexicon = Lexicon::of(*beam.ngram);
    } catch (const std::bad_alloc&) {
      return Outcome::kOutOfMemory;
    }
    call.lexicon = lexicon.get();
  }
  return for_each_sample(
      batch, options, kNanosecondsPerScore,
      [](void* context, int64_t b, const Sample& sample) {
        return static_cast<const Call*>(context)->decode(b, sample);
      },
      &call);
}

}  // namespace ctc
