/* check_pool.c - parallel loops: every task once, nested, with denormals flushed and signals
 * blocked. */
#include "base/pool.h"
#include "check_main.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>

static struct pool *make_pool(int threads)
{
    struct status status = {0};
    struct pool *pool = pool_create(threads, &status);

    ck_assert_msg(pool != NULL, "%s", status.message);
    return pool;
}

struct counts {
    struct pool *pool;
    atomic_int done[257];
    atomic_int inner[16][31];
    atomic_bool wrong;
};

static void count_task(void *context, size_t i, int thread)
{
    struct counts *counts = context;

    atomic_fetch_add(&counts->done[i], 1);
    if (thread < 0 || thread >= pool_threads(counts->pool))
        atomic_store(&counts->wrong, true);
}

START_TEST(every_task_runs_once)
{
    struct counts counts = {.pool = make_pool(1 + _i)};
    int rounds = instrumented() ? 20 : 200;

    for (int round = 1; round <= rounds; round++) {
        pool_run(counts.pool, count_task, &counts, 257, 0);
        for (int i = 0; i < 257; i++)
            ck_assert_int_eq(counts.done[i], round);
    }
    ck_assert(!counts.wrong);
    pool_free(counts.pool);
}
END_TEST

struct nested {
    struct counts *counts;
    size_t outer;
};

static void inner_task(void *context, size_t i, int thread)
{
    struct nested *nested = context;

    (void)thread;
    atomic_fetch_add(&nested->counts->inner[nested->outer][i], 1);
}

static void outer_task(void *context, size_t i, int thread)
{
    struct counts *counts = context;
    struct nested nested = {counts, i};

    pool_run(counts->pool, inner_task, &nested, 31, thread);
    /* The inner loop must be over when pool_run returns. */
    atomic_fetch_add(&counts->done[i], counts->inner[i][30]);
}

START_TEST(loops_may_be_nested)
{
    struct counts counts = {.pool = make_pool(1 + _i)};
    int rounds = instrumented() ? 10 : 50;

    for (int round = 0; round < rounds; round++)
        pool_run(counts.pool, outer_task, &counts, 16, 0);
    for (int i = 0; i < 16; i++) {
        /* Seen complete after each round. */
        ck_assert_int_eq(counts.done[i], rounds * (rounds + 1) / 2);
        for (int k = 0; k < 31; k++)
            ck_assert_int_eq(counts.inner[i][k], rounds);
    }
    pool_free(counts.pool);
}
END_TEST

struct conditions {
    _Atomic double tiny;
    atomic_int flushed, unblocked, tasks;
};

static void condition_task(void *context, size_t i, int thread)
{
    struct conditions *conditions = context;
    volatile double denormal = conditions->tiny;
    sigset_t blocked;

    (void)i;
    denormal = denormal / 16;
    atomic_fetch_add(&conditions->flushed, denormal == 0);
    pthread_sigmask(SIG_SETMASK, NULL, &blocked);
    if (thread > 0 && (!sigismember(&blocked, SIGINT) || !sigismember(&blocked, SIGTERM) ||
                       !sigismember(&blocked, SIGWINCH) || !sigismember(&blocked, SIGHUP)))
        atomic_fetch_add(&conditions->unblocked, 1);
    atomic_fetch_add(&conditions->tasks, 1);
}

START_TEST(tasks_flush_denormals_and_block_signals)
{
    struct conditions conditions = {.tiny = 2.3e-308};
    struct pool *pool = make_pool(4);
    volatile double outside = 2.3e-308;

    pool_run(pool, condition_task, &conditions, 1000, 0);
    ck_assert_int_eq(conditions.tasks, 1000);
    ck_assert_int_eq(conditions.unblocked, 0);
#if defined(__SSE2__) || defined(__aarch64__)
    if (!instrumented()) /* valgrind knows no flushing of denormals */
        ck_assert_int_eq(conditions.flushed, 1000);
#endif
    outside = outside / 16;
    ck_assert(outside != 0); /* the caller's own policy is back */
    pool_free(pool);
}
END_TEST

START_TEST(no_tasks_are_no_trouble)
{
    struct pool *pool = make_pool(3);

    pool_run(pool, count_task, NULL, 0, 0);
    pool_free(pool);
    pool_free(NULL);
}
END_TEST

START_TEST(zero_threads_means_one_per_core)
{
    struct pool *pool = make_pool(0);

    ck_assert_int_ge(pool_threads(pool), 1);
    pool_free(pool);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("pool");
    TCase *c = tcase_create("pool");

    tcase_set_timeout(c, 60);
    tcase_add_loop_test(c, every_task_runs_once, 0, 5);
    tcase_add_loop_test(c, loops_may_be_nested, 0, 5);
    tcase_add_test(c, tasks_flush_denormals_and_block_signals);
    tcase_add_test(c, no_tasks_are_no_trouble);
    tcase_add_test(c, zero_threads_means_one_per_core);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
