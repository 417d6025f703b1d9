/*
 * check_experiment.c - experiments as the training thread does them: measured, run, paused,
 * cancelled, failed; the same results for any number of threads. Maps of two hyperparameters.
 */
#include "check_main.h"

#include "app/experiment.h"
#include "app/setup.h"
#include "ui/experiment_screen.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct problem *problem;
static struct experiment *experiment;

static struct experiment *create(const char *range, uint64_t iterations, struct status *status)
{
    static const uint64_t seed[] = {3, 5};
    struct sweep_wish wish = {.ranges = 1};
    struct run_config run[2];
    const int tag[] = {4, 7};
    const struct sweep_request request = {
        .wish = &wish, .run = run, .runs = 2, .seed = seed, .seeds = 2, .iterations = iterations};

    ck_assert(sweep_range_parse(range, &wish.range[0], status));
    wish.range[0].run = SWEEP_ALL_RUNS;
    ck_assert(run_config_parse("gd", &run[0], status));
    ck_assert(run_config_parse("adam", &run[1], status));
    return experiment_create(&request, tag, status);
}

static void begin(const char *range, uint64_t iterations)
{
    struct problem_config config;
    struct status status = {0};

    problem_config_default(&config);
    strcpy(config.data, "rosenbrock");
    problem = setup_problem(&config, &status);
    ck_assert_msg(problem != NULL, "%s", status.message);
    experiment = create(range, iterations, &status);
    ck_assert_msg(experiment != NULL, "%s", status.message);
}

static void end(void)
{
    experiment_release(experiment);
    problem_free(problem);
}

static struct experiment_view look(struct sweep_results *results)
{
    struct experiment_view view;

    experiment_look(experiment, &view, results);
    return view;
}

/* What is done when a result comes. */
struct script {
    uint64_t cancel_at, fail_at, pause_at;
    uint64_t count, told;
    uint64_t seen, quiet; /* results when it was told last; how often there was no other */
    bool paused, resumed;
};

static bool keep(void *context, const struct sweep_done *done, struct status *status)
{
    struct script *plot = context;

    ck_assert_uint_lt(done->result.job, 12);
    plot->count++;
    if (plot->count == plot->cancel_at)
        experiment_cancel(experiment);
    if (plot->count == plot->pause_at) {
        experiment_pause(experiment, true);
        plot->paused = look(NULL).paused;
    }
    return plot->count != plot->fail_at || status_fail(status, STATUS_SYSTEM, "the disk is full");
}

static void tell(void *context)
{
    struct script *plot = context;

    plot->told++;
    plot->quiet = plot->paused && plot->count == plot->seen ? plot->quiet + 1 : 0;
    plot->seen = plot->count;
    if (plot->quiet == 3) {
        plot->paused = false;
        ck_assert(look(NULL).paused && plot->count < 12);
        plot->resumed = true;
        experiment_pause(experiment, false);
    }
}

static void run(struct script *plot, int threads)
{
    const struct experiment_watch watch = {plot, keep, tell};

    experiment_measure(experiment, problem, threads);
    ck_assert_int_eq(look(NULL).state, EXPERIMENT_READY);
    experiment_run(experiment, problem, threads, &watch);
}

START_TEST(an_experiment_is_measured_and_run)
{
    struct sweep_results results, same;
    struct experiment_view view;
    struct status status = {0};
    struct script plot = {0};

    begin("lr=1e-4..1e-2*3", 20);
    ck_assert_int_eq(experiment_tag(experiment, 1), 7);
    ck_assert_str_eq(experiment_wish(experiment)->range[0].key, "lr");
    view = look(NULL);
    ck_assert(view.state == EXPERIMENT_NEW && view.jobs == 12 && view.done == 0 &&
              isnan(view.left) && !view.estimate[0]);
    run(&plot, 1);
    ck_assert(sweep_results_make(&results, experiment_plan(experiment), &status));
    view = look(&results);
    ck_assert(view.state == EXPERIMENT_FINISHED && view.done == 12 && isnan(view.left));
    ck_assert_ptr_eq(strstr(view.estimate, "12 jobs, about "), view.estimate);
    ck_assert(plot.count == 12 && plot.told >= 12);
    ck_assert(results.count == 12 && results.there[11] && results.result[11].iterations == 20);
    ck_assert(view.work > 0);
    end();
    begin("lr=1e-4..1e-2*3", 20);
    plot = (struct script){.pause_at = 2};
    run(&plot, 3);
    ck_assert(plot.resumed); /* nothing came for a while, then the rest did */
    ck_assert(sweep_results_make(&same, experiment_plan(experiment), &status));
    view = look(&same);
    ck_assert(view.state == EXPERIMENT_FINISHED && !view.paused);
    for (int i = 0; i < 12; i++)
        for (int f = 0; f < SWEEP_FIGURES; f++)
            ck_assert_mem_eq(&same.result[i].figure[f], &results.result[i].figure[f],
                             sizeof(double));
    sweep_results_clear(&results);
    sweep_results_clear(&same);
    end();
}
END_TEST

START_TEST(what_is_done_is_kept)
{
    struct sweep_results results;
    struct status status = {0};
    struct script plot = {.cancel_at = 5};
    struct experiment_view view;

    begin("lr=1e-4..1e-2*3", 20);
    run(&plot, 1);
    ck_assert(sweep_results_make(&results, experiment_plan(experiment), &status));
    view = look(&results);
    ck_assert_int_eq(view.state, EXPERIMENT_CANCELLED);
    ck_assert_uint_eq(view.done, 5);
    /* One seed of all configurations comes first. */
    for (int job = 0; job < 12; job++)
        ck_assert_int_eq(results.there[job], job % 2 == 0 && job < 10);
    sweep_results_clear(&results);
    end();
    begin("lr=1e-4..1e-2*3", 20);
    plot = (struct script){.fail_at = 3};
    run(&plot, 1);
    view = look(NULL);
    ck_assert_int_eq(view.state, EXPERIMENT_FAILED);
    ck_assert_uint_eq(view.done, 2);
    ck_assert_str_eq(view.message, "the disk is full");
    end();
}
END_TEST

START_TEST(results_that_are_there_are_not_done_again)
{
    struct script plot = {0};
    struct sweep_result result = {.job = 4, .iterations = 20};
    struct experiment_view view;

    begin("lr=1e-4..1e-2*3", 20);
    experiment_add(experiment, &result);
    experiment_add(experiment, &result);
    ck_assert_uint_eq(look(NULL).done, 1);
    experiment_end(experiment);
    ck_assert_int_eq(look(NULL).state, EXPERIMENT_CANCELLED);
    run(&plot, 2);
    view = look(NULL);
    ck_assert_ptr_eq(strstr(view.estimate, "11 jobs, about "), view.estimate);
    ck_assert_uint_eq(plot.count, 11);
    ck_assert_int_eq(look(NULL).state, EXPERIMENT_FINISHED);
    experiment_end(experiment);
    ck_assert_int_eq(look(NULL).state, EXPERIMENT_FINISHED);
    end();
    begin("lr=1e-4..1e-2*3", 20);
    for (result.job = 0; result.job < 12; result.job++)
        experiment_add(experiment, &result);
    experiment_measure(experiment, problem, 1); /* there is nothing to measure */
    ck_assert_int_eq(look(NULL).state, EXPERIMENT_FINISHED);
    ck_assert_str_eq(look(NULL).estimate, "");
    end();
}
END_TEST

START_TEST(an_estimate_is_of_the_jobs_that_are_left)
{
    static bool there[12];
    struct sweep_results results = {.jobs = 12, .there = there};
    struct sweep_estimate whole, part, shared;
    struct status status = {0};
    struct sweep_effort effort;

    begin("lr=1e-4..1e-2*3", 20);
    effort = (struct sweep_effort){
        .problem = problem, .plan = experiment_plan(experiment), .results = &results, .threads = 1};
    ck_assert(sweep_estimate_make(&whole, &effort, &status));
    ck_assert_uint_eq(whole.jobs, 12);
    ck_assert_double_eq_tol(whole.work, 6 * (whole.of_run[0] + whole.of_run[1]), 1e-9 * whole.work);
    ck_assert(whole.seconds == whole.work);
    there[0] = there[4] = there[11] = true;
    effort.part = 2;
    effort.parts = 3; /* jobs 1, 4, 7, 10: of gd the first two */
    ck_assert(sweep_estimate_make(&part, &effort, &status));
    ck_assert_uint_eq(part.jobs, 3);
    ck_assert_double_eq_tol(part.work, part.of_run[0] + 2 * part.of_run[1], 1e-9 * part.work);
    effort.parts = 0;
    effort.others = 2; /* three threads in all */
    ck_assert(sweep_estimate_make(&shared, &effort, &status));
    ck_assert_uint_eq(shared.jobs, 9);
    ck_assert_double_eq_tol(shared.seconds,
                            fmax(shared.work / 3, fmax(shared.of_run[0], shared.of_run[1])),
                            1e-9 * shared.work);
    ck_assert_uint_eq(shared.bytes, whole.bytes); /* of this process */
    sweep_estimate_clear(&whole);
    sweep_estimate_clear(&part);
    sweep_estimate_clear(&shared);
    end();
}
END_TEST

START_TEST(the_time_left_weighs_jobs)
{
    /* A third of the work took 10 seconds, however many jobs that was. */
    ck_assert_double_eq_tol(sweep_estimate_left(99, 10, 60, 20), 20, 1e-12);
    ck_assert_double_eq_tol(sweep_estimate_left(99, 10, 60, 0), 89, 1e-12);
    ck_assert(sweep_estimate_left(5, 10, 60, 0) == 0 && sweep_estimate_left(5, 10, 60, 61) == 0);
}
END_TEST

START_TEST(what_cannot_be_done_is_refused)
{
    struct status status = {0};
    struct experiment *refused = create("lr=1e-4..1e-2*6000", 20, &status);

    /* A file may have it, to be shown. */
    ck_assert_ptr_nonnull(refused);
    ck_assert(!experiment_may_begin(refused, &status));
    experiment_release(refused);
    ck_assert_int_eq(status.code, STATUS_INVALID);
    ck_assert_str_eq(status.message, "the experiment has 24000 jobs (allowed on the screen: up to "
                                     "20000; --batch --sweep does more)");
    status = (struct status){0};
    refused = create("beta1=0.5..0.9/3", 20, &status);
    ck_assert_ptr_null(refused);
    ck_assert_int_eq(status.code, STATUS_INVALID);
    status = (struct status){0};
    begin("lr=1e-4..1e-2*3", 20); /* cancelled before it has begun */
    ck_assert(experiment_may_begin(experiment, &status));
    experiment_cancel(experiment);
    experiment_measure(experiment, problem, 1);
    ck_assert_int_eq(look(NULL).state, EXPERIMENT_CANCELLED);
    experiment_hold(experiment);
    experiment_release(experiment);
    experiment_release(NULL);
    ck_assert_uint_eq(look(NULL).jobs, 12);
    end();
}
END_TEST

/* ---- maps ------------------------------------------------------------------------------------ */

START_TEST(maps_have_places_and_shades)
{
    static const struct heat_point point[] = {
        {0.1, 0.9, 10, 5}, {0.01, 0.9, 1, 4}, {0.01, 0.5, 100, 0}, {0.1, 0.5, INFINITY, 1},
        {0.1, 0.9, 5, 6},  {1, 0.5, 0.01, 2}, {1, 0.5, NAN, 3},
    };
    struct heat heat = {0};
    struct status status = {0};

    ck_assert(heat_make(&heat, point, 7, &status));
    ck_assert(heat.columns == 3 && heat.rows == 2);
    ck_assert(heat.x[0] == 0.01 && heat.x[2] == 1 && heat.y[0] == 0.5 && heat.y[1] == 0.9);
    ck_assert_int_eq(heat.best, 2);
    ck_assert(heat.low == 0.01 && heat.high == 100);
    ck_assert_int_eq(heat.point[4].config, 6); /* the better one of two */
    ck_assert_int_eq(heat_shade(&heat, 0), HEAT_SHADES - 1);
    ck_assert_int_eq(heat_shade(&heat, 1), HEAT_DIVERGED);
    ck_assert_int_eq(heat_shade(&heat, 2), 0);
    ck_assert_int_eq(heat_shade(&heat, 3), 2); /* in the middle of the logarithms */
    ck_assert_int_eq(heat_shade(&heat, 5), HEAT_UNKNOWN);
    ck_assert_int_eq(heat.point[5].config, -1);
    ck_assert(heat_make(&heat, point + 3, 1, &status));
    ck_assert_int_eq(heat.best, -1);
    ck_assert(heat_make(&heat, point, 1, &status));
    ck_assert_int_eq(heat_shade(&heat, 0), 0);
    ck_assert(heat_make(&heat, point + 6, 1, &status));
    ck_assert_int_eq(heat.point[0].config, 3); /* not known yet */
    ck_assert(heat_make(&heat, point, 0, &status));
    ck_assert_int_eq(heat.columns, 0);
    heat_free(&heat);
}
END_TEST

START_TEST(scores_below_zero_have_even_shades)
{
    static const struct heat_point point[] = {
        {1, 1, -0.99, 0}, {2, 1, -0.78, 1}, {3, 1, -0.5, 2}, {4, 1, 0.01, 3}};
    struct heat heat = {0};
    struct status status = {0};

    ck_assert(heat_make(&heat, point, 4, &status));
    ck_assert_int_eq(heat_shade(&heat, 0), 0);
    ck_assert_int_eq(heat_shade(&heat, 1), 1);
    ck_assert_int_eq(heat_shade(&heat, 2), 2);
    ck_assert_int_eq(heat_shade(&heat, 3), 4);
    heat_free(&heat);
}
END_TEST

START_TEST(draws_have_no_map)
{
    enum { DRAWS = 40 };
    struct heat_point point[DRAWS];
    struct heat heat = {0};
    struct status status = {0};

    for (int i = 0; i < DRAWS; i++)
        point[i] = (struct heat_point){i, (i * 7) % DRAWS, i, i};
    ck_assert(!heat_make(&heat, point, DRAWS, &status));
    ck_assert_int_eq(status.code, STATUS_INVALID);
    ck_assert_str_eq(
        status.message,
        "A map needs a grid: each value of one hyperparameter with each of the other.");
    ck_assert(!heat.point && heat.columns == 0 && heat.rows == 0);
    for (int i = 0; i < DRAWS; i++) /* 5 x 8 */
        point[i] = (struct heat_point){i % 5, (DRAWS - 1 - i) / 5, i, i};
    ck_assert(heat_make(&heat, point, DRAWS, &status));
    ck_assert(heat.columns == 5 && heat.rows == 8 && heat.x[4] == 4 && heat.y[7] == 7);
    for (int i = 0; i < DRAWS; i++)
        ck_assert_int_eq(heat.point[i].config, (7 - i / 5) * 5 + i % 5);
    heat_free(&heat);
}
END_TEST

START_TEST(a_map_is_made_anew_when_something_has_changed)
{
    struct status status = {0};
    struct experiment_screen screen = {.second = 0, .map_of = UINT64_MAX, .made_of = 1};
    struct sweep_point *of;

    begin("lr=1e-4..1e-2*3", 20);
    screen.of = experiment;
    screen.map_point = calloc(6, sizeof *screen.map_point);
    of = screen.summary.point = calloc(6, sizeof *of);
    ck_assert(screen.map_point && of);
    of[1] = (struct sweep_point){.done = 1, .spread = {.median = 0.5}};
    of[4] = (struct sweep_point){.done = 1, .spread = {.median = 0.25}};
    /* One axis for both sides: places on the diagonal only are no grid. */
    ck_assert(!experiment_map_make(&screen, &status));
    ck_assert_int_eq(status.code, STATUS_INVALID);
    end();
    begin("lr={0.1}", 20);
    screen.of = experiment;
    of[0] = of[4];
    ck_assert(experiment_map_make(&screen, &status));
    ck_assert(screen.map.point[0].score == 0.25);
    of[0].spread.median = 0.75;
    ck_assert(experiment_map_make(&screen, &status));
    ck_assert(screen.map.point[0].score == 0.25); /* nobody said that something has changed */
    screen.made_of = 2;
    ck_assert(experiment_map_make(&screen, &status));
    ck_assert(screen.map.point[0].score == 0.75);
    screen.chosen = 1;
    ck_assert(experiment_map_make(&screen, &status));
    ck_assert(screen.map.point[0].score == 0.5);
    heat_free(&screen.map);
    free(screen.map_point);
    free(of);
    end();
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("experiment");
    TCase *c = tcase_create("experiment");

    tcase_add_test(c, an_experiment_is_measured_and_run);
    tcase_add_test(c, what_is_done_is_kept);
    tcase_add_test(c, results_that_are_there_are_not_done_again);
    tcase_add_test(c, an_estimate_is_of_the_jobs_that_are_left);
    tcase_add_test(c, the_time_left_weighs_jobs);
    tcase_add_test(c, what_cannot_be_done_is_refused);
    tcase_add_test(c, maps_have_places_and_shades);
    tcase_add_test(c, draws_have_no_map);
    tcase_add_test(c, a_map_is_made_anew_when_something_has_changed);
    tcase_add_test(c, scores_below_zero_have_even_shades);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
