/* check_pace.c - how fast the worker trains, and how long it lets an iteration go on. */
#include "app/worker_thread.h"
#include "base/clock.h"
#include "check_main.h"

#include <poll.h>
#include <stdio.h>

START_TEST(iterations_come_at_the_speed_asked_for)
{
    /* The first one starts at once; each of the others a period after it was due. */
    ck_assert_double_eq_tol(worker_next_due(0, 100, 10), 100.1, 1e-9);
    ck_assert_double_eq_tol(worker_next_due(100.1, 100.1, 10), 100.2, 1e-9);
    ck_assert_double_eq_tol(worker_next_due(100.2, 100.25, 10), 100.3, 1e-9);
    /* What is late by more than a period is not made up for. */
    ck_assert_double_eq_tol(worker_next_due(100.3, 100.45, 10), 100.55, 1e-9);
    ck_assert_double_eq_tol(worker_next_due(100, 107.5, 0.5), 109.5, 1e-9);
}
END_TEST

static void wait_for(struct worker *worker, struct worker_view *view, enum worker_state state)
{
    const struct race_view all = {.end = 100, .columns = 10};
    struct race_snapshot snapshot = {0};
    double end = clock_now() + (instrumented() ? 600 : 60);

    do {
        struct pollfd fd = {.fd = worker_descriptor(worker), .events = POLLIN};

        worker_snapshot(worker, &all, view, &snapshot);
        if (view->state == state)
            break;
        poll(&fd, 1, 100);
        worker_acknowledge(worker);
        ck_assert_msg(clock_now() < end, "never: state %d (%s)", (int)state, view->error);
    } while (true);
    race_snapshot_free(&snapshot);
}

static struct worker *start(void)
{
    struct problem_config problem;
    struct run_config run;
    struct status status = {0};
    struct worker *worker;

    problem_config_default(&problem);
    snprintf(problem.data, sizeof problem.data, "rosenbrock");
    ck_assert(run_config_parse("gd:lr=0.001", &run, &status));
    worker = worker_create(&(struct worker_wishes){.problem = &problem,
                                                   .run = &run,
                                                   .runs = 1,
                                                   .iterations = 100,
                                                   .threads = 1,
                                                   .memory = RACE_MEMORY},
                           &status);
    ck_assert_msg(worker != NULL, "%s", status.message);
    return worker;
}

/* With other threads an iteration may take another time than the longest one so far. */
START_TEST(other_threads_take_another_time)
{
    struct worker *worker = start();
    struct worker_view view;

    wait_for(worker, &view, WORKER_READY);
    pthread_mutex_lock(&worker->lock);
    worker->longest = 1e9;
    worker->patient = true;
    pthread_mutex_unlock(&worker->lock);
    worker_post(worker, &(struct worker_command){.kind = WORKER_THREADS, .threads = 2});
    do
        wait_for(worker, &view, WORKER_READY);
    while (view.threads != 2);
    worker_post(worker, &(struct worker_command){.kind = WORKER_STEP, .iterations = 1});
    wait_for(worker, &view, WORKER_PAUSED);
    pthread_mutex_lock(&worker->lock);
    ck_assert_double_lt(worker->longest, 1e8);
    ck_assert_double_gt(worker->longest, 0);
    pthread_mutex_unlock(&worker->lock);
    worker_free(worker);
}
END_TEST

/* A run that is added before the race has started has nothing to catch up with. */
START_TEST(nothing_is_caught_up_with_before_the_start)
{
    struct worker *worker = start();
    struct worker_view view;
    struct worker_command add = {.kind = WORKER_ADD};

    wait_for(worker, &view, WORKER_READY);
    ck_assert(run_config_parse("adam", &add.run.config, &(struct status){0}));
    worker_post(worker, &add);
    worker_post(worker, &(struct worker_command){.kind = WORKER_SPEED, .speed = 1});
    do
        wait_for(worker, &view, WORKER_READY);
    while (view.speed != 1);
    ck_assert_int_eq(race_runs(worker_stop(worker)), 2);
    ck_assert_uint_eq(race_iteration(worker_stop(worker)), 0);
    worker_free(worker);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("pace");
    TCase *c = tcase_create("pace");

    tcase_set_timeout(c, 120);
    tcase_add_test(c, iterations_come_at_the_speed_asked_for);
    tcase_add_test(c, other_threads_take_another_time);
    tcase_add_test(c, nothing_is_caught_up_with_before_the_start);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
