/*
 * check_schedule.c - learning rate schedules: against PyTorch's (tests/reference/schedules.txt),
 * their table, their properties, and how a run uses them.
 */
#include "check_main.h"
#include "optim/run_config.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { STEPS_MAX = 128, LINE = 8192 };

static struct run_config parse(const char *spec)
{
    struct run_config config;
    struct status status = {0};

    ck_assert_msg(run_config_parse(spec, &config, &status), "%s", status.message);
    return config;
}

/* Of a race of 100 iterations. */
static struct run_config resolved(const char *spec)
{
    struct run_config config = parse(spec);

    return run_config_resolve(&config, 100);
}

static struct run_config with_schedule(int i)
{
    struct run_config config = parse("gd:lr=0.3");

    run_config_set(&config, run_config_common_index(&config, RUN_SCHEDULE), i);
    return run_config_resolve(&config, 100);
}

/* ---- PyTorch ----------------------------------------------------------------------------------
 */

static int read_numbers(FILE *file, const char *word, double *number)
{
    char line[LINE], *at = line, *end;
    int count = 0;

    ck_assert_ptr_nonnull(fgets(line, sizeof line, file));
    ck_assert(strncmp(line, word, strlen(word)) == 0 && strchr(line, '\n') != NULL);
    for (at += strlen(word); count < STEPS_MAX; at = end) {
        number[count] = strtod(at, &end);
        if (end == at)
            break;
        count++;
    }
    return count;
}

START_TEST(rates_are_those_of_pytorch)
{
    char path[4096], spec[LINE];
    bool seen[64] = {false};
    FILE *file;
    int cases = 0;

    snprintf(path, sizeof path, "%s/tests/reference/schedules.txt", getenv("OPTOP_SOURCE"));
    file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s: %s", path, strerror(errno));
    while (fgets(spec, sizeof spec, file)) {
        double loss[STEPS_MAX], rate[STEPS_MAX];
        struct schedule_state state;

        if (spec[0] == '#')
            continue;
        spec[strcspn(spec, "\n")] = '\0';
        struct run_config config = resolved(spec);
        struct schedule schedule = run_config_schedule(&config);
        int count = read_numbers(file, "losses", loss);
        ck_assert_int_eq(read_numbers(file, "rates", rate), count);
        schedule_reset(&state);
        for (int t = 0; t < count; t++) {
            double ours = schedule_rate(&schedule, (uint64_t)t, loss[t], &state);
            ck_assert_msg(fabs(ours - rate[t]) <= 1e-14 * 0.3, "%s: at %d %.17g, not %.17g", spec,
                          t, ours, rate[t]);
        }
        seen[schedule.spec - schedules] = true;
        cases++;
    }
    fclose(file);
    ck_assert_int_ge(cases, 20);
    for (int i = 0; i < schedule_count; i++)
        ck_assert_msg(seen[i], "%s has no case", schedules[i].name);
}
END_TEST

/* ---- the table --------------------------------------------------------------------------------
 */

START_TEST(a_row_is_complete)
{
    const struct schedule_spec *row = &schedules[_i];

    ck_assert_str_eq(schedule_names[_i], row->name);
    ck_assert_uint_eq(strspn(row->name, "abcdefghijklmnopqrstuvwxyz-"), strlen(row->name));
    ck_assert(strlen(row->help) > 10 && strlen(row->formula) > 0 && strlen(row->use) > 10);
    ck_assert(strlen(row->reference) > 0);
    ck_assert_int_le(row->n_params, SCHEDULE_PARAMS_MAX);
    ck_assert((row->factor == NULL) != (row->observe == NULL));
}
END_TEST

START_TEST(the_names_end_where_the_table_does)
{
    ck_assert_ptr_null(schedule_names[schedule_count]);
    ck_assert_str_eq(schedule_names[0], "constant");
}
END_TEST

/* ---- properties -------------------------------------------------------------------------------
 */

/* With its default hyperparameters, each stays within 0 ... lr for ever. */
START_TEST(rates_stay_between_0_and_lr)
{
    struct run_config config = with_schedule(_i);
    struct schedule schedule = run_config_schedule(&config);
    struct schedule_state state;

    schedule_reset(&state);
    for (uint64_t t = 0; t < 5000; t++) {
        double rate = schedule_rate(&schedule, t, 1, &state);
        ck_assert_msg(rate >= 0 && rate <= 0.3 * (1 + 1e-15), "%s: %g at %d", schedule.spec->name,
                      rate, (int)t);
    }
    ck_assert(isfinite(schedule_rate(&schedule, UINT64_C(1) << 60, 1, &state)));
}
END_TEST

START_TEST(a_warmup_rises_in_equal_steps_to_lr)
{
    struct run_config config = with_schedule(_i);
    double rate[12];

    run_config_set(&config, run_config_common_index(&config, RUN_WARMUP), 9);
    struct schedule schedule = run_config_schedule(&config);
    schedule_preview(&schedule, 12, rate);
    for (int t = 0; t < 9; t++)
        assert_close(rate[t], 0.3 * (t + 1) / 10, 1e-15);
    if (strcmp(schedule.spec->name, "one-cycle") != 0) /* which has a rise of its own */
        assert_close(rate[9], 0.3, 1e-15);
}
END_TEST

/* The extremes of every hyperparameter give numbers, too. */
START_TEST(extreme_hyperparameters_give_finite_rates)
{
    struct run_config initial = with_schedule(_i);
    int first = run_config_common_index(&initial, RUN_COMMONS);

    for (int i = first; i < run_config_params(&initial); i++)
        for (int high = 0; high < 2; high++) {
            struct run_config config = initial;
            const struct param_spec *param = run_config_param(&config, i);
            double width = param->max - param->min;
            double rate[300];

            config.value[i] = high ? param->max : param->min;
            if (high && param->max_open)
                config.value[i] -= 1e-9 * width;
            if (!high && param->min_open)
                config.value[i] += 1e-9 * width;
            struct schedule schedule = run_config_schedule(&config);
            schedule_preview(&schedule, 300, rate);
            for (int t = 0; t < 300; t++)
                ck_assert_msg(rate[t] >= 0 && rate[t] <= 0.3 * (1 + 1e-15),
                              "%s with %s=%g: %g at %d", schedule.spec->name, param->name,
                              config.value[i], rate[t], t);
        }
}
END_TEST

/* Every schedule that ends, at few iterations, with warm-ups that leave few; T is total - warmup.
 */
START_TEST(short_schedules_stay_between_0_and_lr)
{
    static const double shares[] = {0, 1e-9, 0.1, 1.0 / 3, 0.5, 0.999, 1};

    if (!schedule_ends(&schedules[_i]))
        return;
    for (int total = 1; total <= 12; total++)
        for (int warmup = 0; warmup < total; warmup++)
            for (size_t k = 0; k < sizeof shares / sizeof shares[0]; k++) {
                struct run_config config = with_schedule(_i);
                int first = run_config_common_index(&config, RUN_COMMONS);
                const struct param_spec *second = run_config_param(&config, first + 1);
                double rate[30];

                config.value[run_config_common_index(&config, RUN_WARMUP)] = warmup;
                config.value[first] = total;
                config.value[first + 1] = second->max_open   ? fmin(shares[k], nextafter(1, 0))
                                          : second->min_open ? fmax(shares[k], 1e-9)
                                                             : shares[k];
                struct schedule schedule = run_config_schedule(&config);
                schedule_preview(&schedule, 30, rate);
                for (int t = 0; t < 30; t++)
                    ck_assert_msg(rate[t] >= 0 && rate[t] <= 0.3 * (1 + 1e-15),
                                  "%s, total %d, warm-up %d, %s %g: %g at %d", schedule.spec->name,
                                  total, warmup, second->name, shares[k], rate[t], t);
                for (int t = total; t < 30; t++)
                    ck_assert_msg(rate[t] == rate[total], "%s moves after its end",
                                  schedule.spec->name);
            }
}
END_TEST

static void assert_rates(const char *spec, int n, const double *expected)
{
    struct run_config config = resolved(spec);
    struct schedule schedule = run_config_schedule(&config);
    double rate[16];

    schedule_preview(&schedule, (size_t)n, rate);
    for (int t = 0; t < n; t++)
        ck_assert_msg(fabs(rate[t] - expected[t]) < 1e-15, "%s: %.17g at %d, not %.17g", spec,
                      rate[t], t, expected[t]);
}

/* By hand: one iteration, two, three; and what comes after the end. */
START_TEST(the_shortest_schedules_are_as_documented)
{
    assert_rates("gd:lr=1,schedule=linear,total=1", 3, (double[]){1, 0, 0});
    assert_rates("gd:lr=1,schedule=linear,total=2", 3, (double[]){1, 0.5, 0});
    assert_rates("gd:lr=1,schedule=polynomial,total=2", 3, (double[]){1, 0.25, 0});
    assert_rates("gd:lr=1,schedule=cosine,total=2,end=0.5", 4, (double[]){1, 0.75, 0.5, 0.5});
    assert_rates("gd:lr=1,schedule=cosine,total=3,warmup=2", 4, (double[]){1.0 / 3, 2.0 / 3, 1, 0});
    assert_rates("gd:lr=1,schedule=wsd,total=1", 2, (double[]){1, 0});
    assert_rates("gd:lr=1,schedule=wsd,total=3,cooldown=0", 5, (double[]){1, 1, 1, 1, 1});
    assert_rates("gd:lr=1,schedule=wsd,total=2,cooldown=1", 3, (double[]){1, 1 - sqrt(0.5), 0});
    /* One iteration is the last: the lowest rate. A rise of up to one iteration is none. */
    assert_rates("gd:lr=1,schedule=one-cycle,total=1,div=4,final_div=8", 2,
                 (double[]){1.0 / 32, 1.0 / 32});
    assert_rates("gd:lr=1,schedule=one-cycle,total=2,div=4,final_div=8", 3,
                 (double[]){1, 1.0 / 32, 1.0 / 32});
    assert_rates("gd:lr=1,schedule=one-cycle,total=10,rise=0.1,div=4,final_div=8", 2,
                 (double[]){1, 1.0 / 32 + 31.0 / 32 * (1 + cos(acos(-1) / 9)) / 2});
    assert_rates("gd:lr=1,schedule=one-cycle,total=3,rise=0,div=4,final_div=8", 3,
                 (double[]){1, (1 + 1.0 / 32) / 2, 1.0 / 32});
    assert_rates("gd:lr=1,schedule=one-cycle,total=4,rise=0.75,div=4,final_div=8", 4,
                 (double[]){0.25, 0.625, 1, 1.0 / 32});
    /* Cycles longer than the race, and of one iteration. */
    assert_rates("gd:lr=1,schedule=cosine-restarts,period=200", 1, (double[]){1});
    assert_rates("gd:lr=1,schedule=cosine-restarts,period=1,growth=1", 3, (double[]){1, 1, 1});
    assert_rates("gd:lr=1,schedule=cosine-restarts,period=1,growth=2", 5,
                 (double[]){1, 1, 0.5, 1, (1 + sqrt(0.5)) / 2});
    assert_rates("gd:lr=1,schedule=step,period=1,gamma=1", 3, (double[]){1, 1, 1});
    assert_rates("gd:lr=1,schedule=plateau,patience=0,factor=0.5,end=0.25", 4,
                 (double[]){0.5, 0.25, 0.25, 0.25});
}
END_TEST

START_TEST(a_plateau_counts_only_what_does_not_improve)
{
    struct run_config config =
        parse("gd:lr=1,schedule=plateau,factor=0.5,patience=2,threshold=0,end=0.2");
    struct schedule schedule = run_config_schedule(&config);
    struct schedule_state state;
    double loss[] = {5, 4, 4, 4, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, NAN, NAN, NAN};
    double rate[] = {1, 1, 1, 1, 1, 1, 1, .5, .5, .5, .25, .25, .25, .2, .2, .2, .2};

    schedule_reset(&state);
    for (size_t t = 0; t < sizeof loss / sizeof loss[0]; t++)
        assert_close(schedule_rate(&schedule, t, loss[t], &state), rate[t], 1e-15);
}
END_TEST

START_TEST(a_plateaus_preview_is_that_of_a_loss_that_never_falls)
{
    struct run_config config = parse("gd:lr=1,schedule=plateau,factor=0.5,patience=3");
    struct schedule schedule = run_config_schedule(&config);
    double rate[9];

    schedule_preview(&schedule, 9, rate);
    assert_close(rate[2], 1, 0);
    assert_close(rate[3], 0.5, 0);
    assert_close(rate[8], 0.25, 0);
}
END_TEST

/* ---- in a run's specification -----------------------------------------------------------------
 */

START_TEST(an_omitted_total_is_the_races)
{
    struct run_config config = parse("gd:schedule=cosine,end=0.1"), other;
    struct run_config given = parse("gd:schedule=cosine,total=40");
    char text[RUN_CONFIG_TEXT_MAX];

    ck_assert_double_eq(run_config_total(&config), 0);
    ck_assert_str_eq(run_config_write(&config, text, sizeof text),
                     "gd:lr=0.1,schedule=cosine,end=0.1");
    other = run_config_resolve(&config, 300);
    ck_assert_double_eq(run_config_total(&other), 300);
    ck_assert_str_eq(run_config_format(&other, text, sizeof text),
                     "lr=0.1 schedule=cosine total=300 end=0.1");
    other = run_config_resolve(&other, 500); /* it has a number now */
    ck_assert_double_eq(run_config_total(&other), 300);
    other = run_config_resolve(&given, 300);
    ck_assert(run_config_equal(&other, &given));
    other = parse("gd:schedule=cosine,total=auto,end=0.1");
    ck_assert(run_config_equal(&other, &config));
    config = parse("gd:schedule=linear,warmup=20");
    other = run_config_resolve(&config, 7); /* the warm-up goes on, and is the whole schedule */
    ck_assert_double_eq(run_config_total(&other), 21);
    config = parse("gd:schedule=step");
    other = run_config_resolve(&config, 300);
    ck_assert(run_config_equal(&other, &config));
    ck_assert_double_eq(run_config_total(&config), 0);
}
END_TEST

START_TEST(a_warmup_must_leave_iterations)
{
    struct run_config config;
    struct status status = {0};

    ck_assert(!run_config_parse("gd:total=30,warmup=30,schedule=linear", &config, &status));
    ck_assert_str_eq(status.message, "gd: warmup=30 leaves none of the total of 30 iterations to "
                                     "schedule=linear (allowed: warmup < 30)");
    config = parse("gd:total=30,warmup=29,schedule=linear");
    ck_assert(run_config_check(&config, 10, &status)); /* the total is given */
    config = parse("adam:warmup=10,schedule=wsd");
    ck_assert(run_config_check(&config, 0, &status));
    ck_assert(run_config_check(&config, 11, &status));
    ck_assert(!run_config_check(&config, 10, &status));
    ck_assert_str_eq(status.message, "adam: warmup=10 leaves none of the race's 10 iterations to "
                                     "schedule=wsd (allowed: warmup < 10)");
    config = parse("gd:warmup=1000,schedule=step"); /* has no end */
    ck_assert(run_config_check(&config, 10, &status));
    ck_assert(!run_config_parse("gd:schedule=linear,total=0", &config, &status));
    ck_assert_ptr_nonnull(strstr(status.message, "(allowed: 1 to 10^12 or auto)"));
}
END_TEST

START_TEST(keys_of_the_schedule_may_stand_before_it)
{
    struct run_config a = parse("adam:gamma=0.5,schedule=step,period=7");
    struct run_config b = parse("adam:schedule=step,period=7,gamma=0.5");
    char text[RUN_CONFIG_TEXT_MAX];

    ck_assert(run_config_equal(&a, &b));
    ck_assert_str_eq(run_config_write(&a, text, sizeof text),
                     "adam:lr=0.001,beta1=0.9,beta2=0.999,schedule=step,period=7,gamma=0.5");
}
END_TEST

START_TEST(keys_of_another_schedule_are_refused)
{
    struct run_config config;
    struct status status = {0};

    ck_assert(!run_config_parse("gd:gamma=0.5", &config, &status));
    ck_assert_str_eq(status.message,
                     "gd: gamma needs another schedule (allowed with: step, exponential)");
    ck_assert(!run_config_parse("gd:schedule=cosine,schedule=step", &config, &status));
    ck_assert_str_eq(status.message, "gd: schedule is given twice");
    ck_assert(!run_config_parse("gd:gamma=0.5,schedule=stop", &config, &status));
    ck_assert_ptr_nonnull(strstr(status.message, "gd: schedule: 'stop' is not one of its values"));
}
END_TEST

START_TEST(another_schedule_brings_its_own_defaults)
{
    struct run_config config = parse("gd:schedule=step,period=7,gamma=0.5,weight_decay=0.25");
    int schedule = run_config_common_index(&config, RUN_SCHEDULE);

    run_config_set(&config, schedule, config.value[schedule]);
    ck_assert(run_config_schedule(&config).value[0] == 7);
    for (int i = 0; i < schedule_count; i++) {
        config = parse("gd:schedule=step,period=7,gamma=0.5,weight_decay=0.25");
        if (strcmp(schedules[i].name, "step") == 0)
            continue;
        run_config_set(&config, schedule, i);
        ck_assert_ptr_eq(run_config_schedule(&config).spec, &schedules[i]);
        for (int k = 0; k < schedules[i].n_params; k++)
            ck_assert(run_config_schedule(&config).value[k] == schedules[i].params[k].initial);
        ck_assert(run_config_common(&config, RUN_WEIGHT_DECAY) == 0.25);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("schedule");
    TCase *c = tcase_create("schedules");

    tcase_add_test(c, rates_are_those_of_pytorch);
    tcase_add_loop_test(c, a_row_is_complete, 0, schedule_count);
    tcase_add_test(c, the_names_end_where_the_table_does);
    tcase_add_loop_test(c, rates_stay_between_0_and_lr, 0, schedule_count);
    tcase_add_loop_test(c, a_warmup_rises_in_equal_steps_to_lr, 0, schedule_count);
    tcase_add_loop_test(c, extreme_hyperparameters_give_finite_rates, 0, schedule_count);
    tcase_add_loop_test(c, short_schedules_stay_between_0_and_lr, 0, schedule_count);
    tcase_add_test(c, the_shortest_schedules_are_as_documented);
    tcase_add_test(c, an_omitted_total_is_the_races);
    tcase_add_test(c, a_warmup_must_leave_iterations);
    tcase_add_test(c, a_plateau_counts_only_what_does_not_improve);
    tcase_add_test(c, a_plateaus_preview_is_that_of_a_loss_that_never_falls);
    tcase_add_test(c, keys_of_the_schedule_may_stand_before_it);
    tcase_add_test(c, keys_of_another_schedule_are_refused);
    tcase_add_test(c, another_schedule_brings_its_own_defaults);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
