/*
 * check_final.c - the figures of the state reached when training stops, and which figures tables
 * show; accuracies against their definition.
 */
#include "check_main.h"
#include "train/race.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { M = 900, M_TEST = 350, N_X = 7, N_Y = 3, BATCH = 250, PER_EPOCH = 4 };

static struct dataset *make_data(void)
{
    static double x[(M + M_TEST) * N_X], y[(M + M_TEST) * N_Y];
    struct status status = {0};
    struct rng rng;

    rng_seed(&rng, 2385);
    for (size_t i = 0; i < M + M_TEST; i++) {
        uint32_t class = rng_interval(&rng, N_Y - 1);
        for (size_t j = 0; j < N_X; j++)
            x[i * N_X + j] = rng_gaussian(&rng) + (j % N_Y == class);
        for (size_t j = 0; j < N_Y; j++)
            y[i * N_Y + j] = j == class;
    }
    return dataset_from_reals(N_X, N_Y, M, x, y, M_TEST, x + M * N_X, y + M * N_Y, &status);
}

static struct race *make_race(int threads, uint64_t batch_size, uint64_t eval_every,
                              const char *const *runs, int n_runs)
{
    struct problem_config config;
    struct status status = {0};
    struct race *race;

    problem_config_default(&config);
    snprintf(config.layers, sizeof config.layers, "9");
    config.activation = (int)(activation_find("leaky_relu") - activations);
    config.batch_size = batch_size;
    config.eval_every = eval_every;
    race = race_create(problem_from_dataset(make_data(), &config, &status), threads, &status);
    ck_assert_msg(race != NULL, "%s", status.message);
    for (int i = 0; i < n_runs; i++) {
        struct run_config run;
        ck_assert_msg(run_config_parse(runs[i], &run, &status), "%s", status.message);
        ck_assert_int_eq(race_add(race, &run, &status), i + 1);
    }
    return race;
}

static void iterate(struct race *race, int iterations)
{
    struct status status = {0};

    for (int i = 0; i < iterations; i++)
        ck_assert_msg(race_iterate(race, NULL, &status), "%s", status.message);
}

static struct race_snapshot snapshot_of(struct race *race)
{
    const struct race_view view = {.end = 1, .columns = 1};
    struct race_snapshot snapshot = {0};
    struct status status = {0};

    ck_assert_msg(race_snapshot(race, &view, &snapshot, &status), "%s", status.message);
    return snapshot;
}

/* Mean loss and share of right answers at a run's weights, by one plain pass. */
static struct pass_sums plain_sums(const struct race *race, int i, enum objective_split split)
{
    const struct objective *objective = race_problem(race)->objective;
    struct objective_rows rows = {.split = split, .rows.count = objective->samples[split]};
    struct status status = {0};
    void *workspace = objective->type->workspace_create(objective, &status);
    struct pass_sums sums = {0};

    objective->type->evaluate(objective, run_parameters(race_run(race, i)), &rows, workspace,
                              &sums);
    objective->type->workspace_free(workspace);
    return sums;
}

static void assert_plain(const struct race *race, int i, const double *value)
{
    struct pass_sums train = plain_sums(race, i, OBJECTIVE_TRAIN);
    struct pass_sums test = plain_sums(race, i, OBJECTIVE_TEST);
    const double tolerance = sizeof(real) == sizeof(double) ? 1e-13 : 1e-5;

    assert_close(value[CURVE_TRAIN_LOSS], train.loss / M, tolerance);
    assert_close(value[CURVE_TEST_LOSS], test.loss / M_TEST, tolerance);
    ck_assert(value[CURVE_TRAIN_ACCURACY] == (double)train.correct / M);
    ck_assert(value[CURVE_TEST_ACCURACY] == (double)test.correct / M_TEST);
    ck_assert_uint_gt(test.correct, M_TEST / 3);
}

static const char *const pair[] = {"gd:lr=0.3", "adam:lr=0.01"};

START_TEST(rows_have_the_shares_of_their_own_samples)
{
    struct race *race = make_race(2, 0, 0, pair, 2);

    for (size_t row = 0; row < 5; row++) {
        struct pass_sums train[2], test[2];
        for (int i = 0; i < 2; i++) {
            train[i] = plain_sums(race, i, OBJECTIVE_TRAIN);
            test[i] = plain_sums(race, i, OBJECTIVE_TEST);
        }
        iterate(race, 1);
        for (int i = 0; i < 2; i++) {
            struct history_row it = history_get(run_get_history(race_run(race, i)), row);
            ck_assert(it.value[CURVE_TRAIN_ACCURACY] == (double)train[i].correct / M);
            ck_assert(it.value[CURVE_TEST_ACCURACY] == (double)test[i].correct / M_TEST);
        }
    }
    race_free(race);
}
END_TEST

START_TEST(the_state_reached_is_evaluated_on_all_samples)
{
    static const int threads[] = {1, 3};
    struct race *race = make_race(threads[_i], BATCH, 0, pair, 2);
    struct race *twin = make_race(threads[_i], BATCH, 0, pair, 2);
    struct race_snapshot snapshot;
    struct status status = {0};

    ck_assert(!race_wants_evaluation(race)); /* untrained */
    iterate(race, PER_EPOCH + 2);
    ck_assert(race_wants_evaluation(race));
    snapshot = snapshot_of(race);
    ck_assert(!snapshot.whole && snapshot.untested && !snapshot.run[0].has_final);
    ck_assert_uint_eq(snapshot.run[0].shown.tested, PER_EPOCH - 1);
    ck_assert(snapshot.run[0].shown.value[CURVE_TRAIN_LOSS] ==
              snapshot.run[0].last.value[CURVE_TRAIN_LOSS]);
    ck_assert(
        snapshot.run[0].shown.value[CURVE_TEST_LOSS] ==
        history_get(run_get_history(race_run(race, 0)), PER_EPOCH - 1).value[CURVE_TEST_LOSS]);
    race_snapshot_free(&snapshot);

    ck_assert_msg(race_evaluate(race, NULL, &status), "%s", status.message);
    ck_assert(!race_wants_evaluation(race));
    snapshot = snapshot_of(race);
    ck_assert(snapshot.whole && !snapshot.untested);
    for (int i = 0; i < 2; i++) {
        const struct run_snapshot *run = &snapshot.run[i];
        ck_assert(run->has_final);
        assert_plain(race, i, run->final.value);
        assert_plain(race, i, run->shown.value);
        ck_assert_uint_eq(run->shown.tested, PER_EPOCH + 2);
        ck_assert_uint_eq(run->iteration, PER_EPOCH + 2);
        ck_assert_uint_eq(run->gradients, PER_EPOCH + 2);
        ck_assert_uint_eq(run->evaluated_at, PER_EPOCH - 1);
    }
    race_snapshot_free(&snapshot);

    /* It leaves no trace: what follows is what follows without. */
    iterate(race, 3);
    iterate(twin, PER_EPOCH + 5);
    snapshot = snapshot_of(race);
    ck_assert(!snapshot.run[0].has_final && snapshot.untested);
    race_snapshot_free(&snapshot);
    for (int i = 0; i < 2; i++) {
        const struct history *a = run_get_history(race_run(race, i));
        const struct history *b = run_get_history(race_run(twin, i));
        ck_assert_uint_eq(history_length(a), PER_EPOCH + 5);
        for (size_t row = 0; row < PER_EPOCH + 5; row++)
            for (int c = 0; c <= CURVE_LEARNING_RATE; c++) {
                double p = history_get(a, row).value[c], q = history_get(b, row).value[c];
                ck_assert_mem_eq(&p, &q, sizeof p);
            }
        ck_assert_mem_eq(run_parameters(race_run(race, i)), run_parameters(race_run(twin, i)),
                         race_problem(race)->objective->n * sizeof(real));
    }
    race_free(race);
    race_free(twin);
}
END_TEST

START_TEST(full_batches_are_evaluated_only_where_rows_are_not)
{
    struct race *always = make_race(1, 0, 0, pair, 1), *rarely = make_race(1, 0, 3, pair, 1);
    struct race_snapshot snapshot;
    struct status status = {0};

    iterate(always, 4);
    ck_assert(!race_wants_evaluation(always));
    ck_assert(race_evaluate(always, NULL, &status));
    snapshot = snapshot_of(always);
    ck_assert(!snapshot.run[0].has_final && snapshot.whole && !snapshot.untested);
    ck_assert_uint_eq(snapshot.run[0].shown.tested, 3); /* the last row, as it is */
    ck_assert(snapshot.run[0].shown.value[CURVE_TEST_LOSS] ==
              snapshot.run[0].last.value[CURVE_TEST_LOSS]);
    race_snapshot_free(&snapshot);
    iterate(rarely, 4);
    ck_assert(race_wants_evaluation(rarely));
    snapshot = snapshot_of(rarely);
    ck_assert(snapshot.whole && snapshot.untested);
    ck_assert_uint_eq(snapshot.run[0].shown.tested, 2);
    race_snapshot_free(&snapshot);
    ck_assert(race_evaluate(rarely, NULL, &status));
    snapshot = snapshot_of(rarely);
    assert_plain(rarely, 0, snapshot.run[0].shown.value);
    race_snapshot_free(&snapshot);
    race_free(always);
    race_free(rarely);
}
END_TEST

START_TEST(a_cancelled_evaluation_leaves_nothing)
{
    struct race *race = make_race(2, BATCH, 0, pair, 2);
    atomic_bool cancel = true;
    struct status status = {0};
    struct race_snapshot snapshot;

    iterate(race, 2);
    ck_assert(!race_evaluate(race, &cancel, &status));
    ck_assert_int_eq(status.code, STATUS_CANCELLED);
    ck_assert(race_wants_evaluation(race));
    snapshot = snapshot_of(race);
    ck_assert(!snapshot.run[0].has_final && !snapshot.whole && snapshot.untested);
    ck_assert_uint_eq(snapshot.run[0].shown.tested, 0); /* after 0 updates */
    race_snapshot_free(&snapshot);
    cancel = false;
    ck_assert(race_evaluate(race, &cancel, &(struct status){0}));
    ck_assert(!race_wants_evaluation(race));
    ck_assert(race_reset(race, &status));
    ck_assert(!race_wants_evaluation(race));
    snapshot = snapshot_of(race);
    ck_assert(!snapshot.run[0].has_final);
    race_snapshot_free(&snapshot);
    race_free(race);
}
END_TEST

START_TEST(the_dead_have_no_figures_of_all_samples)
{
    static const char *const runs[] = {"gd:lr=0.3", "momentum:lr=1000"};
    struct race *race = make_race(1, BATCH, 0, runs, 2);
    const struct run_numbers *dead;
    struct race_snapshot snapshot;
    struct status status = {0};

    iterate(race, 40);
    dead = run_get_numbers(race_run(race, 1));
    ck_assert_int_eq(dead->state, RUN_DIVERGED);
    ck_assert_uint_eq(race_leader(race), 40);
    ck_assert_uint_lt(dead->diverged_at, 40);
    ck_assert(race_evaluate(race, NULL, &status));
    snapshot = snapshot_of(race);
    ck_assert(snapshot.whole && !snapshot.untested);
    ck_assert(snapshot.run[0].has_final && !snapshot.run[1].has_final);
    ck_assert(!isfinite(snapshot.run[1].shown.value[CURVE_TRAIN_LOSS]));
    ck_assert(isnan(snapshot.run[1].shown.value[CURVE_TRAIN_ACCURACY]));
    ck_assert_uint_eq(snapshot.run[1].shown.tested, snapshot.run[1].evaluated_at);
    ck_assert_uint_le(snapshot.run[1].shown.tested, dead->diverged_at);
    race_snapshot_free(&snapshot);
    race_free(race);
}
END_TEST

/* ---- where a run goes nowhere ------------------------------------------------------------------
 */

/* One unit; full batches or single samples, some of which have a gradient of exactly 0. */
static struct race *dead_or_alive(const char *run, const char *activation, uint64_t batch_size,
                                  double dropout)
{
    static const double x[] = {0.5, 0.25, -0.75, -1, 1, 0.125}, y[] = {1, 0.5, 0, 0, 1, 0.25};
    struct problem_config config;
    struct run_config run_config;
    struct status status = {0};
    struct race *race;

    problem_config_default(&config);
    snprintf(config.layers, sizeof config.layers, "3");
    config.activation = (int)(activation_find(activation) - activations);
    config.batch_size = batch_size;
    config.dropout = dropout;
    config.seed = 7; /* the output is alive at first */
    race = race_create(
        problem_from_dataset(dataset_from_reals(1, 1, 6, x, y, 6, x, y, &status), &config, &status),
        1, &status);
    ck_assert_msg(race != NULL, "%s", status.message);
    ck_assert_msg(run_config_parse(run, &run_config, &status), "%s", status.message);
    ck_assert_int_eq(race_add(race, &run_config, &status), 1);
    return race;
}

static struct run_snapshot only_run(struct race *race)
{
    struct race_snapshot snapshot = snapshot_of(race);
    struct run_snapshot run = snapshot.run[0];

    race_snapshot_free(&snapshot);
    return run;
}

START_TEST(a_network_whose_units_are_dead_has_stalled)
{
    struct race *race = dead_or_alive("gd:lr=300", "relu", 0, 0);
    const struct history *history = run_get_history(race_run(race, 0));
    struct run_snapshot run;
    size_t first = 0;

    iterate(race, 20);
    run = only_run(race);
    ck_assert_int_eq(run.state, RUN_LIVE);
    ck_assert_int_eq(run.condition, RUN_STALLED);
    while (history_get(history, first).value[CURVE_GRADIENT_NORM] != 0)
        first++;
    ck_assert_uint_gt(first, 0);
    ck_assert_uint_eq(run.condition_at, first);
    ck_assert(history_get(history, first).value[CURVE_UPDATE_NORM] == 0);
    ck_assert(history_get(history, first - 1).value[CURVE_UPDATE_NORM] > 0);
    ck_assert(race_reset(race, &(struct status){0}));
    ck_assert_int_eq(only_run(race).condition, RUN_MOVING);
    race_free(race);
    /* With dropout the next mask may wake a unit; a run that learns is none. */
    race = dead_or_alive("gd:lr=300", "relu", 0, 0.25);
    iterate(race, 20);
    ck_assert_int_eq(only_run(race).condition, RUN_MOVING);
    race_free(race);
    race = dead_or_alive("gd:lr=0.01", "tanh", 0, 0);
    iterate(race, 20);
    ck_assert_int_eq(only_run(race).condition, RUN_MOVING);
    race_free(race);
    /* Weight decay moves the biases of dead units, too. */
    race = dead_or_alive("gd:lr=300,weight_decay=0.0001", "relu", 0, 0);
    iterate(race, 20);
    ck_assert_int_eq(only_run(race).condition, RUN_MOVING);
    race_free(race);
}
END_TEST

/* What is left of the momentum moves the parameters for a while. */
START_TEST(a_momentum_does_not_hide_that_a_run_has_stalled)
{
    struct race *race = dead_or_alive("momentum:lr=300,beta=0.9", "relu", 0, 0);
    const struct history *history = run_get_history(race_run(race, 0));
    struct run_snapshot run;
    size_t first = 0;

    iterate(race, 20);
    run = only_run(race);
    ck_assert_int_eq(run.condition, RUN_STALLED);
    while (history_get(history, first).value[CURVE_GRADIENT_NORM] != 0)
        first++;
    ck_assert_uint_eq(run.condition_at, first);
    ck_assert(history_get(history, first).value[CURVE_UPDATE_NORM] > 0);
    race_free(race);
}
END_TEST

/*
 * One unit without a hidden layer learns that the output is 0 at 1. A step that is too long leaves
 * it dead, and on its way a momentum brings it to where it answers to -10.
 */
START_TEST(a_run_that_comes_to_life_again_has_not_stalled)
{
    static const double x[] = {1, -10}, y[] = {0, 1};
    struct problem_config config;
    int woke = 0;

    problem_config_default(&config);
    snprintf(config.layers, sizeof config.layers, "none");
    config.activation = (int)(activation_find("relu") - activations);
    for (int seed = 1; seed <= 6; seed++)
        for (int lr = 1; lr <= 10; lr++) {
            struct run_config run_config;
            struct status status = {0};
            struct race *race;
            char text[64];
            bool dead = false;

            config.seed = (uint64_t)seed;
            race = race_create(
                problem_from_dataset(dataset_from_reals(1, 1, 2, x, y, 2, x, y, &status), &config,
                                     &status),
                1, &status);
            ck_assert_msg(race != NULL, "%s", status.message);
            snprintf(text, sizeof text, "momentum:lr=%g,beta=0.9", lr / 5.0);
            ck_assert(run_config_parse(text, &run_config, &status));
            ck_assert_int_eq(race_add(race, &run_config, &status), 1);
            for (size_t i = 0; i < 20; i++) {
                struct history_row row;
                bool alive;

                iterate(race, 1);
                row = history_get(run_get_history(race_run(race, 0)), i);
                alive = row.value[CURVE_GRADIENT_NORM] != 0;
                ck_assert_int_eq(only_run(race).condition, alive ? RUN_MOVING : RUN_STALLED);
                woke += dead && alive;
                dead = !alive;
            }
            race_free(race);
        }
    ck_assert_int_gt(woke, 0);
}
END_TEST

/* What is right for every sample has no gradient, and nothing to learn. */
START_TEST(a_loss_of_zero_is_no_stalled_run)
{
    static const double x[] = {1, 2}, y[] = {0, 0};
    struct problem_config config;
    struct run_config run_config;
    struct status status = {0};
    struct race *race;
    struct run_snapshot run;

    problem_config_default(&config);
    snprintf(config.layers, sizeof config.layers, "none");
    config.activation = (int)(activation_find("relu") - activations);
    race = race_create(
        problem_from_dataset(dataset_from_reals(1, 1, 2, x, y, 2, x, y, &status), &config, &status),
        1, &status);
    ck_assert_msg(race != NULL, "%s", status.message);
    ck_assert(run_config_parse("gd:lr=300", &run_config, &status));
    ck_assert_int_eq(race_add(race, &run_config, &status), 1);
    iterate(race, 10);
    run = only_run(race);
    ck_assert(run.last.value[CURVE_TRAIN_LOSS] == 0);
    ck_assert(run.last.value[CURVE_GRADIENT_NORM] == 0);
    ck_assert_int_eq(run.condition, RUN_MOVING);
    race_free(race);
}
END_TEST

START_TEST(single_samples_without_a_gradient_do_not_stall_a_run)
{
    struct race *race = dead_or_alive("gd:lr=300", "relu", 1, 0);
    const struct history *history = run_get_history(race_run(race, 0));

    for (uint64_t i = 0; i < 60; i++) {
        uint64_t from = i + 1;
        iterate(race, 1);
        while (from > 0 && history_get(history, from - 1).value[CURVE_GRADIENT_NORM] == 0)
            from--;
        if (i % 6 == 5 && i + 1 - from >= 6)
            ck_assert_int_eq(only_run(race).condition, RUN_STALLED);
        if (i + 1 - from < 6)
            ck_assert_int_eq(only_run(race).condition, RUN_MOVING);
        else if (only_run(race).condition == RUN_STALLED)
            ck_assert_uint_eq(only_run(race).condition_at, from);
    }
    ck_assert_int_eq(only_run(race).condition, RUN_STALLED);
    race_free(race);
}
END_TEST

START_TEST(lbfgs_says_that_it_has_converged)
{
    struct race *race = dead_or_alive("lbfgs:line_search=strong-wolfe", "tanh", 0, 0);
    struct run_snapshot run;
    uint64_t i = 0;

    do {
        iterate(race, 1);
        run = only_run(race);
    } while (++i < 3000 && run.condition == RUN_MOVING);
    ck_assert_int_eq(run.condition, RUN_CONVERGED);
    ck_assert_uint_eq(run.condition_at, i - 1);
    ck_assert(run.last.value[CURVE_UPDATE_NORM] == 0);
    iterate(race, 3);
    ck_assert_uint_eq(only_run(race).condition_at, i - 1);
    race_free(race);
}
END_TEST

/* ---- norms --------------------------------------------------------------------------------------
 */

START_TEST(norms_are_those_of_the_vectors)
{
    static const int threads[] = {1, 3};
    struct race *race = make_race(threads[_i], 0, 0, pair, 1);
    size_t n = race_problem(race)->objective->n;
    const double lr = 0.3, tolerance = sizeof(real) == sizeof(double) ? 1e-12 : 1e-3;
    real *before = malloc(n * sizeof *before);

    for (size_t row = 0; row < 4; row++) {
        struct history_row it;
        double moved = 0, weight = 0;

        memcpy(before, run_parameters(race_run(race, 0)), n * sizeof *before);
        iterate(race, 1);
        for (size_t i = 0; i < n; i++) {
            double d = (double)run_parameters(race_run(race, 0))[i] - (double)before[i];
            moved += d * d;
            weight += (double)before[i] * (double)before[i];
        }
        it = history_get(run_get_history(race_run(race, 0)), row);
        assert_close(it.value[CURVE_UPDATE_NORM], sqrt(moved), 1e-12);
        assert_close(it.value[CURVE_WEIGHT_NORM], sqrt(weight), 1e-12);
        assert_close(it.value[CURVE_UPDATE_RATIO], sqrt(moved / weight), 1e-12);
        assert_close(it.value[CURVE_GRADIENT_NORM], sqrt(moved) / lr, tolerance);
        ck_assert(it.value[CURVE_GRADIENTS] == (double)row);
        ck_assert(row == 0 ? it.value[CURVE_SECONDS] == 0 : it.value[CURVE_SECONDS] > 0);
    }
    free(before);
    race_free(race);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("final");
    TCase *figures = tcase_create("figures");

    tcase_set_timeout(figures, 60);
    tcase_add_test(figures, rows_have_the_shares_of_their_own_samples);
    tcase_add_loop_test(figures, the_state_reached_is_evaluated_on_all_samples, 0, 2);
    tcase_add_test(figures, full_batches_are_evaluated_only_where_rows_are_not);
    tcase_add_test(figures, a_cancelled_evaluation_leaves_nothing);
    tcase_add_test(figures, the_dead_have_no_figures_of_all_samples);
    tcase_add_test(figures, a_network_whose_units_are_dead_has_stalled);
    tcase_add_test(figures, a_momentum_does_not_hide_that_a_run_has_stalled);
    tcase_add_test(figures, a_run_that_comes_to_life_again_has_not_stalled);
    tcase_add_test(figures, a_loss_of_zero_is_no_stalled_run);
    tcase_add_test(figures, single_samples_without_a_gradient_do_not_stall_a_run);
    tcase_add_test(figures, lbfgs_says_that_it_has_converged);
    tcase_add_loop_test(figures, norms_are_those_of_the_vectors, 0, 2);
    suite_add_tcase(suite, figures);
    return suite;
}

TEST_MAIN(make_suite)
