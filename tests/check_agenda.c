/*
 * check_agenda.c - forks and changes of the command line: how they are read, over which values,
 * with which clocks; and that carrying them out gives the bytes of what is done to a race by hand.
 */
#include "check_main.h"
#include "app/agenda.h"
#include "app/memory.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RUNS_MAX = 4, ITERATIONS = 40 };

static struct run_config config_of(const char *text)
{
    struct run_config config;
    struct status status = {0};

    ck_assert_msg(run_config_parse(text, &config, &status), "%s", status.message);
    return config;
}

/* Runs and wishes are texts, NULL at the end; a wish begins with "f " or "c ". */
static bool make(struct agenda *agenda, const char *const *run, const char *const *wish,
                 struct status *status)
{
    struct run_config config[RUNS_MAX];
    struct agenda_wish wishes[8];
    int runs = 0, n = 0;

    for (; run[runs]; runs++)
        config[runs] = config_of(run[runs]);
    for (; wish[n]; n++)
        wishes[n] = (struct agenda_wish){wish[n][0] == 'f', wish[n] + 2};
    return agenda_make(agenda, wishes, n, config, runs, ITERATIONS, status);
}

static struct race *make_race(const char *const *run)
{
    enum { M = 31, N_X = 3 };
    static double x[M * N_X], y[M];
    struct problem_config config;
    struct status status = {0};
    struct race *race;
    struct rng rng;

    rng_seed(&rng, 77);
    for (size_t i = 0; i < M; i++) {
        y[i] = i % 3 == 0;
        for (size_t j = 0; j < N_X; j++)
            x[i * N_X + j] = rng_gaussian(&rng) + y[i];
    }
    problem_config_default(&config);
    snprintf(config.layers, sizeof config.layers, "5");
    config.activation = (int)(activation_find("tanh") - activations);
    config.batch_size = 10;
    race = race_create(
        problem_from_dataset(dataset_from_reals(N_X, 1, M, x, y, 0, NULL, NULL, &status), &config,
                             &status),
        2, &status);
    ck_assert_msg(race != NULL, "%s", status.message);
    ck_assert(race_set_iterations(race, ITERATIONS, &status));
    for (; *run; run++) {
        struct run_config added = config_of(*run);
        ck_assert(race_add(race, &added, &status) > 0);
    }
    return race;
}

static void train_to(struct race *race, uint64_t s)
{
    struct status status = {0};

    while (race_live(race) > 0 && race_laggard(race) < s)
        ck_assert_msg(race_iterate(race, NULL, &status), "%s", status.message);
}

/* A race to its end with an agenda. */
static struct race *carry_out(const char *const *run, const char *const *wish)
{
    struct race *race = make_race(run);
    struct agenda_clerk clerk;
    struct agenda agenda;
    struct status status = {0};

    ck_assert_msg(make(&agenda, run, wish, &status), "%s", status.message);
    ck_assert(agenda_begin(&clerk, &agenda, race, &status));
    ck_assert(agenda_is_pending(&clerk));
    for (;;)
        if (agenda_is_due(&clerk, race))
            ck_assert_msg(agenda_act(&clerk, race, NULL, &status), "%s", status.message);
        else if (race_live(race) > 0 && race_laggard(race) < ITERATIONS)
            train_to(race, race_laggard(race) + 1);
        else
            break;
    ck_assert(!agenda_is_pending(&clerk));
    agenda_end(&clerk);
    agenda_free(&agenda);
    return race;
}

static double rate(const struct race *race, int run, size_t row)
{
    return history_get(run_get_history(race_run(race, run - 1)), row).value[CURVE_LEARNING_RATE];
}

static void assert_same(const struct run *a, const struct run *b)
{
    const struct history *x = run_get_history(a), *y = run_get_history(b);

    ck_assert_uint_eq(history_length(x), history_length(y));
    for (size_t i = 0; i < history_length(x); i++) {
        struct history_row p = history_get(x, i), q = history_get(y, i);
        for (int c = 0; c < CURVES; c++)
            if (c != CURVE_SECONDS)
                ck_assert_msg(memcmp(&p.value[c], &q.value[c], sizeof p.value[c]) == 0,
                              "row %zu, %s: %.17g and %.17g", i, curve_specs[c].name, p.value[c],
                              q.value[c]);
    }
}

static const char *const two[] = {"gd:lr=0.1", "adam:lr=0.01", NULL};

/* The same as what a person does by hand, going back where the time has gone by already. */
START_TEST(the_bytes_are_those_of_what_is_done_by_hand)
{
    static const char *const wishes[] = {"f 1@20:momentum:lr=0.2", "c 2@7:lr=0.002",
                                         "f adam@13:adam:beta1=0.8", "c 3@30:beta=0.5", NULL};
    struct race *race = carry_out(two, wishes), *hand = make_race(two);
    struct run_config config;
    struct status status = {0};
    int fork, other;

    train_to(hand, 33);
    config = config_of("adam:lr=0.002");
    ck_assert(race_change(hand, 2, 7, &config, false, NULL, &status));
    train_to(hand, ITERATIONS);
    config = config_of("momentum:lr=0.2");
    fork = race_fork(hand, 1, 20, &config, false, NULL, &status);
    config = config_of("adam:lr=0.002,beta1=0.8");
    other = race_fork(hand, 2, 13, &config, false, NULL, &status);
    ck_assert(fork == 3 && other == 4);
    train_to(hand, ITERATIONS);
    config = config_of("momentum:lr=0.2,beta=0.5");
    ck_assert(race_change(hand, 3, 30, &config, false, NULL, &status));
    train_to(hand, ITERATIONS);
    ck_assert_int_eq(race_runs(race), 4);
    for (int i = 0; i < 4; i++)
        assert_same(race_run(race, i), race_run(hand, i));
    /* A fork's history begins with its parent's. */
    for (size_t i = 0; i < 20; i++)
        ck_assert(history_get(run_get_history(race_run(race, 2)), i).value[CURVE_TRAIN_LOSS] ==
                  history_get(run_get_history(race_run(race, 0)), i).value[CURVE_TRAIN_LOSS]);
    ck_assert_int_eq(run_parent(race_run(race, 2)), 1);
    ck_assert_uint_eq(run_forked_at(race_run(race, 2)), 20);
    race_free(race);
    race_free(hand);
}
END_TEST

/* Forks are numbered as they are given, whenever they begin. */
START_TEST(forks_follow_the_runs_in_the_order_given)
{
    static const char *const wishes[] = {"f 1@30:rmsprop", "f 4@20:lion", "f 2@10:nadam",
                                         "f 1@0:adagrad",  "f 1@40:yogi", NULL};
    static const char *const ordered[] = {"f 1@30:rmsprop", "f 2@20:lion", "f 2@10:nadam",
                                          "f 1@0:adagrad",  "f 1@40:yogi", NULL};
    static const char *const names[] = {"gd",    "adam",    "rmsprop", "lion",
                                        "nadam", "adagrad", "yogi"};
    struct status status = {0};
    struct agenda agenda;
    struct race *race;

    ck_assert(!make(&agenda, two, wishes, &status)); /* run 4 is itself */
    ck_assert_str_eq(status.message, "--fork: '4@20:lion': run 4 is a fork that begins at 20");
    race = carry_out(two, ordered);
    ck_assert_int_eq(race_runs(race), 7);
    for (int i = 0; i < 6; i++)
        ck_assert_str_eq(run_get_config(race_run(race, i))->optimizer->name, names[i]);
    ck_assert_uint_eq(history_length(run_get_history(race_run(race, 6))), ITERATIONS);
    race_free(race);
}
END_TEST

START_TEST(what_was_cancelled_is_done_later)
{
    static const char *const wishes[] = {"c 1@5:lr=0.5", NULL};
    struct race *race = make_race(two);
    struct agenda_clerk clerk;
    struct agenda agenda;
    struct status status = {0};
    atomic_bool cancel = true;

    race_set_memory(race, 100, 1);
    ck_assert_msg(make(&agenda, two, wishes, &status), "%s", status.message);
    ck_assert(agenda_begin(&clerk, &agenda, race, &status));
    train_to(race, 9);
    ck_assert(!agenda_act(&clerk, race, &cancel, &status));
    ck_assert_int_eq(status.code, STATUS_CANCELLED);
    ck_assert_uint_eq(run_iteration(race_run(race, 0)), 9);
    ck_assert(agenda_is_due(&clerk, race));
    status = (struct status){0};
    ck_assert_msg(agenda_act(&clerk, race, NULL, &status), "%s", status.message);
    ck_assert_uint_eq(run_iteration(race_run(race, 0)), 5);
    ck_assert(!agenda_is_pending(&clerk));
    agenda_end(&clerk);
    agenda_free(&agenda);
    race_free(race);
}
END_TEST

START_TEST(omitted_keys_are_those_in_force)
{
    static const char *const run[] = {"adam:lr=0.01,beta1=0.7,name=mine", NULL};
    static const char *const wishes[] = {"c 1@5:beta2=0.9",
                                         "c mine@5:lr=0.02",
                                         "f mine@9:adam",
                                         "f 1@9:adam:lr=0.5",
                                         "f 1@9:nadam:lr=0.5",
                                         "c 1@9:rmsprop:beta=0.5",
                                         NULL};
    static const char *const expected[] = {"adam:lr=0.01,beta1=0.7,beta2=0.9,name=mine",
                                           "adam:lr=0.02,beta1=0.7,beta2=0.9,name=mine",
                                           "adam:lr=0.02,beta1=0.7,beta2=0.9",
                                           "adam:lr=0.5,beta1=0.7,beta2=0.9",
                                           "nadam:lr=0.5",
                                           "rmsprop:beta=0.5,name=mine"};
    struct status status = {0};
    struct agenda agenda;

    ck_assert_msg(make(&agenda, run, wishes, &status), "%s", status.message);
    ck_assert_int_eq(agenda.items, 6);
    for (int i = 0; i < 6; i++) {
        struct run_config config = config_of(expected[i]);
        char text[RUN_CONFIG_TEXT_MAX];

        ck_assert_msg(run_config_equal(&agenda.item[i].config, &config), "%d: %s", i,
                      run_config_write(&agenda.item[i].config, text, sizeof text));
        ck_assert(!agenda.item[i].restarts);
    }
    ck_assert_int_eq(agenda.item[4].run, 4);
    ck_assert_int_eq(agenda.item[4].parent, 1);
    agenda_free(&agenda);
}
END_TEST

/* What a schedule's clock does: each row a change at 10 of a race of 40. */
static const struct {
    const char *run, *change;
    double lr, origin, total; /* the rate at 22: lr * (1 - (22 - origin) / total) */
} clocks[] = {
    {"gd:lr=0.1,schedule=linear", "lr=0.2", 0.2, 0, 40},
    {"gd:lr=0.1,schedule=linear,total=80", "lr=0.2", 0.2, 0, 80},
    {"gd:lr=0.1,schedule=linear", "clip_norm=5", 0.1, 0, 40},
    {"gd:lr=0.1,schedule=linear", "schedule=linear", 0.1, 10, 30},
    {"gd:lr=0.1,schedule=linear,total=80", "schedule=linear", 0.1, 10, 30},
    {"gd:lr=0.1,schedule=linear", "total=20", 0.1, 10, 20},
    {"gd:lr=0.1,schedule=linear", "total=auto", 0.1, 10, 30},
    {"gd:lr=0.1", "schedule=linear", 0.1, 10, 30},
    {"gd:lr=0.1", "schedule=linear,total=60", 0.1, 10, 60},
    {"gd:lr=0.1,schedule=linear", "momentum:lr=0.3,schedule=linear", 0.3, 10, 30},
    {"gd:lr=0.1,schedule=linear", "momentum:lr=0.3", 0.3, 0, INFINITY},
    {"gd:lr=0.1,schedule=linear", "schedule=constant", 0.1, 0, INFINITY},
};

START_TEST(a_clock_starts_again_where_it_is_set)
{
    char change[128], fork[128];
    const char *const run[] = {clocks[_i].run, NULL}, *const wishes[] = {fork, change, NULL};
    double expected = clocks[_i].lr * (1 - (22 - clocks[_i].origin) / clocks[_i].total);
    struct race *race;
    bool other = strchr(clocks[_i].change, ':') != NULL;

    snprintf(change, sizeof change, "c 1@10:%s", clocks[_i].change);
    snprintf(fork, sizeof fork, "f 1@10:%s%s", other ? "" : "gd:", clocks[_i].change);
    race = carry_out(run, wishes);
    assert_close(rate(race, 1, 22), expected, 1e-12);
    assert_close(rate(race, 2, 22), expected, 1e-12);
    race_free(race);
}
END_TEST

/* Warm-up counts from where the clock starts; a schedule's other values leave the clock alone. */
START_TEST(a_warm_up_starts_again_and_other_values_do_not)
{
    static const char *const run[] = {"gd:lr=0.1,schedule=linear", "gd:lr=0.1,schedule=plateau",
                                      NULL};
    static const char *const wishes[] = {"c 1@10:warmup=4", "c 1@20:end=0.5", "c 2@10:factor=0.25",
                                         "c 2@10:patience=7", NULL};
    struct status status = {0};
    struct agenda agenda;
    struct race *race;

    ck_assert_msg(make(&agenda, run, wishes, &status), "%s", status.message);
    ck_assert(agenda.item[0].restarts);
    ck_assert(!agenda.item[1].restarts && !agenda.item[2].restarts && !agenda.item[3].restarts);
    agenda_free(&agenda);
    race = carry_out(run, wishes);
    ck_assert(rate(race, 1, 10) < rate(race, 1, 11) && rate(race, 1, 11) < rate(race, 1, 12));
    ck_assert(rate(race, 1, 14) > rate(race, 1, 19));
    ck_assert_uint_eq(run_get_numbers(race_run(race, 0))->schedule_start, 10);
    ck_assert_uint_eq(run_get_numbers(race_run(race, 1))->schedule_start, 0);
    race_free(race);
}
END_TEST

START_TEST(what_cannot_be_is_refused)
{
    static const struct {
        const char *wish, *sentence;
    } refused[] = {
        {"f 1@5", "--fork: '1@5' is not of the form RUN@S:NAME[:KEY=VALUE,...] (example: "
                  "1@57:adam)"},
        {"c @5:lr=1", "--change: '@5:lr=1' is not of the form RUN@S:[NAME:]KEY=VALUE,... "
                      "(example: 1@57:lr=0.01)"},
        {"c 1@-1:lr=1", "--change: '1@-1:lr=1' is not of the form RUN@S:[NAME:]KEY=VALUE,... "
                        "(example: 1@57:lr=0.01)"},
        {"c 1@41:lr=1", "--change: '1@41:lr=1': there is no state 41 (allowed: 0 to 40, the "
                        "race's iterations)"},
        {"c 3@4:lr=1", "--change: '3@4:lr=1': there is no run 3 (allowed: 1 to 2)"},
        {"c 0@4:lr=1", "--change: '0@4:lr=1': there is no run 0 (allowed: 1 to 2)"},
        {"f sgd@4:gd", "--fork: there is no run 'sgd' at 4 (allowed: a run's number, its name, or "
                       "its optimizer's)"},
        {"f 2@4:gd:name=best",
         "--fork: name: 'best' is the name of run 1, gd lr=0.1 (allowed: a name of its own)"},
        {"f 1@4:gd:lr=-1", "--fork: gd: lr: '-1' is not in range (allowed: 0 < lr <= 1000)"},
        {"f 1@30:gd:schedule=linear,warmup=10",
         "--fork: gd: warmup=10 leaves none of the race's 10 iterations to schedule=linear "
         "(allowed: warmup < 10)"},
    };

    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        static const char *const named[] = {"gd:lr=0.1,name=best", "adam:lr=0.01", NULL};
        const char *const wishes[] = {refused[i].wish, NULL};
        struct agenda agenda = {0};
        struct status status = {0};

        ck_assert_msg(!make(&agenda, named, wishes, &status), "%s", refused[i].wish);
        ck_assert_str_eq(status.message, refused[i].sentence);
        ck_assert_int_eq(status.code, STATUS_INVALID);
        ck_assert_ptr_null(agenda.item);
    }
}
END_TEST

START_TEST(names_are_looked_for_before_optimizers)
{
    static const char *const run[] = {"gd:lr=0.1", "gd:lr=0.2,name=a@5:b", "adam:name=gd", NULL};
    static const char *const wishes[] = {"c gd@3:lr=0.5", "c a@5:b@6:lr=0.7", NULL};
    static const char *const again[] = {"gd:lr=0.1", "gd:lr=0.2", NULL};
    static const char *const ambiguous[] = {"c gd@3:lr=0.5", NULL};
    struct agenda agenda;
    struct status status = {0};

    ck_assert(!make(&agenda, run, wishes, &status)); /* "a" at 5 */
    ck_assert_ptr_nonnull(strstr(status.message, "there is no run 'a'"));
    status = (struct status){0};
    ck_assert(!make(&agenda, again, ambiguous, &status));
    ck_assert_str_eq(status.message,
                     "--change: 'gd' is the name of runs 1 and 2 (allowed: a run's number)");
    {
        const char *const first[] = {wishes[0], NULL};
        ck_assert_msg(make(&agenda, run, first, &status), "%s", status.message);
        ck_assert_int_eq(agenda.item[0].run, 3);
        agenda_free(&agenda);
    }
}
END_TEST

/* What is written is read back as the same over the same base. */
START_TEST(values_are_written_over_others_and_read_back)
{
    static const char *const texts[] = {
        "gd:lr=0.1",
        "gd:lr=0.2,schedule=linear",
        "gd:lr=0.2,schedule=linear,total=50",
        "gd:lr=0.2,schedule=linear,total=50,end=0.25,warmup=3",
        "gd:lr=0.2,schedule=plateau,patience=7,name=x",
        "adam:lr=0.01,beta2=0.97",
        "adam:lr=0.01,schedule=cosine,name=x",
        "lbfgs",
    };
    enum { TEXTS = sizeof texts / sizeof texts[0] };

    for (int b = 0; b < TEXTS; b++)
        for (int c = 0; c < TEXTS; c++)
            for (int restarts = 0; restarts < 2; restarts++) {
                struct run_config base = config_of(texts[b]), config = config_of(texts[c]), read;
                struct run_config initial;
                char text[RUN_CONFIG_TEXT_MAX];
                struct status status = {0};
                bool read_restarts;

                run_config_default(&initial, config.optimizer);
                if (!run_config_same_clock(&config,
                                           base.optimizer == config.optimizer ? &base : &initial) &&
                    !restarts)
                    continue;
                if (!*config.name)
                    memcpy(config.name, base.name, sizeof base.name);
                run_config_write_over(&config, &base, restarts, text, sizeof text);
                ck_assert_msg(run_config_parse_over(text, &base, &read, &read_restarts, &status),
                              "'%s': %s", text, status.message);
                ck_assert_msg(run_config_equal(&config, &read), "%s over %s: '%s'", texts[c],
                              texts[b], text);
                ck_assert_msg(read_restarts == restarts || !run_config_same_clock(&config, &base),
                              "%s over %s: '%s'", texts[c], texts[b], text);
            }
}
END_TEST

START_TEST(sizes_of_memory)
{
    static const struct {
        const char *text;
        uint64_t bytes;
    } good[] = {{"0", 0},          {"1000", 1000},       {"3k", 3072},
                {"64M", 67108864}, {"1.5G", 1610612736}, {"2g", UINT64_C(1) << 31}};
    static const char *const bad[] = {"", "M", "-1", "5x", "5MB", "nan", "1e30", "k5"};
    struct status status = {0};
    uint64_t bytes = 0;

    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        ck_assert_msg(memory_parse(good[i].text, &bytes, &status), "%s", status.message);
        ck_assert_uint_eq(bytes, good[i].bytes);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ck_assert_msg(!memory_parse(bad[i], &bytes, &status), "%s", bad[i]);
        ck_assert_ptr_nonnull(strstr(status.message, "is not a size (allowed: bytes, or with"));
    }
}
END_TEST

static Suite *agenda_suite(void)
{
    Suite *suite = suite_create("agenda");
    TCase *reading = tcase_create("reading"), *doing = tcase_create("doing");

    tcase_add_test(reading, omitted_keys_are_those_in_force);
    tcase_add_test(reading, what_was_cancelled_is_done_later);
    tcase_add_test(reading, what_cannot_be_is_refused);
    tcase_add_test(reading, names_are_looked_for_before_optimizers);
    tcase_add_test(reading, values_are_written_over_others_and_read_back);
    tcase_add_test(reading, sizes_of_memory);
    suite_add_tcase(suite, reading);
    tcase_add_test(doing, the_bytes_are_those_of_what_is_done_by_hand);
    tcase_add_test(doing, forks_follow_the_runs_in_the_order_given);
    tcase_add_loop_test(doing, a_clock_starts_again_where_it_is_set, 0,
                        (int)(sizeof clocks / sizeof clocks[0]));
    tcase_add_test(doing, a_warm_up_starts_again_and_other_values_do_not);
    suite_add_tcase(suite, doing);
    return suite;
}

TEST_MAIN(agenda_suite)
