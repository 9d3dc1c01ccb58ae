/**
 * @file fuzzed_call.h
 * A call of ctc::loss made of whatever bytes come: mostly right, so that the kernels see something, and wrong in any of
 * its numbers now and then.
 */
#ifndef CTC_TEST_FUZZ_FUZZED_CALL_H_
#define CTC_TEST_FUZZ_FUZZED_CALL_H_

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <memory>

#include "ctc/ctc.h"

namespace ctc::fuzz {

/** Zeros once the bytes are used up. */
class Bytes {
 public:
  Bytes(const uint8_t* data, size_t size) : next_(data), end_(data + size) {}

  uint8_t byte() { return next_ == end_ ? 0 : *next_++; }
  bool are_used_up() const { return next_ == end_; }
  /** 0 <= result <= most */
  int64_t up_to(int64_t most) { return byte() % (most + 1); }
  uint32_t word() { return byte() | byte() << 8 | byte() << 16 | static_cast<uint32_t>(byte()) << 24; }
  /** Once in a few dozen times, while there are bytes. */
  bool rarely() { return byte() == 0xff; }

 private:
  const uint8_t* next_;
  const uint8_t* end_;
};

/** Ends where its allocation ends, which is what a sanitizer watches. */
template <class T>
class ExactArray {
 public:
  explicit ExactArray(int64_t size) : size_(size), data_(new T[static_cast<size_t>(size)]()) {}
  T* data() const { return data_.get(); }
  int64_t size() const { return size_; }
  T& operator[](int64_t i) const { return data_[static_cast<size_t>(i)]; }

 private:
  int64_t size_;
  std::unique_ptr<T[]> data_;
};

class FuzzedCall {
 public:
  FuzzedCall(const uint8_t* data, size_t size) : FuzzedCall(Bytes(data, size)) {}

  Batch batch;
  Options options;
  ExactArray<float> scores;
  ExactArray<int32_t> label_lengths;
  ExactArray<int32_t> input_lengths;
  ExactArray<int32_t> labels;
  ExactArray<float> loss_gradient;
  std::atomic<bool> cancelled{false};
  bool with_gradient;
  bool with_blank_shares;

 private:
  static constexpr int64_t kMaxLabels = 200;

  explicit FuzzedCall(Bytes bytes) : FuzzedCall(bytes, bytes.byte()) {}

  FuzzedCall(Bytes& bytes, uint8_t first)
      : FuzzedCall(bytes, is_large(first) ? 1 : first % 6, (is_large(first) ? 16 : 1) * bytes.up_to(70),
                   1 + bytes.up_to(69) * (is_large(first) ? 3 : 1)) {}

  /** Of many frames: kept in segments, their rows shared among threads. Seldom, because each takes milliseconds. */
  static bool is_large(uint8_t first) { return first >= 252; }

  FuzzedCall(Bytes& bytes, int64_t count, int64_t time, int64_t classes)
      : FuzzedCall(bytes, count, time, classes, make_label_lengths(bytes, count, time, classes)) {}

  FuzzedCall(Bytes& bytes, int64_t count, int64_t time, int64_t classes, ExactArray<int32_t> lengths)
      : scores(count * time * classes),
        label_lengths(std::move(lengths)),
        input_lengths(count),
        labels(sum(label_lengths)),
        loss_gradient(count) {
    batch.blank = static_cast<int32_t>(bytes.up_to(classes - 1));
    for (int64_t b = 0; b < count; ++b) {
      input_lengths[b] = static_cast<int32_t>(time - bytes.up_to(std::min<int64_t>(time, 8)));
      loss_gradient[b] = score(bytes, bytes.up_to(3));
    }
    for (int64_t i = 0; i < labels.size(); ++i) {
      labels[i] = (batch.blank + 1 + static_cast<int32_t>(bytes.up_to(std::max<int64_t>(classes - 2, 0)))) %
                  static_cast<int32_t>(classes);
    }
    options.input = static_cast<Input>(bytes.up_to(2));
    options.merge_repeated = bytes.up_to(3) != 0;
    options.zero_infeasible = bytes.up_to(1) != 0;
    options.threads = 1 + static_cast<int>(bytes.up_to(3));
    options.loss_gradient = bytes.up_to(1) != 0 ? loss_gradient.data() : nullptr;
    options.cancelled = &cancelled;
    cancelled = bytes.rarely();
    with_gradient = bytes.up_to(3) != 0;
    with_blank_shares = bytes.up_to(1) != 0;

    batch.scores = scores.data();
    batch.batch = count;
    batch.time = time;
    batch.classes = classes;
    batch.sample_stride = time * classes;
    batch.frame_stride = classes;
    batch.labels = labels.data();
    batch.labels_size = labels.size();
    batch.label_lengths = label_lengths.data();
    batch.input_lengths = input_lengths.data();
    if (bytes.rarely()) break_a_rule(bytes);
    const int64_t kind = bytes.up_to(3);
    int64_t drawn = 0;
    for (; drawn < scores.size() && !bytes.are_used_up(); ++drawn) scores[drawn] = score(bytes, kind);
    // Over and over: what is left of a large call would be zeros.
    if (drawn > 0) {
      for (int64_t i = drawn; i < scores.size(); ++i) scores[i] = scores[i - drawn];
    }
  }

  /** A class of its own for the blank leaves none for labels where there is but one. */
  static ExactArray<int32_t> make_label_lengths(Bytes& bytes, int64_t count, int64_t time, int64_t classes) {
    ExactArray<int32_t> lengths(count);
    const int64_t most = classes == 1 ? 0 : std::min(kMaxLabels, time + 2);
    for (int64_t b = 0; b < count; ++b) lengths[b] = static_cast<int32_t>(bytes.up_to(most));
    return lengths;
  }

  static int64_t sum(const ExactArray<int32_t>& lengths) {
    int64_t total = 0;
    for (int64_t b = 0; b < lengths.size(); ++b) total += lengths[b];
    return total;
  }

  static float score(Bytes& bytes, int64_t kind) {
    static const float kPeculiar[] = {0.0f,  -0.0f,  1.0f,  88.7f,    -103.9f,   1e-38f, 1e-45f,
                                      3e38f, -3e38f, -1e9f, INFINITY, -INFINITY, NAN,    0.5f};
    if (kind == 0) {
      const uint32_t bits = bytes.word();
      float any;
      std::memcpy(&any, &bits, sizeof any);
      return any;
    }
    const uint8_t byte = bytes.byte();
    if (kind == 1 && byte < 64) return kPeculiar[byte % std::size(kPeculiar)];
    return static_cast<float>(static_cast<int8_t>(byte)) / (kind == 3 ? 1.0f : 16.0f);
  }

  /** Any number of the batch becomes any other. The arrays stay as long as they are. */
  void break_a_rule(Bytes& bytes) {
    const auto any = static_cast<int32_t>(bytes.word());
    int64_t* const sizes[] = {&batch.batch, &batch.time, &batch.classes, &batch.labels_size};
    switch (bytes.up_to(5)) {
      case 0:
        // Only what check() can refuse without a look at arrays that would have to be longer.
        *sizes[bytes.up_to(3)] = -1 - (any & 0xffff);
        break;
      case 1:
        batch.blank = any;
        break;
      case 2:
        options.threads = -(any & 0xff);
        break;
      case 3:
        if (labels.size() > 0) labels[(any & 0x7fffffff) % labels.size()] = any;
        break;
      case 4:
        if (label_lengths.size() > 0) label_lengths[0] = any;
        break;
      default:
        if (input_lengths.size() > 0) input_lengths[input_lengths.size() - 1] = any;
    }
  }
};

}  // namespace ctc::fuzz

#endif  // CTC_TEST_FUZZ_FUZZED_CALL_H_
