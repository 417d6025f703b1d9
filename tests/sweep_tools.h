/*
 * sweep_tools.h - what the suites of sweeps share: requests as on the command line, a small
 * problem, and all jobs of a list done.
 */
#ifndef OPTOP_SWEEP_TOOLS_H
#define OPTOP_SWEEP_TOOLS_H

#include "app/sweep_summary.h"
#include "app/sweep_team.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

static inline struct sweep_range range_of(const char *text)
{
    struct sweep_range range;
    struct status status = {0};

    ck_assert_msg(sweep_range_parse(text, &range, &status), "%s: %s", text, status.message);
    return range;
}

static const uint64_t seeds[] = {3, 5, 9};

/* A request: optimizers, ranges and draws as on the command line. */
struct asked {
    struct sweep_wish wish;
    struct run_config run[4];
    struct sweep_request request;
};

static inline void ask(struct asked *asked, const char *const *runs, const char *const *ranges)
{
    struct status status = {0};

    memset(asked, 0, sizeof *asked);
    for (; *runs; runs++) {
        char plain[SWEEP_TEXT_MAX];

        ck_assert_msg(sweep_ranges_split(*runs, asked->request.runs, plain, asked->wish.range,
                                         &asked->wish.ranges, &status) &&
                          run_config_parse(plain, &asked->run[asked->request.runs], &status),
                      "%s", status.message);
        asked->request.runs++;
    }
    for (; *ranges; ranges++) {
        struct sweep_range range = range_of(*ranges);

        ck_assert(sweep_ranges_add(&range, asked->wish.range, &asked->wish.ranges, &status));
    }
    asked->request.wish = &asked->wish;
    asked->request.run = asked->run;
    asked->request.seed = seeds;
    asked->request.seeds = 3;
    asked->request.iterations = 20;
}

static inline struct sweep_plan plan_of(struct asked *asked)
{
    struct sweep_plan plan;
    struct status status = {0};

    ck_assert_msg(sweep_plan_make(&plan, &asked->request, &status), "%s", status.message);
    return plan;
}

static inline struct problem *problem_with(uint64_t batch_size)
{
    double x[12] = {0.5, -0.25, 1, 0.125, -0.75, 0.3, 0.2, 0.9, -0.4, 0.6, -0.1, 0.7};
    double y[6] = {1, 0, 1, 0, 1, 0}, x_test[4] = {0.3, -0.2, 0.8, 0.4}, y_test[2] = {1, 0};
    struct problem_config config;
    struct status status = {0};
    struct problem *problem;

    problem_config_default(&config);
    config.batch_size = batch_size;
    snprintf(config.layers, sizeof config.layers, "3");
    problem = problem_from_dataset(dataset_from_reals(2, 1, 6, x, y, 2, x_test, y_test, &status),
                                   &config, &status);
    ck_assert_msg(problem != NULL, "%s", status.message);
    return problem;
}

/* All jobs by so many threads, given in reverse where `backwards`. */
static inline struct sweep_results results_of(const struct problem *problem,
                                              const struct sweep_plan *plan, int threads,
                                              bool backwards)
{
    struct status status = {0};
    struct sweep_team *team = sweep_team_start(problem, plan, threads, NULL, &status);
    struct sweep_results results;
    struct sweep_done done;
    uint64_t jobs = sweep_jobs(plan);

    ck_assert_msg(team != NULL, "%s", status.message);
    ck_assert(sweep_results_make(&results, plan, &status));
    ck_assert_int_le(sweep_team_threads(team), threads);
    ck_assert(!sweep_team_take(team, &done, 10)); /* nothing is to come */
    for (uint64_t i = 0; i < jobs; i++)
        ck_assert(sweep_team_give(team, backwards ? jobs - 1 - i : i, &status));
    ck_assert_uint_eq(sweep_team_busy(team), jobs);
    while (sweep_team_busy(team) > 0)
        if (sweep_team_take(team, &done, 60)) {
            ck_assert_int_eq(done.status.code, STATUS_OK);
            ck_assert(done.seconds >= 0);
            sweep_results_add(&results, &done.result);
        }
    ck_assert_uint_eq(results.count, jobs);
    sweep_team_free(team);
    return results;
}

#endif
