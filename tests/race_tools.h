/*
 * race_tools.h - a small race on 41 random samples, what is done to it in a line each, and whether
 * two races have trained the same bits. For the suites of a race's events.
 */
#ifndef OPTOP_RACE_TOOLS_H
#define OPTOP_RACE_TOOLS_H

#include "check_main.h"
#include "train/race.h"

#include <stdio.h>
#include <string.h>

/* ---- a small race -------------------------------------------------------------------------------
 */

struct setting {
    uint64_t batch_size, seed;
    double dropout;
    int seeds, threads;
};

static inline struct problem *make_problem(const struct setting *setting)
{
    enum { M = 41, N_X = 3 };
    static double x[M * N_X], y[M];
    struct problem_config config;
    struct status status = {0};
    struct problem *problem;
    struct rng rng;

    rng_seed(&rng, 20261127);
    for (size_t i = 0; i < M; i++) {
        y[i] = i % 3 == 0;
        for (size_t j = 0; j < N_X; j++)
            x[i * N_X + j] = rng_gaussian(&rng) + y[i];
    }
    problem_config_default(&config);
    snprintf(config.layers, sizeof config.layers, "5,4");
    config.activation = (int)(activation_find("tanh") - activations);
    config.batch_size = setting->batch_size;
    config.dropout = setting->dropout;
    config.seed = setting->seed;
    if (setting->seeds > 1)
        snprintf(config.seeds, sizeof config.seeds, "%d..%d", (int)setting->seed,
                 (int)setting->seed + setting->seeds - 1);
    problem = problem_from_dataset(dataset_from_reals(N_X, 1, M, x, y, 0, NULL, NULL, &status),
                                   &config, &status);
    ck_assert_msg(problem != NULL, "%s", status.message);
    return problem;
}

static inline struct race *make_race(const struct setting *setting)
{
    struct status status = {0};
    struct race *race = race_create(make_problem(setting), setting->threads, &status);

    ck_assert_msg(race != NULL, "%s", status.message);
    return race;
}

static const struct setting plain = {.seed = 7, .seeds = 1, .threads = 1};
static const struct setting batches = {.seed = 7, .batch_size = 10, .seeds = 1, .threads = 2};

static inline struct run_config config_of(const char *text)
{
    struct run_config config;
    struct status status = {0};

    ck_assert_msg(run_config_parse(text, &config, &status), "%s", status.message);
    return config;
}

static inline int add(struct race *race, const char *text)
{
    struct run_config config = config_of(text);
    struct status status = {0};
    int id = race_add(race, &config, &status);

    ck_assert_msg(id > 0, "%s", status.message);
    return id;
}

static inline void change(struct race *race, int id, uint64_t s, const char *text, bool restarts)
{
    struct run_config config = config_of(text);
    struct status status = {0};

    ck_assert_msg(race_change(race, id, s, &config, restarts, NULL, &status), "%s", status.message);
}

static inline int fork_run(struct race *race, int parent, uint64_t s, const char *text,
                           bool restarts)
{
    struct run_config config = config_of(text);
    struct status status = {0};
    int id = race_fork(race, parent, s, &config, restarts, NULL, &status);

    ck_assert_msg(id > 0, "%s", status.message);
    return id;
}

static inline void rewind_to(struct race *race, int id, uint64_t s)
{
    struct status status = {0};

    ck_assert_msg(race_rewind(race, id, s, NULL, &status), "%s", status.message);
}

static inline void iterate(struct race *race, int iterations)
{
    struct status status = {0};

    for (int i = 0; i < iterations; i++)
        ck_assert_msg(race_iterate(race, NULL, &status), "%s", status.message);
}

/* Until the last of the live runs has come to s. */
static inline void train_to(struct race *race, uint64_t s)
{
    while (race_live(race) > 0 && race_laggard(race) < s)
        iterate(race, 1);
}

/* ---- comparing ----------------------------------------------------------------------------------
 */

static inline bool same_rows(const struct history *a, const struct history *b)
{
    if (history_length(a) != history_length(b))
        return false;
    for (size_t i = 0; i < history_length(a); i++) {
        struct history_row ra = history_get(a, i), rb = history_get(b, i);
        ra.value[CURVE_SECONDS] = rb.value[CURVE_SECONDS]; /* of the clock */
        if (memcmp(ra.value, rb.value, sizeof ra.value) != 0 || ra.evaluated != rb.evaluated)
            return false;
    }
    return true;
}

static inline bool same_replica(const struct replica *a, const struct replica *b)
{
    size_t n = a->problem->objective->n * sizeof(real);

    return a->numbers->iteration == b->numbers->iteration &&
           a->numbers->state == b->numbers->state &&
           a->numbers->gradients == b->numbers->gradients && same_rows(a->history, b->history) &&
           memcmp(a->w, b->w, n) == 0 && memcmp(a->good, b->good, n) == 0;
}

static inline bool same_run(const struct run *a, const struct run *b)
{
    for (int i = 0; i < run_replicas(a); i++)
        if (!same_replica(run_replica(a, i), run_replica(b, i)))
            return false;
    return true;
}

static inline void assert_same_run(const struct run *a, const struct run *b, const char *what)
{
    char text[RUN_CONFIG_TEXT_MAX];

    ck_assert_msg(same_run(a, b), "%s: %s after %llu and %llu", what,
                  run_config_write(run_get_config(a), text, sizeof text),
                  (unsigned long long)run_iteration(a), (unsigned long long)run_iteration(b));
}

static inline const struct run *run_of(const struct race *race, int id)
{
    for (int i = 0; i < race_runs(race); i++)
        if (race_run_id(race, i) == id)
            return race_run(race, i);
    ck_abort_msg("no run %d", id);
    return NULL;
}

/* The plan of a run, trained without ever going back. */
static inline struct race *direct(const struct setting *setting, const struct run *run)
{
    const struct plan *plan = run_plan(run);
    struct race *race = make_race(setting);
    struct status status = {0};
    uint64_t length = run_iteration(run);
    double total = 0;

    for (int i = 0; i < plan->segments && (i == 0 || plan->segment[i].from < length); i++) {
        const struct segment *segment = &plan->segment[i];
        struct run_config config = segment->config;

        if (i == 0 || segment->restarts)
            total = segment->total;
        if (total > 0)
            config = run_config_resolve(&config, total);
        train_to(race, segment->from);
        if (i == 0)
            ck_assert(race_add(race, &config, &status) == 1);
        else
            ck_assert_msg(
                race_change(race, 1, segment->from, &config, segment->restarts, NULL, &status),
                "%s", status.message);
    }
    while (race_live(race) > 0 && race_laggard(race) < length)
        iterate(race, 1);
    if (!run_is_live(run) && race_live(race) > 0)
        iterate(race, 1); /* the row at which it diverged */
    return race;
}

static inline void assert_direct(const struct setting *setting, const struct race *race, int id)
{
    struct race *expected = direct(setting, run_of(race, id));

    assert_same_run(run_of(race, id), race_run(expected, 0), "against the direct computation");
    race_free(expected);
}

/* The learning rate in a row. */
static inline double rate(const struct race *race, int id, size_t row)
{
    return history_get(run_get_history(run_of(race, id)), row).value[CURVE_LEARNING_RATE];
}

#endif
