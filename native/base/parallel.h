/**
 * @file parallel.h
 * Runs independent tasks on several threads: OpenMP's where the library is compiled with it, otherwise those of a pool
 * of our own, which sleep, never spin, between regions. OpenMP waits so only under OMP_WAIT_POLICY=passive, and keeps a
 * team for every thread that ever called: the pool is the default.
 */
#ifndef CTC_BASE_PARALLEL_H_
#define CTC_BASE_PARALLEL_H_

#include <cstdint>

namespace ctc {

/** A task: must not throw, and must not start a region of its own. */
using Task = void (*)(void* context, int64_t index);

/**
 * Calls task(context, index) once for each index in [0, count), handing the indices out in rising order, on up to
 * `threads` threads, the caller's among them; returns when all are done.
 *
 * One region at a time has the pool. A caller that finds it taken does its own tasks on its own thread: concurrent
 * callers neither multiply threads nor wait for each other. Thread-safe.
 */
void parallel_for(int64_t count, int threads, Task task, void* context);

}  // namespace ctc

#endif  // CTC_BASE_PARALLEL_H_
