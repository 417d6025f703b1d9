/*
 * check_functions.c - test functions: values, gradients, minima; every optimizer on each of them.
 */
#include "check_main.h"

#include "model/functions.h"
#include "train/race.h"

#include <math.h>

static const struct function *find(const char *name)
{
    const struct function *function = function_find(name);

    ck_assert_msg(function != NULL, "%s", name);
    return function;
}

/* The parameters' defaults. */
static void defaults(const struct function *function, double *param)
{
    for (int i = 0; i < function->n_params; i++)
        param[i] = function->params[i].initial;
}

START_TEST(values_are_those_of_the_formulas)
{
    /* At (0.7, -1.3), computed in Python. */
    static const struct {
        const char *name;
        double value;
    } rows[] = {{"quadratic", 10.891374028497275}, {"rosenbrock", 320.49999999999994},
                {"beale", 7.631235410000001},      {"himmelblau", 160.7282},
                {"booth", 103.22000000000001},     {"rastrigin", 28.360339887498945},
                {"ackley", 5.7530624164203985},    {"styblinski_tang", -17.3919},
                {"saddle", 0.11402500000000004},   {"valley", 100.09}};

    ck_assert_int_eq(function_count, sizeof rows / sizeof rows[0]);
    for (int i = 0; i < function_count; i++) {
        const struct function *function = find(rows[i].name);
        double param[FUNCTION_PARAMS_MAX];

        defaults(function, param);
        ck_assert_ptr_eq(function, &functions[i]);
        ck_assert_msg(fabs(function->value(param, 0.7, -1.3) - rows[i].value) <=
                          1e-12 * fabs(rows[i].value),
                      "%s: %.17g", rows[i].name, function->value(param, 0.7, -1.3));
    }
}
END_TEST

/* At (-1.37, 0.83) by NumPy, gradients by complex steps; parameters beside the defaults, too. */
static const struct {
    const char *text;
    double value, gradient[2];
} numpy[] = {
    {"quadratic", 10.150858689894784, {-7.6871048831348769, 11.771546614331063}},
    {"quadratic:condition=70,angle=-50",
     10.467563194647141,
     {-28.642511109922896, -22.054354013614574}},
    {"rosenbrock", 115.21686100000009, {-578.44120000000021, -209.38000000000008}},
    {"rosenbrock:b=7", 13.288897270000007, {-44.899084000000016, -14.656600000000005}},
    {"beale", 20.479733665525281, {-5.004864108431061, -35.107412899091983}},
    {"himmelblau", 127.77480481999997, {30.083987999999991, -42.087451999999999}},
    {"booth", 92.772199999999998, {-41.060000000000002, -40.660000000000004}},
    {"rastrigin", 24.593734318269746, {-48.542449692090798, -53.399972566349277}},
    {"rastrigin:height=3", 9.1741802954809231, {-16.480734907627241, -14.857991769904785}},
    {"ackley", 5.8688044669205572, {-3.9980344628543381, -1.319033741498723}},
    {"styblinski_tang", -19.87773159, {19.277293999999998, -9.6364259999999984}},
    {"saddle", 0.71264580250000009, {-1.3700000000000001, -0.25821300000000003}},
    {"valley", 121.07290000000002, {-110.27000000000002, 109.73}},
};

START_TEST(values_and_gradients_are_those_of_numpy)
{
    const struct function *f = function_find(numpy[_i].text);
    struct status status = {0};
    struct function_objective *objective = function_objective_create(numpy[_i].text, "", &status);
    double g[2];

    ck_assert_msg(objective != NULL, "%s", status.message);
    assert_close(f->value(objective->param, -1.37, 0.83), numpy[_i].value, 1e-12);
    f->gradient(objective->param, -1.37, 0.83, g);
    for (int i = 0; i < 2; i++)
        assert_close(g[i], numpy[_i].gradient[i], 1e-12);
    objective_free(&objective->objective);
}
END_TEST

START_TEST(every_function_has_numbers_of_numpy)
{
    for (int f = 0; f < function_count; f++) {
        bool there = false;

        for (size_t i = 0; i < sizeof numpy / sizeof numpy[0]; i++)
            there = there || function_find(numpy[i].text) == &functions[f];
        ck_assert_msg(there, "%s", functions[f].name);
    }
}
END_TEST

START_TEST(minima_are_where_they_are_said_to_be)
{
    const struct function *f = &functions[_i];
    double param[FUNCTION_PARAMS_MAX];

    defaults(f, param);
    ck_assert(f->places >= 1 && f->places <= FUNCTION_MINIMA_MAX);
    for (int p = 0; p < f->places; p++) {
        double x = f->place[p][0], y = f->place[p][1], g[2];

        ck_assert_msg(fabs(f->value(param, x, y) - f->minimum) < 1e-12, "%s: %.17g", f->name,
                      f->value(param, x, y));
        f->gradient(param, x, y, g);
        ck_assert_msg(fabs(g[0]) < 1e-10 && fabs(g[1]) < 1e-10, "%s: %g %g", f->name, g[0], g[1]);
        for (int i = 0; i < 64; i++)
            ck_assert(f->value(param, x + 0.01 * cos(i), y + 0.01 * sin(i)) > f->minimum);
        ck_assert(x > f->low[0] && x < f->high[0] && y > f->low[1] && y < f->high[1]);
    }
    /* Nowhere in the usual range is it lower. */
    for (int i = 0; i <= 200; i++)
        for (int k = 0; k <= 200; k++)
            ck_assert(f->value(param, f->low[0] + (f->high[0] - f->low[0]) * i / 200,
                               f->low[1] + (f->high[1] - f->low[1]) * k / 200) >=
                      f->minimum - 1e-12);
    ck_assert(f->start[0] > f->low[0] && f->start[0] < f->high[0]);
    ck_assert(f->start[1] > f->low[1] && f->start[1] < f->high[1]);
}
END_TEST

START_TEST(gradients_are_central_differences)
{
    const struct function *f = &functions[_i];
    double param[FUNCTION_PARAMS_MAX];
    struct rng rng;

    rng_seed(&rng, 11);
    defaults(f, param);
    for (int round = 0; round < 2; round++) {
        for (int point = 0; point < 200; point++) {
            double w[2], g[2];

            for (int i = 0; i < 2; i++)
                w[i] = f->low[i] + (f->high[i] - f->low[i]) * rng_uniform(&rng);
            f->gradient(param, w[0], w[1], g);
            for (int i = 0; i < 2; i++) {
                const double h = 1e-6 * (1 + fabs(w[i]));
                double up = f->value(param, w[0] + (i == 0 ? h : 0), w[1] + (i == 1 ? h : 0));
                double down = f->value(param, w[0] - (i == 0 ? h : 0), w[1] - (i == 1 ? h : 0));
                double size = fabs(up) + fabs(g[i]) + 1;

                ck_assert_msg(fabs((up - down) / (2 * h) - g[i]) < 1e-7 * size,
                              "%s at %g %g: %.10g, not %.10g", f->name, w[0], w[1], g[i],
                              (up - down) / (2 * h));
            }
        }
        for (int i = 1; i < f->n_params; i++) /* other parameters than the defaults, too */
            param[i] = param[i] * 1.75 + 0.5;
    }
}
END_TEST

/* ---- as an objective ------------------------------------------------------------------------ */

static struct race *make_race(const char *text, const char *start, uint64_t seed, const char *spec)
{
    struct status status = {0};
    struct problem_config config;
    struct run_config run;

    problem_config_default(&config);
    config.seed = seed;
    struct function_objective *objective = function_objective_create(text, start, &status);
    ck_assert_msg(objective != NULL, "%s", status.message);
    struct problem *problem = problem_from_objective(&objective->objective, &config, &status);
    ck_assert_msg(problem != NULL, "%s", status.message);
    struct race *race = race_create(problem, 1, &status);
    ck_assert_ptr_nonnull(race);
    ck_assert_msg(run_config_parse(spec, &run, &status), "%s", status.message);
    ck_assert_int_gt(race_add(race, &run, &status), 0);
    return race;
}

static void iterate(struct race *race, int iterations)
{
    struct status status = {0};

    for (int i = 0; i < iterations && race_live(race) > 0; i++)
        ck_assert_msg(race_iterate(race, NULL, &status), "%s", status.message);
}

START_TEST(every_optimizer_runs_on_every_function)
{
    const char *spec = optimizers[_i]->name;

    for (int f = 0; f < function_count; f++) {
        struct race *race = make_race(functions[f].name, "", 1, spec);
        const struct run *run;

        iterate(race, 30);
        run = race_run(race, 0);
        ck_assert_msg(history_length(run_get_history(run)) > 0, "%s on %s", spec,
                      functions[f].name);
        struct history_row first = history_get(run_get_history(run), 0);
        double param[FUNCTION_PARAMS_MAX];
        defaults(&functions[f], param);
        assert_close(first.value[CURVE_TRAIN_LOSS],
                     functions[f].value(param, (double)(real)functions[f].start[0],
                                        (double)(real)functions[f].start[1]),
                     sizeof(real) == 8 ? 1e-12 : 1e-5);
        ck_assert(isnan(first.value[CURVE_TEST_LOSS]) && !first.evaluated);
        ck_assert(isnan(first.value[CURVE_TRAIN_ACCURACY]));
        for (int i = 0; i < 2; i++)
            ck_assert(isfinite(run_parameters(run)[i]));
        race_free(race);
    }
}
END_TEST

/* With moderate steps each optimizer goes down each function, noise or not. */
static const char *const moderate[] = {
    "gd:lr=0.0005",    "momentum:lr=0.001",     "nesterov:lr=0.0002",
    "adagrad:lr=0.1",  "rmsprop:lr=0.01",       "adadelta:eps=0.001",
    "adam:lr=0.01",    "adamw:lr=0.02",         "amsgrad:lr=0.02",
    "adamax:lr=0.02",  "nadam:lr=0.02",         "radam:lr=0.002",
    "adan:lr=0.01",    "adabelief:lr=0.02",     "yogi:lr=0.02",
    "signsgd:lr=0.01", "lion:lr=0.01",          "rprop",
    "lamb:lr=0.02",    "muon:adam_lr=0.02",     "lbfgs:line_search=strong-wolfe",
    "sophia:lr=0.01",  "schedule-free:lr=0.02", "prodigy:d0=0.001,d_coef=0.1",
};

START_TEST(every_optimizer_goes_down_every_function)
{
    ck_assert_int_eq(optimizer_count, sizeof moderate / sizeof moderate[0]);
    for (int f = 0; f < function_count; f++) {
        struct race *race = make_race(functions[f].name, "", 1, moderate[_i]);
        const struct history *history = run_get_history(race_run(race, 0));
        double first, last;

        iterate(race, 150);
        first = history_value(history, CURVE_TRAIN_LOSS, 0);
        last = history_value(history, CURVE_TRAIN_LOSS, history_length(history) - 1);
        ck_assert_int_eq(race_live(race), 1);
        ck_assert_msg(first - last > 0.02 * (first - functions[f].minimum), "%s on %s: %g, then %g",
                      moderate[_i], functions[f].name, first, last);
        race_free(race);
    }
}
END_TEST

static const struct {
    const char *function, *start, *spec;
    int iterations;
    double tolerance; /* of the value above the minimum */
} reached[] = {
    {"quadratic", "", "gd:lr=0.1", 400, 1e-12},
    {"quadratic:condition=100", "", "momentum:lr=0.2,beta=0.9", 500, 1e-8},
    {"quadratic:condition=1000", "", "lbfgs", 60, 1e-8},
    {"rosenbrock", "", "lbfgs", 100, 1e-10},
    {"rosenbrock", "", "adam:lr=0.02", 4000, 1e-4},
    {"beale", "", "lbfgs", 100, 1e-10},
    {"beale", "", "gd:lr=0.01", 8000, 1e-5},
    {"himmelblau", "", "gd:lr=0.01", 500, 1e-10},
    {"himmelblau", "-1,1", "adam:lr=0.05", 2000, 1e-8},
    {"booth", "", "gd:lr=0.1", 500, 1e-12},
    {"booth", "", "lbfgs", 30, 1e-10},
    {"rastrigin", "0.2,-0.3", "gd:lr=0.002", 1000, 1e-10},
    {"ackley", "0.3,-0.2", "adam:lr=0.01", 3000, 0.05},
    {"styblinski_tang", "-1,-1", "gd:lr=0.01", 1000, 1e-10},
    {"saddle", "", "gd:lr=0.1", 500, 1e-10},
    {"saddle", "", "adam:lr=0.05", 2000, 1e-8},
    {"valley:noise=0", "", "lbfgs", 40, 1e-10},
};

START_TEST(known_minima_are_reached)
{
    const struct function *f = find(reached[_i].function);
    struct race *race = make_race(reached[_i].function, reached[_i].start, 1, reached[_i].spec);
    const struct run *run = race_run(race, 0);
    const struct function_objective *objective = function_of(race_problem(race)->objective);

    iterate(race, reached[_i].iterations);
    double value =
        f->value(objective->param, (double)run_parameters(run)[0], (double)run_parameters(run)[1]);
    ck_assert_msg(value - f->minimum < (sizeof(real) == 8 ? reached[_i].tolerance : 0.1),
                  "%s with %s: %g above the minimum", reached[_i].function, reached[_i].spec,
                  value - f->minimum);
    race_free(race);
}
END_TEST

START_TEST(noise_depends_on_the_seed_alone)
{
    double loss[3];

    for (int i = 0; i < 3; i++) {
        struct race *race = make_race("valley", "", i == 2 ? 2 : 1, "gd:lr=0.005");

        iterate(race, 50);
        struct history_row row = history_get(run_get_history(race_run(race, 0)), 49);
        loss[i] = row.value[CURVE_TRAIN_LOSS];
        race_free(race);
    }
    ck_assert(loss[0] == loss[1]);
    ck_assert(loss[0] != loss[2]);
}
END_TEST

START_TEST(wrong_points_and_parameters_are_refused)
{
    static const char *const starts[] = {"1", "1,", ",1", "1,2,3", "a,b", "1;2", "nan,1", "1e7,0"};
    struct status status = {0};
    double start[2] = {7, 8};

    for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
        ck_assert_msg(!function_start_parse(starts[i], start, &status), "%s", starts[i]);
        ck_assert_int_eq(status.code, STATUS_INVALID);
        ck_assert_ptr_nonnull(strstr(status.message, "two numbers X,Y"));
        ck_assert(start[0] == 7 && start[1] == 8);
    }
    ck_assert(function_start_parse("", start, &status) && start[0] == 7);
    ck_assert(function_start_parse("-1.5, 2e1", start, &status));
    ck_assert(start[0] == -1.5 && start[1] == 20);
    ck_assert(!function_check("rosenbrock:a=1", &status));
    ck_assert_ptr_nonnull(
        strstr(status.message, "rosenbrock: no parameter 'a' (allowed: noise, b)"));
    ck_assert_ptr_null(function_find("rosen"));
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("functions");
    TCase *rows = tcase_create("rows"), *objective = tcase_create("objective");

    tcase_add_loop_test(rows, values_and_gradients_are_those_of_numpy, 0,
                        (int)(sizeof numpy / sizeof numpy[0]));
    tcase_add_test(rows, every_function_has_numbers_of_numpy);
    tcase_add_loop_test(rows, every_optimizer_goes_down_every_function, 0, optimizer_count);
    tcase_add_test(rows, values_are_those_of_the_formulas);
    tcase_add_loop_test(rows, minima_are_where_they_are_said_to_be, 0, function_count);
    tcase_add_loop_test(rows, gradients_are_central_differences, 0, function_count);
    suite_add_tcase(suite, rows);
    tcase_add_loop_test(objective, every_optimizer_runs_on_every_function, 0, optimizer_count);
    tcase_add_loop_test(objective, known_minima_are_reached, 0, sizeof reached / sizeof reached[0]);
    tcase_add_test(objective, noise_depends_on_the_seed_alone);
    tcase_add_test(objective, wrong_points_and_parameters_are_refused);
    suite_add_tcase(suite, objective);
    return suite;
}

TEST_MAIN(make_suite)
