/*
 * check_race.c - runs in lockstep: the same bits for every number of threads, cancelled or not;
 * divergence, catching up, editing, snapshots; minibatches against their definition.
 */
#include "check_main.h"
#include "train/race.h"

#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>

static const char *const field[] = {"gd:lr=0.07", "momentum:lr=0.3,beta=0.85",
                                    "rmsprop:lr=0.002,beta=0.95",
                                    "adam:lr=0.005,beta1=0.8,beta2=0.97"};
enum { FIELD = 4 };

static const struct measures cosines = {.cosines = true};

/* 2600 random samples of three classes in 11 inputs: five lanes. */
static struct dataset *make_data(void)
{
    enum { M = 2600, M_TEST = 1100, N_X = 11, N_Y = 3 };
    static double x[(M + M_TEST) * N_X], y[(M + M_TEST) * N_Y];
    struct status status = {0};
    struct rng rng;
    struct dataset *dataset;

    rng_seed(&rng, 20261122);
    for (size_t i = 0; i < M + M_TEST; i++) {
        uint32_t class = rng_interval(&rng, N_Y - 1);
        for (size_t j = 0; j < N_X; j++)
            x[i * N_X + j] = rng_gaussian(&rng) + (j % N_Y == class);
        for (size_t j = 0; j < N_Y; j++)
            y[i * N_Y + j] = j == class;
    }
    dataset = dataset_from_reals(N_X, N_Y, M, x, y, M_TEST, x + M * N_X, y + M * N_Y, &status);
    ck_assert_msg(dataset != NULL, "%s", status.message);
    return dataset;
}

static struct race *make_race(int threads, uint64_t batch_size, const char *const *runs, int n_runs)
{
    struct problem_config config;
    struct status status = {0};
    struct problem *problem;
    struct race *race;

    problem_config_default(&config);
    snprintf(config.layers, sizeof config.layers, "13,7");
    config.activation = (int)(activation_find("leaky_relu") - activations); /* cannot die */
    config.batch_size = batch_size;
    config.seed = 42;
    problem = problem_from_dataset(make_data(), &config, &status);
    ck_assert_msg(problem != NULL, "%s", status.message);
    race = race_create(problem, threads, &status);
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

static void assert_same_run(const struct race *a, int i, const struct race *b, int j)
{
    const struct history *ha = run_get_history(race_run(a, i));
    const struct history *hb = run_get_history(race_run(b, j));
    size_t parameters = race_problem(a)->network->parameters;

    ck_assert_uint_eq(history_length(ha), history_length(hb));
    for (size_t k = 0; k < history_length(ha); k++) {
        struct history_row ra = history_get(ha, k), rb = history_get(hb, k);
        ra.value[CURVE_SECONDS] = rb.value[CURVE_SECONDS]; /* of the clock */
        ck_assert_msg(memcmp(ra.value, rb.value, sizeof ra.value) == 0, "row %zu of run %d", k, i);
        ck_assert(ra.evaluated == rb.evaluated);
    }
    ck_assert_msg(memcmp(run_parameters(race_run(a, i)), run_parameters(race_run(b, j)),
                         parameters * sizeof(real)) == 0,
                  "the weights of run %d differ", i);
}

static void assert_same(const struct race *a, const struct race *b)
{
    ck_assert_int_eq(race_runs(a), race_runs(b));
    for (int i = 0; i < race_runs(a); i++)
        assert_same_run(a, i, b, i);
}

START_TEST(every_number_of_threads_gives_the_same_bits)
{
    static const int threads[] = {2, 3, 7, 16};
    static const uint64_t batches[] = {0, 700, 64};
    struct race *one = make_race(1, batches[_i % 3], field, FIELD);
    struct race *many = make_race(threads[_i / 3], batches[_i % 3], field, FIELD);

    race_set_measures(one, &cosines);
    race_set_measures(many, &cosines);
    iterate(one, 60);
    iterate(many, 60);
    ck_assert(!isnan(history_value(run_get_history(race_run(one, 0)), CURVE_UPDATE_COSINE, 59)));
    assert_same(one, many);
    race_free(one);
    race_free(many);
}
END_TEST

/* ---- cancelling ---------------------------------------------------------------------------------
 */

struct disturber {
    atomic_bool cancel, stop;
};

static void *disturb(void *argument)
{
    struct disturber *disturber = argument;

    while (!atomic_load(&disturber->stop)) {
        atomic_store(&disturber->cancel, true);
        sched_yield();
    }
    return NULL;
}

START_TEST(cancelled_iterations_leave_no_trace)
{
    struct race *quiet = make_race(1, _i ? 300 : 0, field, FIELD);
    struct race *disturbed = make_race(3, _i ? 300 : 0, field, FIELD);
    struct disturber disturber = {false, false};
    struct status status = {0};
    pthread_t thread;
    int cancelled = 0;

    iterate(quiet, 40);
    pthread_create(&thread, NULL, disturb, &disturber);
    for (int tries = 0; race_laggard(disturbed) < 40 && tries < 2000; tries++) {
        atomic_store(&disturber.cancel, false);
        if (!race_iterate(disturbed, &disturber.cancel, &status)) {
            ck_assert_int_eq(status.code, STATUS_CANCELLED);
            cancelled++;
        }
    }
    atomic_store(&disturber.stop, true);
    pthread_join(thread, NULL);
    ck_assert_int_gt(cancelled, 0);
    while (race_laggard(disturbed) < 40)
        iterate(disturbed, 1);
    assert_same(quiet, disturbed);
    race_free(quiet);
    race_free(disturbed);
}
END_TEST

/* ---- the field changes --------------------------------------------------------------------------
 */

START_TEST(a_late_run_catches_up_and_equals_an_early_one)
{
    struct race *early = make_race(2, 0, field, 3), *late = make_race(2, 0, field, 2);
    struct status status = {0};
    struct run_config config;

    iterate(early, 30);
    iterate(late, 20);
    ck_assert(run_config_parse(field[2], &config, &status));
    ck_assert_int_eq(race_add(late, &config, &status), 3);
    ck_assert_uint_eq(race_iteration(late), 20);
    ck_assert_uint_eq(race_laggard(late), 0);
    iterate(late, 20); /* the newcomer alone */
    ck_assert_uint_eq(race_iteration(late), 20);
    ck_assert_uint_eq(race_laggard(late), 20);
    iterate(late, 10);
    assert_same(early, late);
    race_free(early);
    race_free(late);
}
END_TEST

START_TEST(configuring_starts_a_run_again)
{
    const char *const other[] = {"gd:lr=0.07", "adam:lr=0.005,beta1=0.8,beta2=0.97"};
    struct race *expected = make_race(1, 0, other, 2), *race = make_race(1, 0, field, 2);
    struct status status = {0};
    struct run_config config;

    iterate(expected, 9);
    iterate(race, 5);
    ck_assert(run_config_parse(other[1], &config, &status));
    ck_assert(race_configure(race, 2, &config, &status));
    iterate(race, 9);
    assert_same(expected, race);
    ck_assert(!race_configure(race, 77, &config, &status));
    ck_assert_ptr_nonnull(strstr(status.message, "77"));
    race_free(expected);
    race_free(race);
}
END_TEST

START_TEST(a_reset_race_repeats_itself)
{
    struct status status = {0};
    struct race *once = make_race(2, 100, field, FIELD), *again = make_race(2, 100, field, FIELD);

    iterate(once, 55);
    iterate(again, 33);
    ck_assert(race_reset(again, &status));
    ck_assert_uint_eq(race_iteration(again), 0);
    iterate(again, 55);
    assert_same(once, again);
    race_free(once);
    race_free(again);
}
END_TEST

static double rate_of(const struct race *race, int i, size_t row)
{
    return history_get(run_get_history(race_run(race, i)), row).value[CURVE_LEARNING_RATE];
}

/* The race's iterations at a run's first update are where its schedule ends. */
START_TEST(a_schedule_without_a_total_ends_with_the_race)
{
    static const char *const runs[] = {"gd:lr=0.5,schedule=linear", "gd:lr=0.5"};
    const struct race_view view = {.end = 1, .columns = 1};
    struct race_snapshot snapshot = {0};
    struct race *race = make_race(2, 64, runs, 2);
    struct run_config late = *run_get_config(race_run(race, 0));
    struct status status = {0};

    ck_assert(race_set_iterations(race, 8, &status));
    ck_assert(race_snapshot(race, &view, &snapshot, &status));
    ck_assert_double_eq(run_config_total(&snapshot.run[0].config), 8);
    ck_assert_double_eq(run_config_total(&snapshot.run[0].asked), 0);
    ck_assert(race_set_iterations(race, 5, &status));
    iterate(race, 3);
    ck_assert(race_set_iterations(race, 10, &status)); /* too late */
    ck_assert_int_eq(race_add(race, &late, &status), 3);
    iterate(race, 4);
    ck_assert_double_eq(rate_of(race, 0, 0), 0.5);
    assert_close(rate_of(race, 0, 3), 0.2, 1e-15);
    assert_close(rate_of(race, 2, 3), 0.35, 1e-15);
    ck_assert_double_eq(rate_of(race, 1, 3), 0.5);
    ck_assert(race_snapshot(race, &view, &snapshot, &status));
    ck_assert_double_eq(run_config_total(&snapshot.run[0].config), 5);
    ck_assert_double_eq(run_config_total(&snapshot.run[0].asked), 0);
    ck_assert_double_eq(run_config_total(&snapshot.run[2].config), 10);
    ck_assert(race_reset(race, &status));
    iterate(race, 4);
    assert_close(rate_of(race, 0, 3), 0.35, 1e-15);
    race_snapshot_free(&snapshot);
    race_free(race);
}
END_TEST

START_TEST(a_warmup_must_fit_the_race)
{
    static const char *const runs[] = {"gd:schedule=linear"};
    struct race *race = make_race(1, 64, runs, 1);
    struct run_config config;
    struct status status = {0};

    ck_assert(race_set_iterations(race, 6, &status));
    ck_assert(run_config_parse("gd:schedule=cosine,warmup=6", &config, &status));
    ck_assert_int_eq(race_add(race, &config, &status), 0);
    ck_assert_ptr_nonnull(strstr(status.message, "none of the race's 6 iterations"));
    ck_assert_int_eq(status.code, STATUS_INVALID);
    status_clear(&status);
    ck_assert(!race_configure(race, 1, &config, &status));
    ck_assert_ptr_nonnull(strstr(status.message, "none of the race's 6 iterations"));
    ck_assert(race_set_iterations(race, 7, &status));
    ck_assert(race_configure(race, 1, &config, &status));
    iterate(race, 7);
    assert_close(rate_of(race, 0, 6), 0.1, 1e-16);
    race_free(race);
}
END_TEST

START_TEST(the_number_of_threads_changes_on_the_way)
{
    struct race *steady = make_race(2, 700, field, FIELD), *other = make_race(1, 700, field, FIELD);
    struct status status = {0};

    iterate(steady, 17);
    for (int threads = 3; threads >= 0; threads--) {
        iterate(other, 4);
        ck_assert_msg(race_set_threads(other, threads, &status), "%s", status.message);
    }
    iterate(other, 1);
    for (int i = 0; i < FIELD; i++)
        assert_same_run(steady, i, other, i);
    race_free(steady);
    race_free(other);
}
END_TEST

START_TEST(every_run_starts_with_the_seeds_weights)
{
    struct race *race = make_race(2, 0, field, FIELD);
    const struct network *network = race_problem(race)->network;
    size_t bytes = network->parameters * sizeof(real);
    real *drawn = malloc(bytes);
    struct status status = {0};
    struct rng rng;

    rng_seed(&rng, 42);
    ck_assert(network_initialize(network, &rng, drawn, &status));
    ck_assert(memcmp(race_problem(race)->initial, drawn, bytes) == 0);
    iterate(race, 3);
    for (int i = 0; i < FIELD; i++)
        ck_assert(memcmp(run_parameters(race_run(race, i)), drawn, bytes) != 0);
    ck_assert(race_reset(race, &status));
    for (int i = 0; i < FIELD; i++)
        ck_assert(memcmp(run_parameters(race_run(race, i)), drawn, bytes) == 0);
    free(drawn);
    race_free(race);
}
END_TEST

START_TEST(runs_come_and_go)
{
    enum { MANY = 70 };
    const struct race_view view = {.end = 3, .columns = 3};
    struct race *race = make_race(2, 0, field, 3);
    struct race_snapshot snapshot = {0};
    struct status status = {0};
    struct run_config config;

    ck_assert(race_snapshot(race, &view, &snapshot, &status));
    ck_assert(race_remove(race, 2, &status));
    ck_assert(!race_remove(race, 2, &status));
    ck_assert_int_eq(race_runs(race), 2);
    ck_assert_str_eq(run_get_config(race_run(race, 1))->optimizer->name, "rmsprop");
    run_config_parse("gd", &config, &status);
    for (int i = 2; i < MANY; i++)
        ck_assert_int_eq(race_add(race, &config, &status), i + 2); /* ids are never used again */
    iterate(race, 2);
    ck_assert(race_snapshot(race, &view, &snapshot, &status));
    ck_assert_int_eq(snapshot.runs, MANY);
    for (int i = 0; i < MANY; i++) {
        ck_assert_int_eq(snapshot.run[i].id, i == 0 ? 1 : i + 1 + (i >= 1));
        ck_assert_uint_eq(snapshot.run[i].iteration, 2);
        ck_assert_uint_eq(snapshot.run[i].span[CURVE_TRAIN_LOSS][1].count, 1);
        assert_same_run(race, i, race, i < 2 ? i : 2);
    }
    ck_assert(race_remove(race, MANY + 1, &status));
    ck_assert(race_snapshot(race, &view, &snapshot, &status));
    ck_assert_int_eq(snapshot.runs, MANY - 1);
    race_snapshot_free(&snapshot);
    race_free(race);
}
END_TEST

START_TEST(a_race_without_runs_goes_nowhere)
{
    struct race *race = make_race(2, 0, field, 0);

    iterate(race, 3);
    ck_assert_uint_eq(race_iteration(race), 0);
    ck_assert_int_eq(race_live(race), 0);
    race_free(race);
}
END_TEST

/* ---- divergence ---------------------------------------------------------------------------------
 */

START_TEST(divergence_stops_that_run_only_and_keeps_its_good_weights)
{
    const char *const wild[] = {"gd:lr=0.07", "gd:lr=900"};
    struct race *race = make_race(2, 0, wild, 2), *alone = make_race(1, 0, wild, 1);
    const struct run *diverged;
    const struct run_numbers *numbers;
    struct history_row row;

    iterate(race, 80);
    iterate(alone, 80);
    assert_same_run(alone, 0, race, 0);
    diverged = race_run(race, 1);
    numbers = run_get_numbers(diverged);
    ck_assert_int_eq(numbers->state, RUN_DIVERGED);
    ck_assert_uint_gt(numbers->diverged_at, 1);
    ck_assert_uint_lt(numbers->diverged_at, 80);
    ck_assert_uint_eq(history_length(run_get_history(diverged)), numbers->diverged_at + 1);
    row = history_get(run_get_history(diverged), numbers->diverged_at - 1);
    ck_assert(isfinite(row.value[CURVE_TRAIN_LOSS]));
    for (size_t i = 0; i < race_problem(race)->network->parameters; i++)
        ck_assert(isfinite(run_parameters(diverged)[i]));
    ck_assert_int_eq(race_live(race), 1);
    race_free(race);
    race_free(alone);
}
END_TEST

/* ---- minibatches --------------------------------------------------------------------------------
 */

/* Iteration i of gd on a batch equals a full-batch step on those rows alone, by definition. */
START_TEST(batches_follow_numpys_permutations)
{
    enum { BATCH = 700, EPOCHS = 2 };
    const char *const gd[] = {"gd:lr=0.07"};
    struct race *race = make_race(2, BATCH, gd, 1);
    const struct problem *problem = race_problem(race);
    const struct samples *train = &problem->dataset->train;
    size_t n = problem->network->parameters;
    struct status status = {0};
    struct workspace *workspace =
        workspace_create(problem->network, train, &problem->dataset->test, &status);
    real *w = calloc(n, sizeof *w), *g = calloc(n, sizeof *g);
    uint32_t *order = calloc(train->m, sizeof *order);
    struct rng rng;
    int done = 0;

    ck_assert_uint_eq(problem->iterations_per_epoch, 4); /* 700, 700, 700, 500 */
    memcpy(w, run_parameters(race_run(race, 0)), n * sizeof *w);
    rng_seed(&rng, 42);
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
        rng_permutation(&rng, order, train->m);
        for (size_t first = 0; first < train->m; first += BATCH, done++) {
            size_t count = train->m - first < BATCH ? train->m - first : BATCH;
            struct batch batch = {
                .dataset = problem->dataset, .samples = train, .rows = {order, first, count}};
            struct pass_sums sums = {0};
            struct history_row row;
            memset(g, 0, n * sizeof *g);
            network_gradient(problem->network, w, &batch, count, 0, workspace, g, &sums);
            for (size_t i = 0; i < n; i++)
                w[i] -= (real)0.07 * g[i];
            iterate(race, 1);
            row = history_get(run_get_history(race_run(race, 0)), (size_t)done);
            assert_close(row.value[CURVE_TRAIN_LOSS], sums.loss / (double)count, 1e-5);
            ck_assert_int_eq(row.evaluated, done == 0 || done % 4 == 3);
            ck_assert_int_eq(isnan(row.value[CURVE_TEST_LOSS]), !row.evaluated);
        }
    }
    for (size_t i = 0; i < n; i++)
        ck_assert(fabs((double)(w[i] - run_parameters(race_run(race, 0))[i])) < 1e-5);
    free(w);
    free(g);
    free(order);
    workspace_free(workspace);
    race_free(race);
}
END_TEST

/* One step of gd with penalties is the step without them, and the penalties' gradient besides. */
START_TEST(penalties_pull_weights_but_not_biases)
{
    const double l2 = 0.031, l1 = 0.0047, lr = 0.07;
    const char *const gd[] = {"gd:lr=0.07"};
    struct race *plain = make_race(1, 0, gd, 1), *penalized;
    const struct network *network = race_problem(plain)->network;
    struct problem_config config = race_problem(plain)->config;
    struct status status = {0};
    struct run_config run;
    real *start = malloc(network->parameters * sizeof *start);

    config.l2 = l2;
    config.l1 = l1;
    penalized = race_create(problem_from_dataset(make_data(), &config, &status), 2, &status);
    run_config_parse(gd[0], &run, &status);
    race_add(penalized, &run, &status);
    memcpy(start, run_parameters(race_run(plain, 0)), network->parameters * sizeof *start);
    iterate(plain, 1);
    iterate(penalized, 1);
    for (int k = 0; k < network->tensors; k++) {
        const struct tensor *t = &network->tensor[k];
        for (size_t i = t->offset; i < t->offset + t->rows * t->cols; i++) {
            double w = (double)start[i], sign = (w > 0) - (w < 0);
            double pull = t->bias ? 0 : -lr * (l2 * w + l1 * sign);
            double difference = (double)run_parameters(race_run(penalized, 0))[i] -
                                (double)run_parameters(race_run(plain, 0))[i];
            ck_assert(fabs(difference - pull) < (sizeof(real) == sizeof(double) ? 1e-15 : 1e-6));
        }
    }
    /* The losses shown are those of the data alone. */
    ck_assert(history_get(run_get_history(race_run(plain, 0)), 0).value[CURVE_TRAIN_LOSS] ==
              history_get(run_get_history(race_run(penalized, 0)), 0).value[CURVE_TRAIN_LOSS]);
    free(start);
    race_free(plain);
    race_free(penalized);
}
END_TEST

/* ---- norms --------------------------------------------------------------------------------------
 */

/* What the curves of an update say, from the weights before and after it, and before the one
 * before. */
START_TEST(norms_and_cosines_are_those_of_the_weights)
{
    enum { ROWS = 40 };
    static const char *const runs[] = {"momentum:lr=0.1,beta=0.85", "adam:lr=0.01"};
    static real w[3][4096];
    struct race *race = make_race(2, 700, runs, 2);
    size_t n = race_problem(race)->network->parameters;
    const struct run *run = race_run(race, 1);

    ck_assert_uint_le(n, 4096);
    for (int i = 0; i < ROWS; i++) {
        double moved = 0, former = 0, weight = 0, along = 0;
        struct history_row row;

        memcpy(w[0], w[1], n * sizeof(real));
        memcpy(w[1], run_parameters(run), n * sizeof(real));
        if (i == 3)
            race_set_measures(race, &cosines);
        iterate(race, 1);
        memcpy(w[2], run_parameters(run), n * sizeof(real));
        for (size_t k = 0; k < n; k++) {
            double now = (double)w[2][k] - (double)w[1][k],
                   then = (double)w[1][k] - (double)w[0][k];
            moved += now * now;
            former += then * then;
            weight += (double)w[1][k] * (double)w[1][k];
            along += now * then;
        }
        row = history_get(run_get_history(run), (size_t)i);
        assert_close(row.value[CURVE_UPDATE_NORM], sqrt(moved), 1e-12);
        assert_close(row.value[CURVE_WEIGHT_NORM], sqrt(weight), 1e-12);
        assert_close(row.value[CURVE_UPDATE_RATIO], sqrt(moved / weight), 1e-12);
        if (i < 3)
            ck_assert(isnan(row.value[CURVE_UPDATE_COSINE]));
        else
            ck_assert_double_eq_tol(row.value[CURVE_UPDATE_COSINE], along / sqrt(moved * former),
                                    1e-12);
    }
    race_free(race);
}
END_TEST

START_TEST(the_first_update_has_none_before_it)
{
    struct race *race = make_race(1, 0, field, 1);
    const struct history *history = run_get_history(race_run(race, 0));
    struct status status = {0};

    race_set_measures(race, &cosines);
    iterate(race, 3);
    ck_assert(isnan(history_value(history, CURVE_UPDATE_COSINE, 0)));
    ck_assert(history_value(history, CURVE_UPDATE_COSINE, 1) >
              0.9); /* small steps go straight on */
    ck_assert(history_value(history, CURVE_UPDATE_COSINE, 1) <= 1 + 1e-15);
    ck_assert(race_reset(race, &status));
    iterate(race, 2);
    ck_assert(isnan(history_value(run_get_history(race_run(race, 0)), CURVE_UPDATE_COSINE, 0)));
    race_free(race);
}
END_TEST

/* What was not recorded then is recorded when the same iterations are made again. */
START_TEST(going_back_compares_what_was_recorded_both_times)
{
    struct race *race = make_race(1, 0, field, 1);
    struct status status = {0};

    race_set_memory(race, 0, 1); /* no checkpoints: from the beginning */
    iterate(race, 8);
    race_set_measures(race, &cosines);
    ck_assert_msg(race_rewind(race, 0, 5, NULL, &status), "%s", status.message);
    iterate(race, 2);
    ck_assert(isnan(history_value(run_get_history(race_run(race, 0)), CURVE_UPDATE_COSINE, 4)));
    ck_assert(!isnan(history_value(run_get_history(race_run(race, 0)), CURVE_UPDATE_COSINE, 5)));
    race_free(race);
}
END_TEST

/* ---- snapshots ----------------------------------------------------------------------------------
 */

START_TEST(snapshots_hold_the_race_at_an_instant)
{
    struct race *race = make_race(2, 0, field, FIELD);
    struct race_snapshot snapshot = {0};
    struct race_view view = {.begin = 0, .end = 100, .columns = 10};
    struct status status = {0};

    ck_assert(race_snapshot(race, &view, &snapshot, &status));
    ck_assert_int_eq(snapshot.runs, FIELD);
    ck_assert(isnan(snapshot.run[2].last.value[CURVE_TRAIN_LOSS]));
    iterate(race, 35);
    ck_assert(race_snapshot(race, &view, &snapshot, &status));
    ck_assert_uint_eq(snapshot.iteration, 35);
    for (int i = 0; i < FIELD; i++) {
        const struct run_snapshot *run = &snapshot.run[i];
        const struct history *history = run_get_history(race_run(race, i));
        ck_assert_int_eq(run->id, i + 1);
        ck_assert_uint_eq(run->iteration, 35);
        ck_assert_uint_eq(run->gradients, 35);
        ck_assert(run->seconds > 0);
        ck_assert_uint_eq(run->span[CURVE_TEST_LOSS][3].count, 5); /* rows 30 ... 34 */
        ck_assert_uint_eq(run->span[CURVE_TEST_LOSS][4].count, 0);
        ck_assert(run->span[CURVE_TRAIN_LOSS][2].last ==
                  history_get(history, 29).value[CURVE_TRAIN_LOSS]);
        ck_assert(run->last.value[CURVE_TRAIN_LOSS] ==
                  history_get(history, 34).value[CURVE_TRAIN_LOSS]);
    }
    view.columns = 0;
    ck_assert(!race_snapshot(race, &view, &snapshot, &status));
    view.columns = RACE_COLUMNS_MAX + 1;
    ck_assert(!race_snapshot(race, &view, &snapshot, &status));
    race_snapshot_free(&snapshot);
    race_free(race);
}
END_TEST

START_TEST(snapshots_have_the_figures_at_the_cursor)
{
    struct race *race = make_race(2, 700, field, 2);
    struct race_view view = {.end = 20, .columns = 20, .has_cursor = true, .cursor = 9};
    struct race_snapshot snapshot = {0};
    struct status status = {0};
    const struct run_at *at;

    for (int i = 0; i < 12; i++)
        ck_assert(race_iterate(race, NULL, &status));
    ck_assert(race_snapshot(race, &view, &snapshot, &status));
    at = &snapshot.run[1].at;
    ck_assert(at->there);
    ck_assert(at->row.value[CURVE_TRAIN_LOSS] == snapshot.run[1].span[CURVE_TRAIN_LOSS][9].last);
    ck_assert_uint_eq(at->evaluated_at, 7); /* epochs have four iterations */
    ck_assert(at->evaluated.value[CURVE_TEST_LOSS] ==
              snapshot.run[1].span[CURVE_TEST_LOSS][7].last);
    view.cursor = 12;
    ck_assert(race_snapshot(race, &view, &snapshot, &status));
    ck_assert(!snapshot.run[0].at.there);
    ck_assert(isnan(snapshot.run[0].at.row.value[CURVE_TRAIN_LOSS]));
    race_snapshot_free(&snapshot);
    race_free(race);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("race");
    TCase *c = tcase_create("race");

    tcase_set_timeout(c, 120);
    tcase_add_loop_test(c, every_number_of_threads_gives_the_same_bits, 0, 12);
    tcase_add_loop_test(c, cancelled_iterations_leave_no_trace, 0, 2);
    tcase_add_test(c, a_late_run_catches_up_and_equals_an_early_one);
    tcase_add_test(c, configuring_starts_a_run_again);
    tcase_add_test(c, a_reset_race_repeats_itself);
    tcase_add_test(c, a_schedule_without_a_total_ends_with_the_race);
    tcase_add_test(c, a_warmup_must_fit_the_race);
    tcase_add_test(c, the_number_of_threads_changes_on_the_way);
    tcase_add_test(c, every_run_starts_with_the_seeds_weights);
    tcase_add_test(c, runs_come_and_go);
    tcase_add_test(c, a_race_without_runs_goes_nowhere);
    tcase_add_test(c, divergence_stops_that_run_only_and_keeps_its_good_weights);
    tcase_add_test(c, batches_follow_numpys_permutations);
    tcase_add_test(c, penalties_pull_weights_but_not_biases);
    tcase_add_test(c, norms_and_cosines_are_those_of_the_weights);
    tcase_add_test(c, the_first_update_has_none_before_it);
    tcase_add_test(c, going_back_compares_what_was_recorded_both_times);
    tcase_add_test(c, snapshots_hold_the_race_at_an_instant);
    tcase_add_test(c, snapshots_have_the_figures_at_the_cursor);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
