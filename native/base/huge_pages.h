/**
 * @file huge_pages.h
 * Advice to the system about large arrays that nobody has touched yet.
 */
#ifndef CTC_BASE_HUGE_PAGES_H_
#define CTC_BASE_HUGE_PAGES_H_

#include <cstddef>

namespace ctc {

/**
 * Asks Linux to back the memory with huge pages (madvise(2), MADV_HUGEPAGE). The system maps fresh memory page by page
 * when it is first written, which takes several times as long as the loss writes its gradient; with pages of 2 MiB it
 * takes a fraction of that. The contents do not change. Does nothing elsewhere, for less than one huge page, or if the
 * system refuses. Thread-safe.
 */
void advise_huge_pages(void* memory, size_t bytes);

}  // namespace ctc

#endif  // CTC_BASE_HUGE_PAGES_H_
