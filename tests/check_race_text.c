/* check_race_text.c - the words and figures of the race screen. */
#include "check_main.h"
#include "app/run_names.h"

#include "app/figures.h"
#include "ui/race_text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static char text[RACE_TEXT_MAX];

START_TEST(numbers_keep_their_columns)
{
    static const struct {
        double value;
        const char *text;
    } cases[] = {
        {0.012345, "0.01235"}, {12.5, "12.50000"},     {123.456, "123.46"},   {0, "0"},
        {1.23e-5, "1.23e-05"}, {2.385e17, "2.38e+17"}, {-0.5, "-0.50000"},    {NAN, "nan"},
        {INFINITY, "inf"},     {-INFINITY, "-inf"},    {99999.0, "99999.00"}, {1e-4, "0.00010"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_str_eq(race_text_number(cases[i].value, text, sizeof text), cases[i].text);
    for (double v = 1e-300; v < 1e300; v *= 7.3)
        ck_assert_uint_le(strlen(race_text_number(v, text, sizeof text)), 9);
}
END_TEST

START_TEST(durations_are_read_at_a_glance)
{
    static const struct {
        double seconds;
        const char *text;
    } cases[] = {
        {0, "0.00 s"},       {2.385, "2.38 s"},  {9.999, "10.0 s"},        {59.94, "59.9 s"},
        {59.96, "1:00"},     {245, "4:05"},      {3599.6, "1:00:00"},      {3723, "1:02:03"},
        {86400, "24:00:00"}, {400000, "4 days"}, {1e300, "11574074 days"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_str_eq(figures_duration(cases[i].seconds, text, sizeof text), cases[i].text);
}
END_TEST

START_TEST(rates_and_costs_have_three_figures)
{
    ck_assert_str_eq(race_text_figures(0.5, text, sizeof text), "0.50");
    ck_assert_str_eq(race_text_figures(9.999, text, sizeof text), "10.0");
    ck_assert_str_eq(race_text_figures(31.24, text, sizeof text), "31.2");
    ck_assert_str_eq(race_text_figures(12543.7, text, sizeof text), "12544");
    ck_assert_str_eq(race_text_figures(2.5e7, text, sizeof text), "2.5e+07");
}
END_TEST

/* The notebook's race, as the worker shows it. */
static struct worker_view notebook_view(void)
{
    struct worker_view view = {.state = WORKER_RUNNING,
                               .m_train = 12665,
                               .m_test = 2115,
                               .iterations = 100,
                               .rate = 31.24,
                               .iterations_per_epoch = 1,
                               .dataset = "mnist01"};

    problem_config_default(&view.problem);
    view.shape = (struct network_shape){.layers = 3, .width = {784, 64, 64, 1}};
    view.shape.hidden = view.shape.output = activation_find("relu");
    return view;
}

START_TEST(the_title_says_what_is_trained)
{
    struct worker_view view = notebook_view();

    ck_assert_str_eq(race_text_problem(&view, 100, text, sizeof text),
                     "mnist01 12665+2115  784-64-64-1 relu  full batch  seed 1");
    view.problem.batch_size = 128;
    view.shape = (struct network_shape){
        .layers = 6, .width = {784, 64, 64, 64, 64, 64, 1}, .hidden = activation_find("sigmoid")};
    ck_assert_str_eq(race_text_problem(&view, 100, text, sizeof text),
                     "mnist01 12665+2115  784-64x5-1 sigmoid  batch 128  seed 1");
}
END_TEST

START_TEST(a_narrow_title_leaves_out_whole_parts)
{
    struct worker_view view = notebook_view();
    size_t before = 0;

    for (int columns = -1; columns < 80; columns++) {
        size_t length = strlen(race_text_problem(&view, columns, text, sizeof text));
        ck_assert_int_le((int)length, columns < 0 ? 0 : columns);
        ck_assert_uint_ge(length, before);
        before = length;
    }
    ck_assert_str_eq(race_text_problem(&view, 20, text, sizeof text), "mnist01 12665+2115");
    ck_assert_str_eq(race_text_problem(&view, 5, text, sizeof text), "");
    snprintf(view.dataset, sizeof view.dataset, "mnist01 from /a/folder/with/a/long/name");
    ck_assert_str_eq(race_text_problem(&view, 20, text, sizeof text), "mnist01 from /a/fo..");
    ck_assert_str_eq(race_text_problem(&view, 9, text, sizeof text), "");
}
END_TEST

START_TEST(unusual_settings_are_named_in_the_title)
{
    struct worker_view view = notebook_view();

    view.problem.l2 = 0.25;
    ck_assert_ptr_nonnull(strstr(race_text_problem(&view, 200, text, sizeof text), "  l2=0.25"));
}
END_TEST

/* Runs of gd that have done so many iterations. */
static struct race_snapshot race_at(uint64_t iteration)
{
    static struct run_snapshot runs[4];
    struct race_snapshot race = {.iteration = iteration, .runs = 4, .run = runs};

    for (int i = 0; i < 4; i++) {
        runs[i] = (struct run_snapshot){.iteration = iteration};
        ck_assert(run_config_parse("gd", &runs[i].config, &(struct status){0}));
    }
    return race;
}

START_TEST(the_state_says_how_far_and_how_fast)
{
    struct worker_view view = notebook_view();
    struct race_snapshot race = race_at(57);

    ck_assert_str_eq(race_text_state(&view, &race, 40, text, sizeof text),
                     "RUNNING 57/100  31.2 it/s");
    ck_assert_str_eq(race_text_state(&view, &race, 20, text, sizeof text), "RUNNING 57/100");
    view.speed = worker_speed_count - 1;
    ck_assert_str_eq(race_text_state(&view, &race, 40, text, sizeof text),
                     "RUNNING 57/100  at most 1 it/s");
    view.session_lag = RACE_TEXT_LAG;
    ck_assert_ptr_null(strstr(race_text_state(&view, &race, 40, text, sizeof text), "unwritten"));
    view.session_lag = 123456;
    ck_assert_ptr_nonnull(
        strstr(race_text_state(&view, &race, 40, text, sizeof text), "  123456 rows unwritten"));
    view.session_lag = 0;
    view.state = WORKER_LOADING;
    ck_assert_str_eq(race_text_state(&view, &race, 40, text, sizeof text), "LOADING");
}
END_TEST

START_TEST(a_run_that_catches_up_is_what_the_race_waits_for)
{
    struct worker_view view = notebook_view();
    struct race_snapshot race = race_at(60);

    race.run[2].iteration = 59; /* within an iteration runs advance one after the other */
    ck_assert_str_eq(race_text_state(&view, &race, 20, text, sizeof text), "RUNNING 60/100");
    view.state = WORKER_CATCHING_UP;
    ck_assert_str_eq(race_text_state(&view, &race, 20, text, sizeof text), "CATCHING UP 59/60");
    race.run[2].iteration = 23;
    ck_assert_str_eq(race_text_state(&view, &race, 20, text, sizeof text), "CATCHING UP 23/60");
    ck_assert_str_eq(race_text_hint(&view, &race, text, sizeof text),
                     "gd catches up; the other runs wait for it.");
    view.state = WORKER_RUNNING;
    ck_assert_str_eq(race_text_state(&view, &race, 20, text, sizeof text), "CATCHING UP 23/60");
    race.run[2].state = RUN_DIVERGED;
    ck_assert_str_eq(race_text_state(&view, &race, 20, text, sizeof text), "RUNNING 60/100");
    race.run[2].state = RUN_LIVE;
    view.state = WORKER_PAUSED;
    ck_assert_str_eq(race_text_state(&view, &race, 20, text, sizeof text), "PAUSED 60/100");
    ck_assert_str_eq(race_text_hint(&view, &race, text, sizeof text),
                     "Paused: gd is at 23 of 60; Space goes on with it.");
    race.run[2].iteration = 59;
    ck_assert_str_eq(race_text_hint(&view, &race, text, sizeof text),
                     "Paused: Space continues, s trains one iteration, r resets.");
}
END_TEST

START_TEST(while_loading_the_title_says_what_is_loaded)
{
    struct worker_view view = notebook_view();

    view.state = WORKER_LOADING;
    ck_assert_str_eq(race_text_problem(&view, 40, text, sizeof text), "mnist01");
    strcpy(view.trial_data, "/data/fashion");
    ck_assert_str_eq(race_text_problem(&view, 40, text, sizeof text), "/data/fashion");
    ck_assert_str_eq(race_text_problem(&view, 5, text, sizeof text), "/data");
}
END_TEST

START_TEST(iterations_are_typed_as_people_do)
{
    static const struct {
        const char *text;
        uint64_t wanted; /* 0: refused */
    } cases[] = {
        {"300", 300},  {"2k", 2000},    {" 1.5M ", 1500000}, {"+500", 560},
        {"+2k", 2060}, {"60", 60},      {"59", 0},           {"0.1e", 0},
        {"", 0},       {"k", 0},        {"60.5", 0},         {"-70", 0},
        {"1e13", 0},   {"2000000M", 0}, {"1e3", 1000},       {"0.0605k", 0},
    };
    const struct param_spec spec = PARAM_WHOLE("iterations", 100, 60, 1e12, "help");

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct status status = {0};
        uint64_t wanted = 0;
        bool good = race_text_read_iterations(cases[i].text, &spec, 60, &wanted, &status);
        ck_assert_msg(good == (cases[i].wanted > 0), "'%s'", cases[i].text);
        ck_assert_uint_eq(wanted, cases[i].wanted);
        ck_assert_uint_eq(status.message[0] == '\0', good);
    }
}
END_TEST

START_TEST(there_is_a_hint_in_every_state)
{
    struct worker_view view = notebook_view();
    struct race_snapshot race = race_at(50);

    ck_assert_str_eq(race_text_hint(&view, &race, text, sizeof text), "1.60 s left");
    view.iterations_per_epoch = 20;
    ck_assert_str_eq(race_text_hint(&view, &race, text, sizeof text), "epoch 3, 1.60 s left");
    view.recomputed = 20; /* of as many, in so many seconds: long enough to say so */
    view.to_recompute = 1000;
    view.recomputing = 3;
    for (int state = WORKER_LOADING; state <= WORKER_FAILED; state++) {
        view.state = (enum worker_state)state;
        ck_assert_uint_gt(strlen(race_text_hint(&view, &race, text, sizeof text)), 0);
        ck_assert_uint_lt(strlen(text), 80);
    }
    view.state = WORKER_EMPTY;
    race.runs = 0;
    ck_assert_ptr_nonnull(strstr(race_text_hint(&view, &race, text, sizeof text), "a adds one"));
}
END_TEST

START_TEST(a_run_says_what_is_special_about_it)
{
    struct run_snapshot run = {.id = 1, .state = RUN_LIVE, .diverged_at = 12};

    ck_assert_str_eq(race_text_run_state(&run, false, false, text, sizeof text), "");
    ck_assert_str_eq(race_text_run_state(&run, true, false, text, sizeof text), "catching up");
    ck_assert_str_eq(race_text_run_state(&run, false, true, text, sizeof text), "hidden");
    run.state = RUN_DIVERGED;
    ck_assert_str_eq(race_text_run_state(&run, false, true, text, sizeof text),
                     "diverged at 12, hidden");
}
END_TEST

START_TEST(a_run_that_goes_nowhere_says_since_when)
{
    struct run_snapshot run = {.state = RUN_LIVE, .condition = RUN_STALLED, .condition_at = 2};

    ck_assert_str_eq(race_text_run_state(&run, false, false, text, sizeof text), "stalled at 2");
    ck_assert_str_eq(figures_condition(&run, text, sizeof text),
                     "Stalled after 2 iterations: every gradient has been 0 since. Dead units?");
    run.condition = RUN_CONVERGED;
    run.condition_at = 101;
    ck_assert_str_eq(race_text_run_state(&run, false, true, text, sizeof text),
                     "converged at 101, hidden");
    ck_assert_ptr_nonnull(strstr(figures_condition(&run, text, sizeof text), "after 101 "));
    run.condition = RUN_MOVING;
    ck_assert_str_eq(race_text_run_state(&run, false, false, text, sizeof text), "");
    ck_assert_str_eq(figures_condition(&run, text, sizeof text), "");
    run.state = RUN_DIVERGED;
    run.diverged_at = 4;
    ck_assert_str_eq(race_text_run_state(&run, false, false, text, sizeof text), "diverged at 4");
}
END_TEST

START_TEST(cells_hold_the_latest_figures)
{
    struct run_snapshot run = {.state = RUN_LIVE, .iteration = 57, .seconds = 1.9, .gradients = 57};

    ck_assert(run_config_parse("adam:lr=0.01,beta2=0.99", &run.config, &(struct status){0}));
    run.shown.value[CURVE_TRAIN_LOSS] = 0.00520;
    run.shown.tested = 1400000;
    run.last.value[CURVE_LEARNING_RATE] = 0.01;
    run.shown.value[CURVE_TEST_LOSS] = 0.00583;
    run.shown.value[CURVE_TEST_ACCURACY] = 0.998;
    run.shown.value[CURVE_TRAIN_ACCURACY] = NAN;

    ck_assert_str_eq(race_text_cell(TABLE_OPTIMIZER, &run, text, sizeof text), "adam");
    ck_assert_str_eq(race_text_cell(TABLE_TRAIN_LOSS, &run, text, sizeof text), "0.00520");
    ck_assert_str_eq(race_text_cell(TABLE_TEST_LOSS, &run, text, sizeof text), "0.00583");
    ck_assert_str_eq(race_text_cell(TABLE_TEST_ACCURACY, &run, text, sizeof text), "99.8 %");
    ck_assert_str_eq(race_text_cell(TABLE_TRAIN_ACCURACY, &run, text, sizeof text), "");
    ck_assert_str_eq(race_text_cell(TABLE_TESTED, &run, text, sizeof text), "1.4M");
    ck_assert_str_eq(race_text_cell(TABLE_ITERATION, &run, text, sizeof text), "57");
    ck_assert_str_eq(race_text_cell(TABLE_COST, &run, text, sizeof text), "33.3");
    ck_assert_str_eq(race_text_cell(TABLE_TIME, &run, text, sizeof text), "1.90 s");
    ck_assert_str_eq(race_text_cell(TABLE_LEARNING_RATE, &run, text, sizeof text), "0.01");
    ck_assert_str_eq(race_text_cell(TABLE_GRADIENTS, &run, text, sizeof text), "57");
    for (int field = 0; field < TABLE_FIELDS; field++)
        if (field != TABLE_HYPERPARAMETERS)
            ck_assert_int_le((int)strlen(race_text_cell((enum table_field)field, &run, text, 99)),
                             table_specs[field].width);
}
END_TEST

START_TEST(a_run_that_has_not_started_has_no_figures)
{
    struct run_snapshot run = {.state = RUN_LIVE};

    run_config_default(&run.config, optimizer_find("gd"));
    run.shown.value[CURVE_TEST_ACCURACY] = NAN;
    ck_assert_str_eq(race_text_cell(TABLE_TRAIN_LOSS, &run, text, sizeof text), "");
    ck_assert_str_eq(race_text_cell(TABLE_TEST_ACCURACY, &run, text, sizeof text), "");
    ck_assert_str_eq(race_text_cell(TABLE_TESTED, &run, text, sizeof text), "");
    ck_assert_str_eq(race_text_cell(TABLE_COST, &run, text, sizeof text), "");
}
END_TEST

static void assert_hyperparameters(int runs, const char *const config[],
                                   const char *const expected[])
{
    static struct run_snapshot run[8];
    struct race_snapshot race = {.runs = runs, .run = run};

    ck_assert_int_le(runs, 8);
    for (int i = 0; i < runs; i++)
        ck_assert(run_config_parse(config[i], &race.run[i].config, &(struct status){0}));
    for (int i = 0; i < runs; i++)
        ck_assert_str_eq(figures_hyperparameters(&race, &race.run[i], text, sizeof text),
                         expected[i]);
}

START_TEST(runs_of_an_optimizer_show_first_what_differs)
{
    assert_hyperparameters(
        3, (const char *const[]){"adam", "gd:lr=0.3", "adam:bias_correction=1"},
        (const char *const[]){"bias_correction=0 lr=0.001 beta1=0.9 beta2=0.999", "lr=0.3",
                              "bias_correction=1 lr=0.001 beta1=0.9 beta2=0.999"});
    assert_hyperparameters(
        3, (const char *const[]){"adam:lr=0.1", "adam:lr=0.1,beta2=0.99,eps=1e-7", "adam"},
        (const char *const[]){"lr=0.1 beta2=0.999 eps=1e-08 beta1=0.9",
                              "lr=0.1 beta2=0.99 eps=1e-07 beta1=0.9",
                              "lr=0.001 beta2=0.999 eps=1e-08 beta1=0.9"});
    /* Among these, first what is not at its default. */
    assert_hyperparameters(
        2, (const char *const[]){"adam:bias_correction=1", "adam:lr=0.02"},
        (const char *const[]){"bias_correction=1 lr=0.001 beta1=0.9 beta2=0.999",
                              "lr=0.02 bias_correction=0 beta1=0.9 beta2=0.999"});
    /* One alone, and two that are the same. */
    assert_hyperparameters(1, (const char *const[]){"adam:eps=1e-7"},
                           (const char *const[]){"lr=0.001 beta1=0.9 beta2=0.999 eps=1e-07"});
    assert_hyperparameters(2, (const char *const[]){"momentum:lr=0.5", "momentum:lr=0.5"},
                           (const char *const[]){"lr=0.5 beta=0.9", "lr=0.5 beta=0.9"});
    /* Another schedule has other hyperparameters in the same places. */
    assert_hyperparameters(3,
                           (const char *const[]){"gd", "gd:schedule=cosine,total=60",
                                                 "gd:schedule=exponential,gamma=0.5"},
                           (const char *const[]){"schedule=constant lr=0.1",
                                                 "schedule=cosine total=60 end=0 lr=0.1",
                                                 "schedule=exponential gamma=0.5 lr=0.1"});
}
END_TEST

/* With minibatches the test figures are older than the train loss, and the table says so. */
START_TEST(when_the_test_data_are_evaluated_is_said_where_it_is_rare)
{
    struct worker_view view = notebook_view();

    ck_assert(!race_text_rarely_tested(&view));
    view.problem.eval_every = 10;
    ck_assert(race_text_rarely_tested(&view));
    view.problem.eval_every = 0;
    view.iterations_per_epoch = 99;
    ck_assert(race_text_rarely_tested(&view));
    view.problem.eval_every = 1;
    ck_assert(!race_text_rarely_tested(&view));
}
END_TEST

START_TEST(a_race_shorter_than_its_first_evaluation_says_so)
{
    struct worker_view view = notebook_view();
    struct race_snapshot race = {0};

    view.state = WORKER_READY;
    view.iterations_per_epoch = 469;
    view.iterations = 469;
    ck_assert_ptr_null(strstr(race_text_hint(&view, &race, text, sizeof text), "eval-every"));
    view.iterations = 468;
    ck_assert_str_eq(race_text_hint(&view, &race, text, sizeof text),
                     "Test figures are taken every 469 iterations, but the race ends after 468: "
                     "only the initial and the final weights are tested. --eval-every=46 shows "
                     "more. Space starts.");
    view.iterations = 3;
    ck_assert_ptr_nonnull(
        strstr(race_text_hint(&view, &race, text, sizeof text), "--eval-every=1 shows"));
}
END_TEST

START_TEST(figures_of_a_batch_are_called_so)
{
    struct race_snapshot race = {.whole = true};

    ck_assert_str_eq(race_text_column(TABLE_TRAIN_LOSS, &race), "train loss");
    ck_assert_str_eq(race_text_column(TABLE_TRAIN_ACCURACY, &race), "train acc");
    race.whole = false;
    ck_assert_str_eq(race_text_column(TABLE_TRAIN_LOSS, &race), "batch loss");
    ck_assert_str_eq(race_text_column(TABLE_TRAIN_ACCURACY, &race), "batch acc");
    ck_assert_str_eq(race_text_column(TABLE_TEST_LOSS, &race), "test loss");
    for (int field = 0; field < TABLE_FIELDS; field++) {
        int title = (int)strlen(race_text_column((enum table_field)field, &race));
        ck_assert_int_le(title, table_specs[field].width + 3 * (field == TABLE_HYPERPARAMETERS));
    }
}
END_TEST

/* Going back that takes longer than a second says how far and how long. */
START_TEST(recomputing_says_how_much_and_how_long)
{
    struct worker_view view = {
        .state = WORKER_RECOMPUTING, .recomputed = 812, .to_recompute = 4812, .recomputing = 8.12};

    ck_assert_str_eq(
        race_text_recomputing(&view, text, sizeof text),
        "Recomputing 4 812 iterations, 40.0 s. Esc cancels: nothing has changed yet.");
    view.recomputing = 0.1;
    ck_assert_str_eq(race_text_recomputing(&view, text, sizeof text), "");
    view.recomputing = 8.12;
    view.recomputed = 0; /* there is nothing to judge by yet */
    ck_assert_str_eq(race_text_recomputing(&view, text, sizeof text), "");
    view.recomputed = 812;
    view.state = WORKER_PAUSED;
    ck_assert_str_eq(race_text_recomputing(&view, text, sizeof text), "");
    ck_assert_str_eq(race_text_grouped(0, text, sizeof text), "0");
    ck_assert_str_eq(race_text_grouped(1234567, text, sizeof text), "1 234 567");
    ck_assert_str_eq(race_text_grouped(100, text, sizeof text), "100");
}
END_TEST

START_TEST(forks_are_named_after_their_parents)
{
    struct run_snapshot run[2] = {{.id = 3}, {.id = 5, .parent = 3, .forked_at = 57}};
    struct race_snapshot race = {.runs = 2, .run = run};

    run_config_default(&run[0].config, optimizers[0]);
    run_config_default(&run[1].config, optimizers[1]);
    ck_assert_str_eq(race_text_name(&race, &run[0], text, sizeof text), "gd");
    ck_assert_str_eq(race_text_name(&race, &run[1], text, sizeof text), "momentum < gd@57");
    strcpy(run[0].config.name, "slow");
    ck_assert_str_eq(race_text_name(&race, &run[1], text, sizeof text), "momentum < slow@57");
    run[1].parent = 2; /* which is gone */
    ck_assert_str_eq(race_text_name(&race, &run[1], text, sizeof text), "momentum @57");
}
END_TEST

/* So much of them must be seen; a name says enough. */
START_TEST(what_tells_runs_apart_has_a_length)
{
    static const char *const configs[] = {"adam:lr=0.25", "adam:lr=0.125,weight_decay=0.000123",
                                          "gd", "adam:lr=0.5,name=named"};
    static const char *const told[] = {"lr=0.25 weight_decay=0", "lr=0.125 weight_decay=0.000123",
                                       "", ""};
    static struct run_snapshot run[4];
    struct race_snapshot race = {.runs = 4, .run = run};

    for (int i = 0; i < 4; i++)
        ck_assert(run_config_parse(configs[i], &run[i].config, &(struct status){0}));
    for (int i = 0; i < 4; i++) {
        size_t length = figures_distinguishing(&race, &run[i]);

        ck_assert_uint_eq(length, strlen(told[i]));
        ck_assert_int_eq(
            strncmp(figures_hyperparameters(&race, &run[i], text, sizeof text), told[i], length),
            0);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("race_text");
    TCase *c = tcase_create("race_text");

    tcase_add_test(c, numbers_keep_their_columns);
    tcase_add_test(c, recomputing_says_how_much_and_how_long);
    tcase_add_test(c, forks_are_named_after_their_parents);
    tcase_add_test(c, durations_are_read_at_a_glance);
    tcase_add_test(c, rates_and_costs_have_three_figures);
    tcase_add_test(c, the_title_says_what_is_trained);
    tcase_add_test(c, a_narrow_title_leaves_out_whole_parts);
    tcase_add_test(c, unusual_settings_are_named_in_the_title);
    tcase_add_test(c, the_state_says_how_far_and_how_fast);
    tcase_add_test(c, a_run_that_catches_up_is_what_the_race_waits_for);
    tcase_add_test(c, while_loading_the_title_says_what_is_loaded);
    tcase_add_test(c, iterations_are_typed_as_people_do);
    tcase_add_test(c, there_is_a_hint_in_every_state);
    tcase_add_test(c, a_run_says_what_is_special_about_it);
    tcase_add_test(c, a_run_that_goes_nowhere_says_since_when);
    tcase_add_test(c, cells_hold_the_latest_figures);
    tcase_add_test(c, a_run_that_has_not_started_has_no_figures);
    tcase_add_test(c, runs_of_an_optimizer_show_first_what_differs);
    tcase_add_test(c, when_the_test_data_are_evaluated_is_said_where_it_is_rare);
    tcase_add_test(c, a_race_shorter_than_its_first_evaluation_says_so);
    tcase_add_test(c, figures_of_a_batch_are_called_so);
    tcase_add_test(c, what_tells_runs_apart_has_a_length);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
