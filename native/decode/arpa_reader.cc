#include "decode/arpa_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

#if defined(__APPLE__)
#include <xlocale.h>

#include <cerrno>
#include <cstdlib>
#endif

namespace ctc {
namespace {

constexpr size_t kMaxLineBytes = size_t{1} << 20;
constexpr size_t kMaxQuoteBytes = 40;

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r'; }

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

/** Parses the whole text as a number. @return false if it is not one */
template <typename Number>
bool parse(std::string_view text, Number* number) {
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *number);
  return error == std::errc() && end == text.data() + text.size();
}

#if defined(__APPLE__)
/** The same for decimal numbers. Apple's older C++ libraries lack std::from_chars for floating point. */
bool parse(std::string_view text, double* number) {
  // strtod_l() would also accept white space, a second sign and hexadecimal digits.
  if (!text.empty() && text.front() == '+') text.remove_prefix(1);
  if (text.empty() || text.front() == '+' || text.find_first_not_of("0123456789+-.eE") != std::string_view::npos) {
    return false;
  }
  const std::string terminated(text);
  char* end = nullptr;
  errno = 0;
  *number = strtod_l(terminated.c_str(), &end, LC_C_LOCALE);
  const bool is_in_range = errno != ERANGE || (*number != 0 && std::isfinite(*number));
  return is_in_range && end == terminated.c_str() + terminated.size();
}
#endif

/** Parses a finite float; a number too small for a float becomes 0. */
bool parse_float(std::string_view text, float* number) {
  double parsed = 0;
  if (!parse(text, &parsed) || !(std::fabs(parsed) <= std::numeric_limits<float>::max())) return false;
  *number = static_cast<float>(parsed);
  return true;
}

std::string quote(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text.substr(0, kMaxQuoteBytes)) quoted += static_cast<unsigned char>(c) < ' ' ? '?' : c;
  return quoted + (text.size() > kMaxQuoteBytes ? "...'" : "'");
}

std::string count_of(int64_t count, int32_t order) {
  return std::to_string(count) + " " + std::to_string(order) + (count == 1 ? "-gram" : "-grams");
}

/** Message about a known binary format, or null. */
const char* name_of_format(std::string_view text) {
  const auto begins_with = [text](std::string_view mark) { return text.substr(0, mark.size()) == mark; };
  if (begins_with("\x1f\x8b")) return "it is compressed with gzip: expected the text itself";
  if (begins_with("BZh") || begins_with("\xfd"
                                        "7zXZ"))
    return "it is compressed: expected the text itself";
  if (begins_with("mmap lm http://kheafield.com/code"))
    return "it is a KenLM binary: expected the ARPA file that it was built from";
  return nullptr;
}

}  // namespace

ArpaReader::ArpaReader(NgramModel* model) : model_(*model) {
  model_ = NgramModel();
  model_.vocabulary_.clear();
  model_.grams_.clear();
}

bool ArpaReader::feed(const char* text, size_t size) {
  if (!fault_.empty()) return false;
  const char* const end = text + size;
  while (text != end) {
    const auto* newline = static_cast<const char*>(std::memchr(text, '\n', static_cast<size_t>(end - text)));
    const char* stop = newline == nullptr ? end : newline;
    const std::string_view piece(text, static_cast<size_t>(stop - text));
    if (partial_line_.size() + piece.size() > kMaxLineBytes) {
      ++line_;
      return refuse("it is longer than " + std::to_string(kMaxLineBytes) + " bytes");
    }
    if (newline == nullptr) {
      partial_line_.append(piece);
      return true;
    }
    ++line_;
    if (partial_line_.empty()) {
      if (!read_line(piece)) return false;
    } else {
      partial_line_.append(piece);
      if (!read_line(partial_line_)) return false;
      partial_line_.clear();
    }
    text = stop + 1;
  }
  return true;
}

bool ArpaReader::finish() {
  if (!fault_.empty()) return false;
  if (!partial_line_.empty()) {
    ++line_;
    if (!read_line(partial_line_)) return false;
  }
  if (part_ == Part::kBeforeData) return refuse("the file ends without a line '\\data\\': it is not an ARPA file");
  if (part_ != Part::kEnd) return refuse("the file ends before the line '\\end\\'");
  return true;
}

bool ArpaReader::refuse(const std::string& what) {
  fault_ = line_ == 0 ? "" : "line " + std::to_string(line_) + ": ";
  fault_ += what;
  return false;
}

bool ArpaReader::read_line(std::string_view whole) {
  std::string_view line = trim(whole);
  if (line_ == 1) {
    constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
    if (line.substr(0, kByteOrderMark.size()) == kByteOrderMark) line.remove_prefix(kByteOrderMark.size());
    const char* format = name_of_format(line);
    if (format != nullptr) return refuse(format);
  }
  switch (part_) {
    case Part::kBeforeData:
      // Everything before the data is a comment.
      if (line == "\\data\\") part_ = Part::kCounts;
      return true;
    case Part::kCounts:
      if (line.empty()) return true;
      return line.front() == '\\' ? begin_section(line) : read_count(line);
    case Part::kGrams:
      if (line.empty()) return true;
      // A line of a section begins with a number, so a backslash begins the next section.
      if (line.front() != '\\') return read_gram(line);
      if (!end_section()) return false;
      if (line != "\\end\\") return begin_section(line);
      if (static_cast<size_t>(order_) < counts_.size()) {
        return refuse("the file ends without the section '\\" + std::to_string(order_ + 1) + "-grams:'");
      }
      part_ = Part::kEnd;
      return true;
    case Part::kEnd:
      break;
  }
  return true;
}

bool ArpaReader::read_count(std::string_view line) {
  const auto equals = line.find('=');
  int32_t order = 0;
  int64_t count = 0;
  if (line.substr(0, 5) != "ngram" || equals == std::string_view::npos ||
      !parse(trim(line.substr(5, equals - 5)), &order) || !parse(trim(line.substr(equals + 1)), &count) || count < 0) {
    return refuse(quote(line) + ": expected a number of n-grams, as in 'ngram 1=200'");
  }
  if (static_cast<size_t>(order) != counts_.size() + 1) {
    return refuse(quote(line) + ": expected the number of " + std::to_string(counts_.size() + 1) + "-grams");
  }
  if (order > NgramModel::kMaxOrder) {
    return refuse(quote(line) + ": expected an order of at most " + std::to_string(NgramModel::kMaxOrder));
  }
  counts_.push_back(count);
  model_.order_ = order;
  return true;
}

bool ArpaReader::begin_section(std::string_view line) {
  if (counts_.empty()) return refuse(quote(line) + ": expected a number of n-grams, as in 'ngram 1=200'");
  const std::string expected =
      static_cast<size_t>(order_) == counts_.size() ? "\\end\\" : "\\" + std::to_string(order_ + 1) + "-grams:";
  if (line != expected) return refuse(quote(line) + ": expected " + quote(expected));
  part_ = Part::kGrams;
  ++order_;
  found_ = 0;
  return true;
}

bool ArpaReader::end_section() {
  const int64_t expected = counts_[static_cast<size_t>(order_) - 1];
  if (found_ != expected)
    return refuse("the section has " + count_of(found_, order_) + ": the header gives " + std::to_string(expected));
  return true;
}

bool ArpaReader::read_gram(std::string_view line) {
  if (found_ == counts_[static_cast<size_t>(order_) - 1]) {
    return refuse(quote(line) + " is one too many: the header gives " + count_of(found_, order_));
  }
  fields_.clear();
  for (size_t at = 0; at < line.size();) {
    size_t end = at;
    while (end < line.size() && !is_space(line[end])) ++end;
    fields_.push_back(line.substr(at, end - at));
    at = end;
    while (at < line.size() && is_space(line[at])) ++at;
  }
  const auto least = static_cast<size_t>(order_) + 1;
  if (fields_.size() < least || fields_.size() > least + 1) {
    return refuse(quote(line) + " has " + std::to_string(fields_.size()) + " fields: expected a logarithm, " +
                  std::to_string(order_) + (order_ == 1 ? " token" : " tokens") + ", and optionally a back-off");
  }
  float log_prob = 0, back_off = 0;
  if (!parse_float(fields_[0], &log_prob) || log_prob > 0) {
    return refuse(quote(fields_[0]) + ": expected the decimal logarithm of a probability, at most 0");
  }
  if (fields_.size() > least && !parse_float(fields_.back(), &back_off)) {
    return refuse(quote(fields_.back()) + ": expected a back-off, the decimal logarithm of a weight");
  }
  fields_.resize(least);
  return add_gram(log_prob, back_off);
}

bool ArpaReader::add_gram(float log_prob, float back_off) {
  NgramModel& model = model_;
  const int32_t count = model.grams_.size();
  if (count == std::numeric_limits<int32_t>::max()) return refuse("more than 2147483646 n-grams");
  int32_t gram = PairTree<NgramModel::Gram>::kRoot;
  for (size_t i = 1; i < fields_.size(); ++i) {
    const std::string_view text = fields_[i];
    const uint64_t hash = append_text(kNoText, text);
    const bool is_last = i + 1 == fields_.size();
    const int32_t token =
        order_ == 1 ? model.vocabulary_.child(NgramModel::high(hash), NgramModel::low(hash)) : model.token(hash);
    if (token == NgramModel::kNone) return refuse(quote(text) + " is not among the 1-grams");
    if (is_last) {
      gram = model.grams_.child(gram, token);
    } else {
      gram = model.grams_.find(gram, token);
      if (gram == NgramModel::kNone) {
        return refuse("its first " + std::to_string(i) + (i == 1 ? " token is" : " tokens are") + " not among the " +
                      std::to_string(i) + "-grams");
      }
    }
  }
  if (model.grams_.size() == count) return refuse("duplicate n-gram");
  model.grams_[gram].log_prob = log_prob;
  model.grams_[gram].back_off = back_off;
  model.max_log_prob_ = std::max(model.max_log_prob_, log_prob);
  model.max_back_off_ = std::max(model.max_back_off_, back_off);
  if (order_ == 1) {
    const std::string_view text = fields_[1];
    if (text == "<s>") model.begin_ = gram;
    if (text == "</s>") model.end_ = gram;
    const bool is_unknown = text == "<unk>" || text == "<UNK>";
    if (text == "<unk>" || (is_unknown && model.unknown_ == NgramModel::kNone)) model.unknown_ = gram;
    if (text != "<s>" && text != "</s>" && !is_unknown) model.words_.append(text).push_back('\n');
  }
  ++found_;
  return true;
}

}  // namespace ctc
