/**
 * @file workspace.h
 * Scratch memory of one thread, kept from call to call so that the steady state allocates nothing.
 */
#ifndef CTC_BASE_WORKSPACE_H_
#define CTC_BASE_WORKSPACE_H_

#include <cstddef>
#include <cstdint>

namespace ctc {

/**
 * One aligned block that is handed out piece by piece. Not thread-safe: each thread has its own.
 *
 * A user measures first and takes afterwards: reserve(total) makes room, then every take() succeeds.
 */
class Workspace {
 public:
  static constexpr size_t kAlignment = 64;
  /** A block larger than this is given back at the end of the call that needed it. */
  static constexpr size_t kKeptBytes = size_t{8} << 20;

  Workspace() = default;
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;
  ~Workspace() { release(); }

  /** Room that take<Element>(count) needs. */
  template <typename Element>
  static size_t bytes(int64_t count) {
    return (static_cast<size_t>(count) * sizeof(Element) + kAlignment - 1) / kAlignment * kAlignment;
  }

  /** Empties the block and makes it hold at least this many bytes. @return false if memory is lacking. */
  bool reserve(size_t bytes);

  /** The next `count` elements, 64-byte aligned, uninitialised; valid until the next reserve() or trim(). */
  template <typename Element>
  Element* take(int64_t count) {
    Element* piece = reinterpret_cast<Element*>(block_ + used_);
    used_ += bytes<Element>(count);
    return piece;
  }

  /** Gives an oversized block back. */
  void trim();

  size_t capacity() const { return capacity_; }

  /** What a thread may do at the same time: plan a batch, a sample's recursion, rows of the same or another one. */
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
