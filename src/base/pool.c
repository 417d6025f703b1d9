/* pool.c - threads and nested parallel loops; see pool.h. */
#include "pool.h"

#include "thread.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#if defined(__SSE2__)
#include <xmmintrin.h>
#endif

/* A loop under way; lives on its caller's stack. */
struct loop {
    pool_task *task;
    void *context;
    size_t count;
    atomic_size_t next; /* the next index to be taken */
    int helpers;        /* threads of the pool inside; under the lock */
    struct loop *older; /* list of loops under way, youngest first */
};

struct pool {
    int threads;
    int started;
    pthread_t *thread;
    pthread_mutex_t lock;
    pthread_cond_t work; /* a loop came, or the end */
    pthread_cond_t done; /* a helper left a loop */
    struct loop *youngest;
    atomic_uint arrivals; /* loops that ever came: what idle threads watch before they sleep */
    bool ending;
};

struct helper {
    struct pool *pool;
    int number;
};

/* ---- denormals --------------------------------------------------------------------------------
 */

#if defined(__SSE2__)
enum { FLUSH_TO_ZERO = 0x8000, DENORMALS_ARE_ZERO = 0x0040 };

static unsigned flush_denormals(void)
{
    unsigned before = _mm_getcsr();
    _mm_setcsr(before | FLUSH_TO_ZERO | DENORMALS_ARE_ZERO);
    return before;
}

static void restore_denormals(unsigned before)
{
    _mm_setcsr(before);
}
#elif defined(__aarch64__)
static unsigned flush_denormals(void)
{
    unsigned long before;
    __asm__ volatile("mrs %0, fpcr" : "=r"(before));
    __asm__ volatile("msr fpcr, %0" : : "r"(before | 1ul << 24));
    return (unsigned)before;
}

static void restore_denormals(unsigned before)
{
    __asm__ volatile("msr fpcr, %0" : : "r"((unsigned long)before));
}
#else
static unsigned flush_denormals(void)
{
    return 0;
}

static void restore_denormals(unsigned before)
{
    (void)before;
}
#endif

/* ---- threads ----------------------------------------------------------------------------------
 */

static void work_on(struct loop *loop, int thread)
{
    size_t i;

    while ((i = atomic_fetch_add_explicit(&loop->next, 1, memory_order_relaxed)) < loop->count)
        loop->task(loop->context, i, thread);
}

static bool has_work(const struct loop *loop)
{
    return atomic_load_explicit(&loop->next, memory_order_relaxed) < loop->count;
}

/* The oldest loop that has work left, or NULL. Under the lock. */
static struct loop *oldest_with_work(struct pool *pool)
{
    struct loop *found = NULL;

    for (struct loop *loop = pool->youngest; loop; loop = loop->older)
        if (has_work(loop))
            found = loop;
    return found;
}

/* Watches for a new loop for some microseconds: a sleep and a wake-up cost more. */
static void watch(struct pool *pool)
{
    enum { GLANCES = 2000 };
    unsigned seen = atomic_load_explicit(&pool->arrivals, memory_order_relaxed);

    for (int i = 0; i < GLANCES; i++) {
        if (atomic_load_explicit(&pool->arrivals, memory_order_relaxed) != seen)
            return;
#if defined(__SSE2__)
        _mm_pause();
#endif
    }
}

static void *helper_main(void *argument)
{
    struct helper helper = *(struct helper *)argument;
    struct pool *pool = helper.pool;

    free(argument);
    flush_denormals();
    pthread_mutex_lock(&pool->lock);
    while (!pool->ending) {
        struct loop *loop = oldest_with_work(pool);
        if (loop) {
            loop->helpers++;
            pthread_mutex_unlock(&pool->lock);
            work_on(loop, helper.number);
            pthread_mutex_lock(&pool->lock);
            if (--loop->helpers == 0)
                pthread_cond_broadcast(&pool->done);
            continue;
        }
        pthread_mutex_unlock(&pool->lock);
        watch(pool);
        pthread_mutex_lock(&pool->lock);
        if (!pool->ending && !oldest_with_work(pool))
            pthread_cond_wait(&pool->work, &pool->lock);
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

/* Starts helper `number`; returns an errno value. */
static int start_helper(struct pool *pool, int number)
{
    struct helper *helper = malloc(sizeof *helper);
    int error;

    if (!helper)
        return -1;
    *helper = (struct helper){.pool = pool, .number = number};
    error = thread_start(&pool->thread[number], helper_main, helper);
    if (error)
        free(helper);
    return error;
}

int pool_threads_for(int threads)
{
    long cores = sysconf(_SC_NPROCESSORS_ONLN);

    if (threads > 0)
        return threads;
    return cores < 1 ? 1 : cores > POOL_THREADS_MAX ? POOL_THREADS_MAX : (int)cores;
}

struct pool *pool_create(int threads, struct status *status)
{
    struct pool *pool = calloc(1, sizeof *pool);

    threads = pool_threads_for(threads);
    if (pool)
        pool->thread = calloc((size_t)threads, sizeof *pool->thread);
    if (!pool || !pool->thread) {
        free(pool);
        status_out_of_memory(status, "the thread pool");
        return NULL;
    }
    pool->threads = threads;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->work, NULL);
    pthread_cond_init(&pool->done, NULL);
    for (int i = 1; i < threads; i++) {
        int error = start_helper(pool, i);
        if (error) {
            pool_free(pool);
            if (error < 0)
                status_out_of_memory(status, "a thread");
            else
                status_fail(status, STATUS_SYSTEM, "cannot start thread %d of %d: %s", i + 1,
                            threads, strerror(error));
            return NULL;
        }
        pool->started++;
    }
    return pool;
}

void pool_free(struct pool *pool)
{
    if (!pool)
        return;
    pthread_mutex_lock(&pool->lock);
    pool->ending = true;
    pthread_cond_broadcast(&pool->work);
    pthread_mutex_unlock(&pool->lock);
    for (int i = 1; i <= pool->started; i++)
        pthread_join(pool->thread[i], NULL);
    pthread_cond_destroy(&pool->done);
    pthread_cond_destroy(&pool->work);
    pthread_mutex_destroy(&pool->lock);
    free(pool->thread);
    free(pool);
}

int pool_threads(const struct pool *pool)
{
    return pool->threads;
}

static void publish(struct pool *pool, struct loop *loop)
{
    pthread_mutex_lock(&pool->lock);
    loop->older = pool->youngest;
    pool->youngest = loop;
    atomic_fetch_add_explicit(&pool->arrivals, 1, memory_order_relaxed);
    pthread_cond_broadcast(&pool->work);
    pthread_mutex_unlock(&pool->lock);
}

/* Takes the loop off the list and waits for those that are still inside. */
static void retire(struct pool *pool, struct loop *loop)
{
    pthread_mutex_lock(&pool->lock);
    struct loop **link = &pool->youngest;
    while (*link != loop)
        link = &(*link)->older;
    *link = loop->older;
    while (loop->helpers > 0)
        pthread_cond_wait(&pool->done, &pool->lock);
    pthread_mutex_unlock(&pool->lock);
}

void pool_run(struct pool *pool, pool_task *task, void *context, size_t count, int thread)
{
    struct loop loop = {.task = task, .context = context, .count = count};
    unsigned before = flush_denormals();
    bool shared = pool->threads > 1 && count > 1;

    atomic_init(&loop.next, 0);
    if (shared)
        publish(pool, &loop);
    work_on(&loop, thread);
    if (shared)
        retire(pool, &loop);
    restore_denormals(before);
}
