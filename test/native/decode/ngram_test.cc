/** N-gram models and the search with them, for the sanitizers: whatever a file holds, it is refused or can be used. */
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "ctc/decode.h"
#include "decode/arpa_reader.h"
#include "decode/ngram_model.h"
#include "support/batches.h"

namespace ctc {
namespace {

const char kModel[] =
    "\\data\\\nngram 1=6\nngram 2=5\nngram 3=2\n\n"
    "\\1-grams:\n-1\t<unk>\n-99\t<s>\t-0.3\n-0.9\t</s>\n-0.7\tab\t-0.2\n-0.8\tb\t-0.1\n-1.2\ta\t-0.4\n\n"
    "\\2-grams:\n-0.2\t<s> ab\t-0.1\n-0.5\tab b\t-0.2\n-0.6\tb </s>\n-0.4\tab a\n-0.4\t<s> a\t0.5\n\n"
    "\\3-grams:\n-0.1\t<s> ab b\n-0.3\tab b </s>\n\n\\end\\\n";

/** @return whether the text, given in pieces, is a whole model */
bool read_in_pieces(const std::string& text, size_t longest, std::mt19937_64& random, NgramModel* model) {
  ArpaReader reader(model);
  for (size_t at = 0; at < text.size();) {
    const size_t size = std::min(1 + random() % longest, text.size() - at);
    // A piece of its own, so that the sanitizer sees where it ends.
    const std::vector<char> piece(text.begin() + static_cast<int64_t>(at),
                                  text.begin() + static_cast<int64_t>(at + size));
    if (!reader.feed(piece.data(), piece.size())) {
      EXPECT_FALSE(reader.fault().empty());
      EXPECT_FALSE(reader.feed("\n", 1));
      EXPECT_FALSE(reader.finish());
      return false;
    }
    at += size;
  }
  return reader.finish();
}

/** Searches a batch with the model, and holds the scores to what they must be. */
void search(const NgramModel& model, const std::string& delimiter) {
  Recipe recipe{"for words", 3, 17, 5, 4};
  recipe.ragged = true;
  const TestBatch drawn = draw(recipe);
  const Batch batch = drawn.view();
  const auto places = static_cast<size_t>(batch.batch * 7);
  std::vector<int32_t> lengths(places), labels(places * static_cast<size_t>(batch.time)), timesteps(labels.size());
  std::vector<double> log_probs(places), scores(places);
  NgramScoring scoring;
  scoring.model = &model;
  scoring.bonus = 1;
  scoring.unknown = -3;
  scoring.symbols = {"", "a", "b", " ", " a"};
  scoring.word_delimiter = delimiter;
  BeamOptions beam;
  beam.width = 12;
  beam.ngram = &scoring;
  const Paths paths{7, lengths.data(), labels.data(), timesteps.data(), log_probs.data(), scores.data()};
  ASSERT_EQ(beam_search_decode(batch, drawn.options(), beam, paths), Outcome::kOk);
  for (size_t place = 0; place < places; ++place) {
    EXPECT_FALSE(std::isnan(scores[place]));
    if (place % 7 == 0 || lengths[place] < 0) continue;
    EXPECT_LE(scores[place], scores[place - 1]);
  }
}

TEST(Ngram, AModelIsTheSameInPiecesOfAnySize) {
  std::mt19937_64 random(1);
  for (size_t longest = 1; longest < 40; ++longest) {
    NgramModel model;
    ASSERT_TRUE(read_in_pieces(kModel, longest, random, &model));
    EXPECT_EQ(model.sizes().ngrams, 13);
    EXPECT_EQ(model.sizes().order, 3);
    std::vector<int32_t> context(2);
    model.begin(context.data());
    const double first = model.log_prob(context.data(), model.token("ab"), context.data());
    const double second = model.log_prob(context.data(), model.token("b"), context.data());
    const double third = model.log_prob(context.data(), model.token("a"), context.data());
    EXPECT_NEAR(first, -0.2 * std::log(10), 1e-6);
    EXPECT_NEAR(second, -0.1 * std::log(10), 1e-6);
    // Neither 'ab b a' nor 'b a' is there: both contexts' back-offs, and 'a' alone.
    EXPECT_NEAR(third, (-0.2 - 0.1 - 1.2) * std::log(10), 1e-6);
  }
}

TEST(Ngram, AFileThatWasSpoiltIsRefusedOrCanBeUsed) {
  std::mt19937_64 random(2);
  int used = 0;
  for (int round = 0; round < 4000; ++round) {
    std::string text = kModel;
    for (uint64_t change = 1 + random() % 3; change > 0; --change) {
      const size_t at = random() % text.size();
      const size_t other = random() % text.size();
      switch (random() % 4) {
        case 0:
          text[at] = static_cast<char>(random());
          break;
        case 1:
          text.erase(at, random() % 20);
          break;
        case 2:
          text.insert(at, text.substr(other, random() % 60));
          break;
        default:
          text[at] = text[other];
      }
    }
    NgramModel model;
    if (!read_in_pieces(text, 50, random, &model)) continue;
    ++used;
    search(model, " ");
    search(model, "");
  }
  EXPECT_GT(used, 100);
}

double no_opinion(void*, int64_t, const int32_t*, int32_t, bool, int32_t) { return 0; }

TEST(Ngram, ScorersThatMakeNoSenseAreInvalid) {
  NgramModel model;
  std::mt19937_64 random(3);
  ASSERT_TRUE(read_in_pieces(kModel, 50, random, &model));
  const TestBatch drawn = draw(Recipe{"any", 1, 3, 3, 1});
  NgramScoring right;
  right.model = &model;
  right.symbols = {"", "a", "b"};
  std::vector<NgramScoring> wrong(6, right);
  wrong[0].model = nullptr;
  wrong[1].weight = -1;
  wrong[2].weight = INFINITY;
  wrong[3].bonus = NAN;
  wrong[4].unknown = 1;
  wrong[5].symbols.pop_back();
  const SequenceCallback callback{no_opinion, nullptr};
  for (size_t i = 0; i <= wrong.size(); ++i) {
    BeamOptions beam;
    beam.ngram = i < wrong.size() ? &wrong[i] : &right;
    if (i == wrong.size()) beam.callback = &callback;
    EXPECT_EQ(beam_search_decode(drawn.view(), drawn.options(), beam, {}), Outcome::kInvalid) << i;
  }
}

}  // namespace
}  // namespace ctc
