/**
 * @file workspace.h
 * Scratch memory of one thread, reused between calls so that the steady state allocates nothing.
 */
#ifndef CTC_BASE_WORKSPACE_H_
#define CTC_BASE_WORKSPACE_H_

#include <cstddef>
#include <cstdint>

namespace ctc {

/**
 * One aligned block, handed out in pieces. Not thread-safe: each thread has its own.
 *
 * First reserve() the total size, then take() the pieces: within that size, take() cannot fail.
 */
class Workspace {
 public:
  static constexpr size_t kAlignment = 64;
  /** trim() frees a block larger than this. */
  static constexpr size_t kMaxKeptBytes = size_t{8} << 20;

  Workspace() = default;
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;
  ~Workspace() { release(); }

  /** Bytes that take<Element>(count) uses. */
  template <typename Element>
  static size_t bytes(int64_t count) {
    return (static_cast<size_t>(count) * sizeof(Element) + kAlignment - 1) / kAlignment * kAlignment;
  }

  /** Invalidates all pieces and provides at least `bytes` bytes. @return false if out of memory */
  bool reserve(size_t bytes);

  /** The next `count` elements, 64-byte aligned, uninitialised; valid until the next reserve() or trim(). */
  template <typename Element>
  Element* take(int64_t count) {
    Element* piece = reinterpret_cast<Element*>(block_ + used_);
    used_ += bytes<Element>(count);
    return piece;
  }

  /** Frees an oversized block. Call it at the end of each call that took pieces. */
  void trim();

  size_t capacity() const { return capacity_; }

  /** Uses that may overlap on one thread: plan of a batch, recursion of a sample, rows of scores of a sample. */
  enum Purpose { kBatch, kSample, kRows, kPurposes };

  /** The calling thread's workspace. */
  static Workspace& of_this_thread(Purpose purpose = kSample);

 private:
  void release();

  char* block_ = nullptr;
  size_t capacity_ = 0;
  size_t used_ = 0;
};

}  // namespace ctc

#endif  // CTC_BASE_WORKSPACE_H_
