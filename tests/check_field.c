/*
 * check_field.c - every optimizer at work in a race: the same bits for any number of threads and
 * after cancelled iterations, gradients counted, learning rates recorded, losses at the weights;
 * what all optimizers share: clipping and weight decay.
 */
#include "check_main.h"
#include "train/race.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

enum { N_X = 9, N_Y = 3, M = 1700, M_TEST = 600 };

static double inputs[(M + M_TEST) * N_X], targets[(M + M_TEST) * N_Y];

static void make_samples(void)
{
    struct rng rng;

    rng_seed(&rng, 385);
    for (size_t i = 0; i < M + M_TEST; i++) {
        uint32_t class = rng_interval(&rng, N_Y - 1);
        for (size_t j = 0; j < N_X; j++)
            inputs[i * N_X + j] = rng_gaussian(&rng) + (j % N_Y == class);
        for (size_t j = 0; j < N_Y; j++)
            targets[i * N_Y + j] = j == class;
    }
}

static struct race *make_race(int threads, uint64_t batch_size, const char *loss, const char *spec)
{
    static bool made;
    struct problem_config config;
    struct status status = {0};
    struct run_config run;
    struct dataset *dataset;
    struct problem *problem;
    struct race *race;

    if (!made)
        make_samples();
    made = true;
    dataset = dataset_from_reals(N_X, N_Y, M, inputs, targets, M_TEST, inputs + M * N_X,
                                 targets + M * N_Y, &status);
    ck_assert_msg(dataset != NULL, "%s", status.message);
    problem_config_default(&config);
    snprintf(config.layers, sizeof config.layers, "12,8");
    config.activation = (int)(activation_find("tanh") - activations);
    for (int i = 0; i < loss_count; i++)
        if (strcmp(losses[i].name, loss) == 0)
            config.loss = 1 + i;
    config.batch_size = batch_size;
    config.seed = 42;
    problem = problem_from_dataset(dataset, &config, &status);
    ck_assert_msg(problem != NULL, "%s", status.message);
    race = race_create(problem, threads, &status);
    ck_assert_msg(race != NULL, "%s", status.message);
    ck_assert_msg(run_config_parse(spec, &run, &status), "%s", status.message);
    ck_assert_int_eq(race_add(race, &run, &status), 1);
    return race;
}

static void iterate(struct race *race, int iterations)
{
    struct status status = {0};

    for (int i = 0; i < iterations; i++)
        ck_assert_msg(race_iterate(race, NULL, &status), "%s", status.message);
}

static struct history_row row_of(const struct race *race, size_t i)
{
    return history_get(run_get_history(race_run(race, 0)), i);
}

static void assert_same(const struct race *a, const struct race *b)
{
    size_t rows = history_length(run_get_history(race_run(a, 0)));

    ck_assert_uint_eq(history_length(run_get_history(race_run(b, 0))), rows);
    for (size_t i = 0; i < rows; i++) {
        struct history_row p = row_of(a, i), q = row_of(b, i);
        p.value[CURVE_SECONDS] = q.value[CURVE_SECONDS]; /* of the clock */
        ck_assert_mem_eq(p.value, q.value, sizeof p.value);
    }
    ck_assert_mem_eq(run_parameters(race_run(a, 0)), run_parameters(race_run(b, 0)),
                     race_problem(a)->network->parameters * sizeof(real));
    ck_assert_uint_eq(run_get_numbers(race_run(a, 0))->gradients,
                      run_get_numbers(race_run(b, 0))->gradients);
}

/* A row's name; with the line search for the one that has it. */
static const char *spec_of(int i)
{
    const char *name = optimizers[i]->name;

    return strcmp(name, "lbfgs") == 0 ? "lbfgs:line_search=strong-wolfe" : name;
}

/* ---- every row --------------------------------------------------------------------------------
 */

START_TEST(any_number_of_threads_gives_the_same_bits)
{
    static const uint64_t batch_sizes[] = {0, 600};
    int iterations = instrumented() ? 4 : 8;

    for (int b = 0; b < 2; b++) {
        struct race *one = make_race(1, batch_sizes[b], "softmax_cross_entropy", spec_of(_i));
        iterate(one, iterations);
        for (int threads = 2; threads <= 3; threads++) {
            struct race *more =
                make_race(threads, batch_sizes[b], "softmax_cross_entropy", spec_of(_i));
            iterate(more, iterations);
            assert_same(one, more);
            race_free(more);
        }
        race_free(one);
    }
}
END_TEST

/* A thread that cancels, at moments that nobody knows. */
static void *keep_cancelling(void *context)
{
    atomic_bool *flags = context;

    while (!atomic_load(&flags[1])) {
        struct timespec pause = {.tv_nsec = 30000};
        atomic_store(&flags[0], true);
        nanosleep(&pause, NULL);
    }
    return NULL;
}

START_TEST(cancelled_iterations_leave_no_trace)
{
    struct race *calm = make_race(2, 0, "square", spec_of(_i));
    struct race *nervous = make_race(2, 0, "square", spec_of(_i));
    atomic_bool flags[2] = {false, false};
    pthread_t thread;

    iterate(calm, 4);
    ck_assert_int_eq(pthread_create(&thread, NULL, keep_cancelling, flags), 0);
    for (int attempts = 0; race_laggard(nervous) < 4; attempts++) {
        struct status status = {0};
        /* After enough attempts each iteration is given the time it needs. */
        if (attempts > (instrumented() ? 10 : 40))
            atomic_store(&flags[1], true);
        atomic_store(&flags[0], false);
        if (!race_iterate(nervous, &flags[0], &status))
            ck_assert_int_eq(status.code, STATUS_CANCELLED);
    }
    atomic_store(&flags[1], true);
    pthread_join(thread, NULL);
    assert_same(calm, nervous);
    race_free(calm);
    race_free(nervous);
}
END_TEST

START_TEST(a_reset_run_runs_the_same_again)
{
    struct status status = {0};
    struct race *once = make_race(1, 600, "square", spec_of(_i));
    struct race *again = make_race(1, 600, "square", spec_of(_i));

    iterate(once, 7);
    iterate(again, 11);
    ck_assert(race_reset(again, &status));
    iterate(again, 7);
    assert_same(once, again);
    race_free(once);
    race_free(again);
}
END_TEST

/* The recorded loss is that of the weights: another run that starts there finds the same. */
START_TEST(losses_are_those_at_the_weights)
{
    struct status status = {0};
    struct race *race = make_race(1, 0, "square", spec_of(_i));
    struct race *judge = make_race(1, 0, "square", "gd");
    size_t bytes = race_problem(race)->network->parameters * sizeof(real);

    iterate(race, 5);
    memcpy(race_problem(judge)->initial, run_parameters(race_run(race, 0)), bytes);
    ck_assert(race_reset(judge, &status));
    iterate(race, 1);
    iterate(judge, 1);
    assert_close(row_of(race, 5).value[CURVE_TRAIN_LOSS], row_of(judge, 0).value[CURVE_TRAIN_LOSS],
                 1e-15);
    assert_close(row_of(race, 5).value[CURVE_TEST_LOSS], row_of(judge, 0).value[CURVE_TEST_LOSS],
                 1e-15);
    race_free(race);
    race_free(judge);
}
END_TEST

/* ---- what is recorded and counted -------------------------------------------------------------
 */

START_TEST(learning_rates_are_recorded)
{
    struct race *race = make_race(1, 0, "square",
                                  "adam:lr=0.02,schedule=step,period=3,gamma=0.5,"
                                  "warmup=1");
    const double expected[] = {0.01, 0.02, 0.02, 0.02, 0.01, 0.01, 0.01, 0.005};

    iterate(race, 8);
    for (size_t i = 0; i < 8; i++)
        assert_close(row_of(race, i).value[CURVE_LEARNING_RATE], expected[i], 1e-15);
    race_free(race);
}
END_TEST

static uint64_t gradients_of(const char *spec, int iterations)
{
    struct race *race = make_race(1, 0, "square", spec);
    uint64_t gradients;

    iterate(race, iterations);
    gradients = run_get_numbers(race_run(race, 0))->gradients;
    race_free(race);
    return gradients;
}

START_TEST(gradients_are_counted)
{
    ck_assert_uint_eq(gradients_of("adam", 9), 9);
    ck_assert_uint_eq(gradients_of("schedule-free", 9), 9);
    ck_assert_uint_eq(gradients_of("lbfgs", 9), 9);
    ck_assert_uint_ge(gradients_of("lbfgs:line_search=strong-wolfe", 9), 18);
    ck_assert_uint_eq(gradients_of("sophia:every=4", 9), 9 + 3); /* iterations 1, 5 and 9 */
}
END_TEST

/* Line searches never accept a higher loss. */
START_TEST(a_line_search_descends)
{
    struct race *race = make_race(1, 0, "softmax_cross_entropy",
                                  "lbfgs:line_search=strong-wolfe,weight_decay=0.001");
    double before = INFINITY;

    iterate(race, 30);
    for (size_t i = 0; i < 30; i++) {
        double loss = row_of(race, i).value[CURVE_TRAIN_LOSS];
        ck_assert_double_le(loss, before + 0.01); /* the decay's share is not in the curve */
        before = loss;
    }
    ck_assert_double_lt(before, 0.5 * row_of(race, 0).value[CURVE_TRAIN_LOSS]);
    race_free(race);
}
END_TEST

/* What a loss draws has the mean that was predicted; square loss' deviation is 1. */
START_TEST(drawn_targets_follow_the_prediction)
{
    enum { DRAWS = 20000 };
    const struct loss *loss = &losses[_i];
    const real a[] = {(real)0.15, (real)0.6, (real)0.25};
    double sum[3] = {0}, squares = 0;
    real y[3];

    for (uint64_t key = 0; key < DRAWS; key++) {
        loss->sample(3, a, rng_mix(key), y);
        for (int j = 0; j < 3; j++) {
            sum[j] += (double)y[j];
            squares += ((double)y[j] - (double)a[j]) * ((double)y[j] - (double)a[j]);
            if (loss->output)
                ck_assert(y[j] == 0 || y[j] == 1);
        }
        if (strcmp(loss->name, "softmax_cross_entropy") == 0)
            ck_assert(y[0] + y[1] + y[2] == 1);
    }
    for (int j = 0; j < 3; j++)
        ck_assert_double_eq_tol(sum[j] / DRAWS, (double)a[j], 0.02);
    if (!loss->output)
        ck_assert_double_eq_tol(squares / (3 * DRAWS), 1, 0.02);
}
END_TEST

/*
 * One sample next to the largest number, weights of zero: loss and gradient are zero, but targets
 * drawn beside the prediction give a gradient that is not finite.
 */
START_TEST(a_drawn_gradient_that_is_not_finite_is_a_divergence)
{
    enum { OUTPUTS = 16 };
    const double x[] = {0.95 * (double)REAL_MAX}, y[OUTPUTS] = {0};
    const char *const specs[] = {"gd", "sophia"};
    struct status status = {0};
    struct problem_config config;
    struct problem *problem;
    struct race *race;

    problem_config_default(&config);
    snprintf(config.layers, sizeof config.layers, "none");
    config.activation = (int)(activation_find("tanh") - activations);
    problem = problem_from_dataset(dataset_from_reals(1, OUTPUTS, 1, x, y, 0, NULL, NULL, &status),
                                   &config, &status);
    ck_assert_msg(problem != NULL, "%s", status.message);
    memset(problem->initial, 0, problem->network->parameters * sizeof(real));
    race = race_create(problem, 2, &status);
    for (int i = 0; i < 2; i++) {
        struct run_config run;
        ck_assert(run_config_parse(specs[i], &run, &status) && race_add(race, &run, &status));
    }
    iterate(race, 2);
    ck_assert_int_eq(run_get_numbers(race_run(race, 0))->state, RUN_LIVE);
    ck_assert_uint_eq(run_get_numbers(race_run(race, 0))->iteration, 2);
    ck_assert_int_eq(run_get_numbers(race_run(race, 1))->state, RUN_DIVERGED);
    ck_assert_uint_eq(run_get_numbers(race_run(race, 1))->diverged_at, 0);
    ck_assert_uint_eq(history_length(run_get_history(race_run(race, 1))), 1);
    for (size_t i = 0; i < problem->network->parameters; i++)
        ck_assert(run_parameters(race_run(race, 1))[i] == 0);
    race_free(race);
}
END_TEST

/* ---- clipping and decay -----------------------------------------------------------------------
 */

/* How far the weights move in one iteration; the element that moves most. */
static double one_step(const char *spec, double *largest)
{
    struct race *race = make_race(1, 0, "square", spec);
    size_t n = race_problem(race)->network->parameters;
    const real *w = run_parameters(race_run(race, 0));
    double sum = 0;
    real before[512];

    ck_assert_uint_le(n, 512);
    memcpy(before, w, n * sizeof *w);
    iterate(race, 1);
    w = run_parameters(race_run(race, 0));
    *largest = 0;
    for (size_t i = 0; i < n; i++) {
        double d = (double)w[i] - (double)before[i];
        sum += d * d;
        *largest = fmax(*largest, fabs(d));
    }
    race_free(race);
    return sqrt(sum);
}

#ifdef OPTOP_SINGLE
#define TOLERANCE 1e-4
#else
#define TOLERANCE 1e-12
#endif

START_TEST(clip_norm_limits_the_gradients_length)
{
    double largest, free_length = one_step("gd:lr=1", &largest);

    ck_assert_double_gt(free_length, 0.03);
    assert_close(one_step("gd:lr=1,clip_norm=0.03", &largest), 0.03, TOLERANCE);
    assert_close(one_step("gd:lr=1,clip_norm=1000", &largest), free_length, TOLERANCE);
}
END_TEST

START_TEST(clip_value_limits_the_gradients_elements)
{
    double largest, free_largest, length = one_step("gd:lr=1", &free_largest);

    ck_assert_double_gt(free_largest, 0.01);
    ck_assert_double_lt(one_step("gd:lr=1,clip_value=0.01", &largest), length);
    assert_close(largest, 0.01, TOLERANCE);
}
END_TEST

/* For gd the two kinds of decay are the same; next to nothing but the decay is left here. */
START_TEST(decay_shrinks_the_weights)
{
    for (int decoupled = 0; decoupled < 2; decoupled++) {
        char spec[RUN_CONFIG_TEXT_MAX];
        snprintf(spec, sizeof spec, "gd:lr=1e-4,weight_decay=1000,decoupled=%d", decoupled);
        struct race *race = make_race(1, 0, "square", spec);
        double before = (double)run_parameters(race_run(race, 0))[3];

        iterate(race, 1);
        assert_close((double)run_parameters(race_run(race, 0))[3], 0.9 * before, 1e-3);
        race_free(race);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("field");
    TCase *rows = tcase_create("every row");
    TCase *shared = tcase_create("shared");

    tcase_add_loop_test(rows, any_number_of_threads_gives_the_same_bits, 0, optimizer_count);
    tcase_add_loop_test(rows, cancelled_iterations_leave_no_trace, 0, optimizer_count);
    tcase_add_loop_test(rows, a_reset_run_runs_the_same_again, 0, optimizer_count);
    tcase_add_loop_test(rows, losses_are_those_at_the_weights, 0, optimizer_count);
    suite_add_tcase(s, rows);
    tcase_add_test(shared, learning_rates_are_recorded);
    tcase_add_test(shared, gradients_are_counted);
    tcase_add_test(shared, a_line_search_descends);
    tcase_add_loop_test(shared, drawn_targets_follow_the_prediction, 0, loss_count);
    tcase_add_test(shared, a_drawn_gradient_that_is_not_finite_is_a_divergence);
    tcase_add_test(shared, clip_norm_limits_the_gradients_length);
    tcase_add_test(shared, clip_value_limits_the_gradients_elements);
    tcase_add_test(shared, decay_shrinks_the_weights);
    suite_add_tcase(s, shared);
    return s;
}

TEST_MAIN(suite)
