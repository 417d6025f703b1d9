/*
 * pool.h - a pool of threads that share out the tasks of a loop. Knows nothing about the tasks.
 *
 * Loops may be nested: a task may itself call pool_run. Idle threads help with the loops in
 * progress, the oldest first. Which thread runs which task is not defined; callers keep results
 * apart by task index and join them in index order.
 *
 * Threads of the pool block all asynchronous signals, and flush denormal numbers to zero, as the
 * calling thread does within pool_run: so results do not depend on who computes them.
 */
#ifndef OPTOP_POOL_H
#define OPTOP_POOL_H

#include "status.h"

struct pool;

enum { POOL_THREADS_MAX = 256 };

/* thread: 0 is the caller of the outermost pool_run, 1 ... threads-1 are the pool's own. */
typedef void pool_task(void *context, size_t index, int thread);

/* threads counts the caller; 0: one per core. */
struct pool *pool_create(int threads, struct status *status);
void pool_free(struct pool *pool);
int pool_threads(const struct pool *pool);
/* The number of threads that pool_create uses for a request; 0: one per core. */
int pool_threads_for(int threads);

/*
 * Calls task(context, i, thread) for every i below count, and returns when all are done. `thread`
 * is the caller's own number: 0 outside tasks, the number it was given inside. Only one thread at
 * a time may call from outside.
 */
void pool_run(struct pool *pool, pool_task *task, void *context, size_t count, int thread);

#endif
