/**
 * @file arpa_reader.h
 * Reads n-gram models in the ARPA format, as SRILM, KenLM and others write it.
 */
#ifndef CTC_DECODE_ARPA_READER_H_
#define CTC_DECODE_ARPA_READER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "decode/ngram_model.h"

namespace ctc {

/** Reads a file piece by piece. The model stays consistent whatever the file contains. May throw std::bad_alloc. */
class ArpaReader {
 public:
  /** @param model is cleared */
  explicit ArpaReader(NgramModel* model);

  /** @return false after an error, now or earlier */
  bool feed(const char* text, size_t size);

  /** Ends the file. @return whether the model is complete */
  bool finish();

  /** The error, with its line. */
  const std::string& fault() const { return fault_; }

 private:
  enum class Part { kBeforeData, kCounts, kGrams, kEnd };

  bool read_line(std::string_view line);
  bool read_count(std::string_view line);
  bool begin_section(std::string_view line);
  bool end_section();
  bool read_gram(std::string_view line);
  bool add_gram(float log_prob, float back_off);
  bool refuse(const std::string& what);

  NgramModel& model_;
  Part part_ = Part::kBeforeData;
  std::vector<int64_t> counts_;           // n-grams of each order, from the header
  int32_t order_ = 0;                     // of the current section
  int64_t found_ = 0;                     // n-grams read in it
  std::vector<std::string_view> fields_;  // of the current line
  std::string partial_line_;              // an incomplete line
  int64_t line_ = 0;
  std::string fault_;
};

}  // namespace ctc

#endif  // CTC_DECODE_ARPA_READER_H_
