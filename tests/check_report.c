/* check_report.c - the closing table: what stands in it, and that it fits the terminal. */
#include "app/figures.h"
#include "app/report.h"
#include "base/utf8.h"
#include "check_main.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RUNS_MOST = 12, FULL = 0, BATCHES = 4 };

static struct run_snapshot runs[RUNS_MOST];
static struct race_snapshot race;

static void setup(void)
{
    memset(runs, 0, sizeof runs);
    race = (struct race_snapshot){.run = runs, .whole = true};
}

static struct problem *make_problem(const char *data, uint64_t batch_size)
{
    static const double x[] = {0.5, 0.25, -0.75, -1, 1, 0.125}, y[] = {1, 0, 0, 0, 1, 1};
    struct problem_config config;
    struct status status = {0};
    struct problem *problem;

    problem_config_default(&config);
    config.batch_size = batch_size;
    if (data) {
        snprintf(config.data, sizeof config.data, "%s", data);
        problem = problem_load(&config, "", NULL, &status);
    } else {
        problem = problem_from_dataset(dataset_from_reals(1, 1, 6, x, y, 6, x, y, &status), &config,
                                       &status);
    }
    ck_assert_msg(problem != NULL, "%s", status.message);
    return problem;
}

/* A run whose figures are as wide as they may be. */
static struct run_snapshot *add(const char *text)
{
    struct run_snapshot *run = &runs[race.runs++];
    struct status status = {0};

    ck_assert_int_le(race.runs, RUNS_MOST);
    ck_assert_msg(run_config_parse(text, &run->config, &status), "%s", status.message);
    run->id = race.runs;
    run->iteration = 100;
    run->seconds = 12.345;
    run->shown.tested = 100;
    run->shown.value[CURVE_TRAIN_LOSS] = 0.069314;
    run->shown.value[CURVE_TEST_LOSS] = 1.2345e-5;
    run->shown.value[CURVE_TRAIN_ACCURACY] = 1;
    run->shown.value[CURVE_TEST_ACCURACY] = 0.98765;
    return run;
}

static char *table_of(const struct problem *problem, int columns)
{
    static char *text;
    size_t size;
    FILE *stream;

    free(text);
    text = NULL;
    stream = open_memstream(&text, &size);
    ck_assert_ptr_nonnull(stream);
    report_table(stream, problem, &race, columns);
    ck_assert_int_eq(fclose(stream), 0);
    return text;
}

/* No line is longer, none ends in a blank, and all hyperparameters are there. */
static void fits(const struct problem *problem, int columns)
{
    const char *text = table_of(problem, columns), *line = text;

    for (; *line; line += strcspn(line, "\n") + 1) {
        int width = 0;
        uint32_t codepoint;

        for (const char *c = line; *c != '\n'; width++)
            c += utf8_decode(c, &codepoint);
        ck_assert_msg(width <= columns, "%d columns in %d:\n%s", width, columns, text);
        ck_assert_msg(width > 0 && line[strcspn(line, "\n") - 1] != ' ', "a blank end:\n%s", text);
    }
    for (int i = 0; i < race.runs; i++) {
        char values[RUN_CONFIG_TEXT_MAX];

        run_config_format(&runs[i].config, values, sizeof values);
        for (char *word = strtok(values, " "); word; word = strtok(NULL, " "))
            ck_assert_msg(strstr(text, word) != NULL, "no %s:\n%s", word, text);
    }
}

static void fits_everywhere(void)
{
    struct problem *problem[] = {make_problem(NULL, FULL), make_problem(NULL, BATCHES),
                                 make_problem("rosenbrock", FULL)};

    for (size_t i = 0; i < sizeof problem / sizeof problem[0]; i++) {
        race.whole = i != 1;
        for (int columns = 80; columns <= 200; columns += 5)
            fits(problem[i], columns);
        race.whole = true;
        problem_free(problem[i]);
    }
}

START_TEST(the_default_race_looks_as_designed)
{
    struct problem *problem = make_problem(NULL, FULL);

    for (int i = 0; i < RUN_CONFIG_NOTEBOOK_RUNS; i++)
        add(run_config_notebook[i]);
    ck_assert_str_eq(
        table_of(problem, 80),
        "run  optimizer  train loss  test loss  train acc  test acc  iterations     time\n"
        "     hyperparameters\n"
        "  1  gd            0.06931  1.234e-05   100.00 %   98.77 %         100  12.35 s\n"
        "     lr=0.1\n"
        "  2  momentum      0.06931  1.234e-05   100.00 %   98.77 %         100  12.35 s\n"
        "     lr=0.9 beta=0.9\n"
        "  3  rmsprop       0.06931  1.234e-05   100.00 %   98.77 %         100  12.35 s\n"
        "     lr=0.001 beta=0.9\n"
        "  4  adam          0.06931  1.234e-05   100.00 %   98.77 %         100  12.35 s\n"
        "     lr=0.01 beta1=0.9 beta2=0.99\n");
    ck_assert_str_eq(
        strchr(table_of(problem, 120), '\n') + 1,
        "  1  gd            0.06931  1.234e-05   100.00 %   98.77 %         100  12.35 s  lr=0.1\n"
        "  2  momentum      0.06931  1.234e-05   100.00 %   98.77 %         100  12.35 s  lr=0.9 "
        "beta=0.9\n"
        "  3  rmsprop       0.06931  1.234e-05   100.00 %   98.77 %         100  12.35 s  lr=0.001 "
        "beta=0.9\n"
        "  4  adam          0.06931  1.234e-05   100.00 %   98.77 %         100  12.35 s  lr=0.01 "
        "beta1=0.9 beta2=0.99\n");
    problem_free(problem);
}
END_TEST

START_TEST(every_choice_of_the_default_races_runs_fits)
{
    for (int i = 0; i < RUN_CONFIG_NOTEBOOK_RUNS; i++)
        if (_i >> i & 1)
            add(run_config_notebook[i]);
    fits_everywhere();
}
END_TEST

START_TEST(long_values_and_names_fit)
{
    struct run_snapshot *run;

    add("adam:lr=0.00123456789012345,beta1=0.912345678901234,beta2=0.99912345678,weight_decay="
        "0.00012345678");
    add("adam:lr=0.00123456789012345,beta1=0.912345678901234,beta2=0.99912345678,weight_decay="
        "0.00012345679,schedule=cosine,warmup=12");
    add("adam:name=fast");
    add("gd:name=0123456789 0123456789 0123456789 0123456789 0123456789 01234567");
    add("gd:name=\xc3\xa4\xc3\xb6\xc3\xbc \xe6\xbc\xa2");
    run = add("gd:lr=300");
    run->condition = RUN_STALLED;
    run->condition_at = 2;
    run = add("gd:lr=1000");
    run->state = RUN_DIVERGED;
    run->diverged_at = 4;
    run->shown.value[CURVE_TRAIN_LOSS] = INFINITY;
    run->shown.value[CURVE_TEST_ACCURACY] = NAN;
    fits_everywhere();
}
END_TEST

/* So large that numbers alone take all columns: the shortest table that there is. */
START_TEST(figures_are_never_cut_off)
{
    struct problem *problem = make_problem(NULL, BATCHES);
    struct run_snapshot *run = add("gd:name=fast and furious");
    const char *text;

    run->iteration = UINT64_C(1234567890123);
    run->seconds = 12345678.9;
    run->shown.value[CURVE_TRAIN_LOSS] = 1.234e-123;
    text = table_of(problem, 80);
    ck_assert_ptr_nonnull(strstr(text, " 1.234e-123 "));
    ck_assert_ptr_nonnull(strstr(text, " 1234567890123 12345678.90 s\n"));
    ck_assert_ptr_nonnull(strstr(text, "\n  1  fast a... "));
    ck_assert_ptr_nonnull(strstr(text, "\n     fast and furious: gd lr=0.1\n"));
    problem_free(problem);
}
END_TEST

START_TEST(states_and_names_stand_before_the_values)
{
    struct problem *problem = make_problem(NULL, FULL);
    struct run_snapshot *run = add("gd:lr=300");

    run->condition = RUN_STALLED;
    run->condition_at = 2;
    run = add("adam:lr=0.25,name=mine");
    run->state = RUN_DIVERGED;
    run->diverged_at = 4;
    run->shown.value[CURVE_TRAIN_LOSS] = NAN;
    run = add("adam:beta1=0.75,lr=0.25");
    run->condition = RUN_CONVERGED;
    run->condition_at = 101;
    race.untested = true;
    ck_assert_str_eq(
        table_of(problem, 80),
        "run  optimizer  train loss  test loss  train acc  test acc  iterations     time\n"
        "     hyperparameters\n"
        "  1  gd            0.06931  1.234e-05   100.00 %   98.77 %         100  12.35 s\n"
        "     stalled at 2; lr=300\n"
        "  2  mine                -  1.234e-05   100.00 %   98.77 %         100  12.35 s\n"
        "     diverged at 4; adam beta1=0.9 lr=0.25 beta2=0.999\n"
        "  3  adam          0.06931  1.234e-05   100.00 %   98.77 %         100  12.35 s\n"
        "     converged at 101; beta1=0.75 lr=0.25 beta2=0.999\n"
        "The final weights were not tested.\n");
    problem_free(problem);
}
END_TEST

START_TEST(a_batch_is_called_one_and_states_that_were_tested_are_told)
{
    struct problem *problem = make_problem(NULL, BATCHES);
    struct run_snapshot *run = add("gd:lr=0.1");
    const char *text;

    run->shown.tested = 96;
    race.whole = false;
    text = table_of(problem, 80);
    ck_assert_ptr_nonnull(
        strstr(text, "run  optimizer batch loss test loss batch acc test acc after iterations"));
    ck_assert_ptr_nonnull(strstr(text, " 98.77 %    96        100 "));
    race.whole = true;
    ck_assert_ptr_nonnull(
        strstr(table_of(problem, 80), "train loss test loss train acc test acc after iterations"));
    /* Of an untrained run nothing was tested; of one that diverged at once its first weights. */
    run->iteration = run->shown.tested = 0;
    ck_assert_ptr_nonnull(strstr(table_of(problem, 80), " 98.77 %     -          0 "));
    run->state = RUN_DIVERGED;
    ck_assert_ptr_nonnull(strstr(table_of(problem, 80), " 98.77 %     0          0 "));
    problem_free(problem);
}
END_TEST

/* A test function has a value, no test data and no accuracies. */
START_TEST(a_function_has_a_value)
{
    struct problem *problem = make_problem("rosenbrock", FULL);

    add("gd:lr=0.001");
    ck_assert_str_eq(table_of(problem, 80),
                     "run  optimizer    value  iterations     time  hyperparameters\n"
                     "  1  gd         0.06931         100  12.35 s  lr=0.001\n");
    problem_free(problem);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("report");
    TCase *c = tcase_create("table");

    tcase_add_checked_fixture(c, setup, NULL);
    tcase_add_test(c, the_default_race_looks_as_designed);
    tcase_add_loop_test(c, every_choice_of_the_default_races_runs_fits, 1,
                        1 << RUN_CONFIG_NOTEBOOK_RUNS);
    tcase_add_test(c, long_values_and_names_fit);
    tcase_add_test(c, figures_are_never_cut_off);
    tcase_add_test(c, states_and_names_stand_before_the_values);
    tcase_add_test(c, a_batch_is_called_one_and_states_that_were_tested_are_told);
    tcase_add_test(c, a_function_has_a_value);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
