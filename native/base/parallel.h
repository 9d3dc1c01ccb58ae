/**
 * @file parallel.h
 * Runs independent tasks on several threads.
 */
#ifndef CTC_BASE_PARALLEL_H_
#define CTC_BASE_PARALLEL_H_

#include <cstdint>

namespace ctc {

/** A task. Must not throw, and must not start a region. */
using Task = void (*)(void* context, int64_t index);

/**
 * Calls task(context, index) once for each index in [0, count), in rising order of their starts, on up to `threads`
 * threads including the caller's. Returns when all are done. Thread-safe; never throws.
 *
 * The other threads form one pool per process and sleep between regions. They are std::thread's or, if compiled with
 * OpenMP, an OpenMP team's (see threading() in ctc/ctc.h). One region at a time uses the pool: a caller that finds it
 * in use runs its tasks on its own thread, so concurrent callers neither multiply threads nor wait for each other. If
 * the system refuses threads, fewer do the work.
 */
void parallel_for(int64_t count, int threads, Task task, void* context);

}  // namespace ctc

#endif  // CTC_BASE_PARALLEL_H_
