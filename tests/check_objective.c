/*
 * check_objective.c - training sees an objective and nothing else: a test function of two
 * parameters and one sample runs through the same run and race as a network does; problems share
 * a dataset.
 */
#include "check_main.h"
#include "train/race.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* ---- Rosenbrock's function, with a little noise in the gradient if asked for -------------------
 */

struct banana {
    struct objective objective;
    real noise;
};

static const struct tensor banana_tensor[] = {{.rows = 1, .cols = 2}};

static double banana_value(const real *w)
{
    double u = 1 - (double)w[0], v = (double)w[1] - (double)w[0] * (double)w[0];

    return u * u + 100 * v * v;
}

static void banana_slope(const real *w, real *g)
{
    double x = (double)w[0], v = (double)w[1] - x * x;

    g[0] += (real)(-2 * (1 - x) - 400 * x * v);
    g[1] += (real)(200 * v);
}

static bool banana_initialize(const struct objective *objective, struct rng *rng, real *w,
                              struct status *status)
{
    (void)objective;
    (void)rng;
    (void)status;
    w[0] = (real)-1.2;
    w[1] = 1;
    return true;
}

static void banana_evaluate(const struct objective *objective, const real *w,
                            const struct objective_rows *rows, void *workspace,
                            struct pass_sums *sums)
{
    (void)objective;
    ck_assert_ptr_null(workspace);
    ck_assert_int_eq(rows->split, OBJECTIVE_TRAIN);
    ck_assert_uint_eq(rows->rows.first, 0);
    ck_assert_uint_eq(rows->rows.count, 1);
    sums->loss += banana_value(w);
}

static void banana_gradient(const struct objective *objective, const real *w,
                            const struct objective_rows *rows, const struct objective_pass *pass,
                            void *workspace, real *gradient, struct pass_sums *sums)
{
    const struct banana *banana = (const struct banana *)(const void *)objective;

    banana_evaluate(objective, w, rows, workspace, sums);
    ck_assert_uint_eq(pass->m, 1);
    banana_slope(w, gradient);
    gradient[0] += banana->noise * (real)(rng_mix(pass->key) >> 40);
}

static void banana_free(struct objective *objective)
{
    free(objective);
}

static const struct objective_type banana_type = {.name = "banana",
                                                  .initialize = banana_initialize,
                                                  .evaluate = banana_evaluate,
                                                  .gradient = banana_gradient,
                                                  .free = banana_free};

static struct race *make_race(const struct problem_config *config, double noise, int threads)
{
    struct banana *banana = calloc(1, sizeof *banana);
    struct status status = {0};
    struct problem *problem;
    struct race *race;

    banana->noise = (real)noise;
    banana->objective = (struct objective){.type = &banana_type,
                                           .n = 2,
                                           .tensor = banana_tensor,
                                           .tensors = 1,
                                           .samples = {1, 0},
                                           .rows_together = 1};
    problem = problem_from_objective(&banana->objective, config, &status);
    ck_assert_msg(problem != NULL, "%s", status.message);
    ck_assert_ptr_null(problem->network);
    ck_assert_ptr_null(problem->dataset);
    race = race_create(problem, threads, &status);
    ck_assert_msg(race != NULL, "%s", status.message);
    return race;
}

static void add_run(struct race *race, const char *text)
{
    struct run_config config;
    struct status status = {0};

    ck_assert_msg(run_config_parse(text, &config, &status), "%s", status.message);
    ck_assert_msg(race_add(race, &config, &status) > 0, "%s", status.message);
}

static void iterate(struct race *race, int iterations)
{
    struct status status = {0};

    for (int i = 0; i < iterations; i++)
        ck_assert_msg(race_iterate(race, NULL, &status), "%s", status.message);
}

START_TEST(a_test_function_descends_as_computed_by_hand)
{
    enum { STEPS = 50 };
    struct problem_config config;
    struct race *race;
    const struct history *history;
    real w[2] = {(real)-1.2, 1}, lr = (real)0.001;

    problem_config_default(&config);
    config.batch_size = 7; /* there is one sample: the full batch */
    race = make_race(&config, 0, 2);
    ck_assert_uint_eq(race_problem(race)->iterations_per_epoch, 1);
    add_run(race, "gd:lr=0.001");
    iterate(race, STEPS);
    history = run_get_history(race_run(race, 0));
    ck_assert_uint_eq(history_length(history), STEPS);
    for (size_t i = 0; i < STEPS; i++) {
        struct history_row row = history_get(history, i);
        real g[2] = {0, 0};

        ck_assert(row.value[CURVE_TRAIN_LOSS] == banana_value(w));
        ck_assert(isnan(row.value[CURVE_TEST_LOSS]) && !row.evaluated);
        ck_assert(isnan(row.value[CURVE_TRAIN_ACCURACY]));
        ck_assert(isnan(row.value[CURVE_TEST_ACCURACY]));
        banana_slope(w, g);
        for (int k = 0; k < 2; k++)
            w[k] -= lr * g[k];
    }
    for (int k = 0; k < 2; k++)
        assert_close((double)run_parameters(race_run(race, 0))[k], (double)w[k],
                     sizeof(real) == sizeof(double) ? 1e-12 : 1e-4);
    race_free(race);
}
END_TEST

START_TEST(every_optimizer_trains_a_test_function)
{
    struct problem_config config;
    struct race *one, *many;

    problem_config_default(&config);
    one = make_race(&config, 1e-6, 1);
    many = make_race(&config, 1e-6, 3);
    for (int i = 0; i < 12; i++) { /* two halves, as the table is longer than a race may be */
        int k = (_i * 12 + i) % optimizer_count;
        add_run(one, optimizers[k]->name);
        add_run(many, optimizers[k]->name);
    }
    iterate(one, 30);
    iterate(many, 30);
    for (int i = 0; i < race_runs(one); i++) {
        const struct run *a = race_run(one, i), *b = race_run(many, i);

        ck_assert_uint_eq(run_get_numbers(a)->iteration, run_get_numbers(b)->iteration);
        ck_assert_msg(memcmp(run_parameters(a), run_parameters(b), 2 * sizeof(real)) == 0, "%s",
                      run_get_config(a)->optimizer->name);
        ck_assert(run_parameters(a)[0] != (real)-1.2);
    }
    race_free(one);
    race_free(many);
}
END_TEST

/* What is random in a gradient differs from seed to seed and from iteration to iteration. */
START_TEST(the_seed_governs_the_noise)
{
    struct problem_config config;
    struct race *race[3];

    problem_config_default(&config);
    for (int i = 0; i < 3; i++) {
        config.seed = 5 + (uint64_t)(i == 2);
        race[i] = make_race(&config, 1e-9, 1);
        add_run(race[i], "gd:lr=0.0001");
        iterate(race[i], 3);
    }
    ck_assert(memcmp(run_parameters(race_run(race[0], 0)), run_parameters(race_run(race[1], 0)),
                     2 * sizeof(real)) == 0);
    ck_assert(run_parameters(race_run(race[0], 0))[0] != run_parameters(race_run(race[2], 0))[0]);
    for (int i = 0; i < 3; i++)
        race_free(race[i]);
}
END_TEST

/* l2 w and l1 sign(w) join the gradient; the recorded loss is without them. */
START_TEST(penalties_apply_to_any_objective)
{
    struct problem_config config;
    struct race *race;
    real w[2] = {(real)-1.2, 1}, g[2] = {0, 0};

    problem_config_default(&config);
    config.l2 = 0.5;
    config.l1 = 0.25;
    race = make_race(&config, 0, 1);
    add_run(race, "gd:lr=0.001");
    iterate(race, 1);
    banana_slope(w, g);
    g[0] += (real)(0.5 * -1.2 - 0.25);
    g[1] += (real)(0.5 * 1 + 0.25);
    for (int k = 0; k < 2; k++)
        assert_close((double)run_parameters(race_run(race, 0))[k],
                     (double)(w[k] - (real)0.001 * g[k]),
                     sizeof(real) == sizeof(double) ? 1e-14 : 1e-6);
    ck_assert(history_get(run_get_history(race_run(race, 0)), 0).value[CURVE_TRAIN_LOSS] ==
              banana_value(w));
    race_free(race);
}
END_TEST

/* ---- what is recorded -------------------------------------------------------------------------
 */

/* Counts: train rows lose 2 each, every other is right; test rows lose 5, every fifth is right. */
static void count_rows(const struct objective *objective, const real *w,
                       const struct objective_rows *rows, void *workspace, struct pass_sums *sums)
{
    bool test = rows->split == OBJECTIVE_TEST;

    (void)objective;
    (void)workspace;
    for (size_t i = rows->rows.first; i < rows->rows.first + rows->rows.count; i++) {
        sums->loss += test ? 5 : 2;
        sums->correct += i % (test ? 5 : 2) == 0;
    }
    if (w[0] < (real)-3.5)
        sums->loss = INFINITY;
}

static double slope = 1;

/* Downhill by `slope` for ever. */
static void count_slope(const struct objective *objective, const real *w,
                        const struct objective_rows *rows, const struct objective_pass *pass,
                        void *workspace, real *gradient, struct pass_sums *sums)
{
    count_rows(objective, w, rows, workspace, sums);
    gradient[0] += (real)(slope * ((double)rows->rows.count / (double)pass->m));
}

static bool count_initialize(const struct objective *objective, struct rng *rng, real *w,
                             struct status *status)
{
    (void)objective;
    (void)rng;
    (void)status;
    w[0] = 0;
    return true;
}

static const struct tensor count_tensor[] = {{.rows = 1, .cols = 1}};
static const struct objective_type count_type = {.name = "count",
                                                 .initialize = count_initialize,
                                                 .evaluate = count_rows,
                                                 .gradient = count_slope,
                                                 .free = banana_free};

static struct race *make_count(const char *run)
{
    struct objective *objective = calloc(1, sizeof *objective);
    struct problem_config config;
    struct status status = {0};
    struct race *race;

    problem_config_default(&config);
    *objective = (struct objective){.type = &count_type,
                                    .n = 1,
                                    .tensor = count_tensor,
                                    .tensors = 1,
                                    .samples = {2400, 1500},
                                    .rows_together = 7,
                                    .classes = true};
    race = race_create(problem_from_objective(objective, &config, &status), 2, &status);
    ck_assert_msg(race != NULL, "%s", status.message);
    add_run(race, run);
    return race;
}

START_TEST(figures_are_means_over_their_own_samples)
{
    struct race *race = make_count("gd:lr=0.25");
    struct history_row row;

    iterate(race, 1);
    row = history_get(run_get_history(race_run(race, 0)), 0);
    ck_assert(row.value[CURVE_TRAIN_LOSS] == 2 && row.value[CURVE_TEST_LOSS] == 5);
    ck_assert(row.value[CURVE_TRAIN_ACCURACY] == 0.5);
    assert_close(row.value[CURVE_TEST_ACCURACY], 0.2, 1e-7);
    ck_assert(run_parameters(race_run(race, 0))[0] == (real)-0.25);
    race_free(race);
}
END_TEST

/* The loss at -4 is not finite: the weights are those of the last that was, after three updates. */
START_TEST(a_bad_loss_leaves_the_weights_before_it)
{
    struct race *race = make_count("gd:lr=1");
    const struct run_numbers *numbers = run_get_numbers(race_run(race, 0));

    iterate(race, 5);
    ck_assert_int_eq(numbers->state, RUN_DIVERGED);
    ck_assert_uint_eq(numbers->diverged_at, 4);
    ck_assert_uint_eq(numbers->gradients, 5);
    ck_assert(run_parameters(race_run(race, 0))[0] == -3);
    race_free(race);
}
END_TEST

/* Its square overflows, the gradient does not. Twice that is no number any more. */
START_TEST(the_largest_gradient_is_a_gradient)
{
    struct race *race = make_count(sizeof(real) == sizeof(double) ? "gd:lr=1e-300" : "gd:lr=1e-37");
    const struct run_numbers *numbers = run_get_numbers(race_run(race, 0));

    slope = 0.9 * (double)REAL_MAX;
    iterate(race, 1);
    ck_assert_int_eq(numbers->state, RUN_LIVE);
    ck_assert(run_parameters(race_run(race, 0))[0] < 0);
    slope = INFINITY;
    iterate(race, 1);
    ck_assert_int_eq(numbers->state, RUN_DIVERGED);
    slope = 1;
    race_free(race);
}
END_TEST

START_TEST(the_leader_is_the_furthest_of_those_that_live)
{
    struct race *race = make_count("gd:lr=1"); /* diverges at 4 */

    iterate(race, 5);
    ck_assert_uint_eq(race_leader(race), 0);
    add_run(race, "gd:lr=0.01");
    iterate(race, 2);
    ck_assert_uint_eq(race_leader(race), 2);
    ck_assert_uint_eq(race_laggard(race), 2);
    ck_assert_uint_eq(race_iteration(race), 4);
    race_free(race);
}
END_TEST

START_TEST(a_text_that_does_not_fit_is_refused)
{
    struct problem_config config;
    char text[PROBLEM_PATH_MAX + 1];

    problem_config_default(&config);
    for (int i = 0; i < problem_setting_count; i++) {
        const struct problem_setting *setting = &problem_settings[i];
        struct status status = {0};

        if (strcmp(setting->param.name, "data") != 0)
            continue;
        memset(text, 'x', sizeof text);
        text[setting->size] = '\0';
        ck_assert(!problem_config_set(&config, setting, text, &status));
        ck_assert_int_eq(status.code, STATUS_INVALID);
        text[setting->size - 1] = '\0';
        ck_assert_msg(problem_config_set(&config, setting, text, &status), "%s", status.message);
        ck_assert_str_eq(config.data, text);
    }
}
END_TEST

/* ---- shared data -------------------------------------------------------------------------------
 */

START_TEST(problems_share_a_dataset)
{
    static const double x[] = {0.3, -0.7, 1.1, 0.2}, y[] = {0, 1, 1, 0};
    struct problem_config config;
    struct status status = {0};
    struct dataset *dataset = dataset_from_reals(1, 1, 4, x, y, 0, NULL, NULL, &status);
    struct problem *first, *second;
    struct race *race;

    problem_config_default(&config);
    snprintf(config.layers, sizeof config.layers, "3");
    first = problem_from_dataset(dataset, &config, &status);
    ck_assert(problem_has_data(first, &config));
    config.seed = 77;
    snprintf(config.layers, sizeof config.layers, "2,2");
    ck_assert(problem_has_data(first, &config));
    second = problem_from_dataset(dataset_share(dataset), &config, &status);
    ck_assert_ptr_eq(first->dataset, second->dataset);
    problem_free(first);

    /* A problem that cannot be gives its reference back, too. */
    config.output_activation = 1;
    for (int i = 0; i < problem_setting_count; i++) /* one that implies its own output */
        if (strcmp(problem_settings[i].param.name, "loss") == 0)
            ck_assert(
                problem_config_set(&config, &problem_settings[i], "binary_cross_entropy", &status));
    ck_assert_ptr_null(problem_from_dataset(dataset_share(dataset), &config, &status));

    race = race_create(second, 1, &status);
    add_run(race, "gd:lr=0.5");
    iterate(race, 5);
    race_free(race);
}
END_TEST

START_TEST(other_data_are_not_the_problems)
{
    static const double x[] = {0.3, -0.7}, y[] = {0, 1};
    struct problem_config config;
    struct status status = {0};
    struct problem *problem;
    struct race *race;

    problem_config_default(&config);
    problem = problem_from_dataset(dataset_from_reals(1, 1, 2, x, y, 0, NULL, NULL, &status),
                                   &config, &status);
    snprintf(config.classes, sizeof config.classes, "0,1");
    ck_assert(!problem_has_data(problem, &config));
    config.classes[0] = '\0';
    ck_assert(problem_has_data(problem, &config));
    snprintf(config.data, sizeof config.data, "elsewhere");
    ck_assert(!problem_has_data(problem, &config));
    problem_free(problem);

    race = make_race(&config, 0, 1);
    ck_assert(!problem_has_data(race_problem(race), &config));
    race_free(race);
}
END_TEST

static Suite *objective_suite(void)
{
    Suite *suite = suite_create("objective");
    TCase *functions = tcase_create("functions"), *data = tcase_create("data");

    tcase_add_test(functions, a_test_function_descends_as_computed_by_hand);
    tcase_add_loop_test(functions, every_optimizer_trains_a_test_function, 0, 2);
    tcase_add_test(functions, the_seed_governs_the_noise);
    tcase_add_test(functions, penalties_apply_to_any_objective);
    tcase_add_test(functions, figures_are_means_over_their_own_samples);
    tcase_add_test(functions, a_bad_loss_leaves_the_weights_before_it);
    tcase_add_test(functions, the_largest_gradient_is_a_gradient);
    tcase_add_test(functions, the_leader_is_the_furthest_of_those_that_live);
    tcase_add_test(functions, a_text_that_does_not_fit_is_refused);
    suite_add_tcase(suite, functions);
    tcase_add_test(data, problems_share_a_dataset);
    tcase_add_test(data, other_data_are_not_the_problems);
    suite_add_tcase(suite, data);
    return suite;
}

TEST_MAIN(objective_suite)
