/**
 * @file arpa_fuzz.cc
 * Arbitrary bytes as an ARPA file: it is refused with a reason, or the model can be used. Aborts where it is neither.
 * For libFuzzer (-DCTC_FUZZ=ON with clang).
 */
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string_view>
#include <vector>

#include "decode/arpa_reader.h"
#include "decode/ngram_model.h"
#include "require.h"

namespace ctc::fuzz {
namespace {

/** @return whether the file, given in pieces of so many bytes, is a model in whole */
bool read(std::string_view file, size_t piece_size, ArpaReader* reader) {
  for (size_t at = 0; at < file.size(); at += piece_size) {
    // Ends where its allocation ends, which is what a sanitizer watches.
    const std::string_view part = file.substr(at, piece_size);
    const std::vector<char> piece(part.begin(), part.end());
    if (!reader->feed(piece.data(), piece.size())) return false;
  }
  return reader->finish();
}

double score(const NgramModel& model, std::vector<int32_t>* context, int32_t token) {
  const double most = model.max_log_prob();
  const double log_prob = model.log_prob(context->data(), token, context->data());
  require(std::isfinite(log_prob), "a token's logarithm is finite");
  require(log_prob <= most + 1e-12 * (std::fabs(most) + 1000), "and at most what the model says");
  for (const int32_t gram : *context) {
    require(gram >= NgramModel::kNone && gram <= model.sizes().ngrams, "a context is made of n-grams");
  }
  return log_prob;
}

/**
 * Goes through the model with the file's own words as one sequence, so that every n-gram comes up, and others.
 * @param unknown what a word counts as that the model has not got
 * @return the sequence's score
 */
double walk(const NgramModel& model, std::string_view file, int32_t unknown) {
  std::vector<int32_t> context(static_cast<size_t>(model.order()) - 1);
  model.begin(context.data());
  double sum = 0;
  for (size_t at = 0; at < file.size();) {
    const size_t end = std::min(file.find_first_of(" \t\r\n", at), file.size());
    const int32_t token = model.token(file.substr(at, end - at));
    require(token >= NgramModel::kNone && token <= model.sizes().tokens, "a token is one of the 1-grams");
    sum += score(model, &context, token == NgramModel::kNone ? unknown : token);
    at = end + 1;
  }
  return sum + score(model, &context, model.end_token());
}

void hold(std::string_view file) {
  NgramModel whole, pieced;
  ArpaReader reader(&whole), other(&pieced);
  const bool is_model = read(file, std::max<size_t>(file.size(), 1), &reader);
  require(read(file, 1 + file.size() % 40, &other) == is_model, "pieces of any size make the same of a file");
  require(other.fault() == reader.fault(), "and find the same fault");
  require(reader.fault().empty() == is_model, "which is named if there is one");
  if (!is_model) return;
  const NgramSizes sizes = whole.sizes();
  require(sizes.order >= 1 && sizes.order <= NgramModel::kMaxOrder, "an order is not out of bounds");
  require(sizes.tokens >= 0 && sizes.tokens <= sizes.ngrams, "each token is an n-gram");
  for (const int32_t unknown : {NgramModel::kNone, whole.unknown_token()}) {
    require(walk(whole, file, unknown) == walk(pieced, file, unknown), "pieces of any size make the same model");
  }
}

}  // namespace
}  // namespace ctc::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  ctc::fuzz::hold({reinterpret_cast<const char*>(data), size});
  return 0;
}
