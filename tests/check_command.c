/*
 * check_command.c - the command line that repeats a race: what is done to it at random, and then
 * its histories from that line are the same; words quoted for a shell.
 */
#include "check_main.h"
#include "app/command.h"
#include "app/options.h"
#include "app/setup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- words --------------------------------------------------------------------------------------
 */

START_TEST(words_are_quoted_for_a_shell)
{
    static const struct {
        const char *word, *quoted;
    } cases[] = {
        {"gd:lr=0.1,beta=0.9", "gd:lr=0.1,beta=0.9"},
        {"", "''"},
        {"a b", "'a b'"},
        {"it's", "'it'\\''s'"},
        {"$HOME", "'$HOME'"},
        {"~/data", "'~/data'"},
        {"a*", "'a*'"},
        {"\xc3\xa9", "'\xc3\xa9'"},
        {"a\tb'c\\", "$'a\\011b\\'c\\\\'"},
        {"\x1b[31m", "$'\\033[31m'"},
    };
    char text[64];

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        text[0] = '\0';
        ck_assert(command_quote(cases[i].word, text, sizeof text));
        ck_assert_str_eq(text, cases[i].quoted);
    }
    snprintf(text, sizeof text, "x");
    ck_assert(!command_quote("12345678", text, 8));
}
END_TEST

/* ---- races --------------------------------------------------------------------------------------
 */

static struct race *make_race(const struct problem_config *config, uint64_t iterations)
{
    struct status status = {0};
    struct race *race = race_create(setup_problem(config, &status), 2, &status);

    ck_assert_msg(race != NULL, "%s", status.message);
    ck_assert(race_set_iterations(race, iterations, &status));
    return race;
}

static struct problem_config small(void)
{
    struct problem_config config;

    problem_config_default(&config);
    snprintf(config.data, sizeof config.data, "circles:n=40");
    snprintf(config.layers, sizeof config.layers, "4");
    config.batch_size = 16;
    config.seed = 5;
    return config;
}

static struct run_config config_of(const char *text)
{
    struct run_config config;
    struct status status = {0};

    ck_assert_msg(run_config_parse(text, &config, &status), "%s", status.message);
    return config;
}

static void train_to(struct race *race, uint64_t s)
{
    struct status status = {0};

    while (race_live(race) > 0 && race_laggard(race) < s)
        ck_assert_msg(race_iterate(race, NULL, &status), "%s", status.message);
}

/* The race of a command line, which has no quotes. */
static struct race *run_command(const char *line)
{
    enum { WORDS = 64 };
    char *copy = strdup(line), *argv[WORDS], *rest = copy, *word;
    struct options options;
    struct agenda_clerk clerk;
    struct status status = {0};
    struct race *race;
    int argc = 0;

    while ((word = strsep(&rest, " ")) != NULL) {
        ck_assert_int_lt(argc, WORDS);
        argv[argc++] = word;
    }
    ck_assert_msg(options_parse(&options, argc, argv, &status), "%s: %s", line, status.message);
    race = make_race(&options.problem, options.iterations);
    for (int i = 0; i < options.runs; i++)
        ck_assert(race_add(race, &options.run[i], &status) > 0);
    ck_assert(agenda_begin(&clerk, &options.agenda, race, &status));
    for (;;)
        if (agenda_is_due(&clerk, race))
            ck_assert_msg(agenda_act(&clerk, race, NULL, &status), "%s: %s", line, status.message);
        else if (race_live(race) > 0 && race_laggard(race) < options.iterations)
            ck_assert(race_iterate(race, NULL, &status));
        else
            break;
    agenda_end(&clerk);
    options_free(&options);
    free(copy);
    return race;
}

static void assert_same_rows(const struct history *x, const struct history *y, int run,
                             const char *line)
{
    ck_assert_msg(history_length(x) == history_length(y), "%s: run %d has %zu and %zu rows", line,
                  run, history_length(x), history_length(y));
    for (size_t row = 0; row < history_length(x); row++) {
        struct history_row p = history_get(x, row), q = history_get(y, row);
        for (int c = 0; c < CURVES; c++)
            ck_assert_msg(c == CURVE_SECONDS ||
                              memcmp(&p.value[c], &q.value[c], sizeof p.value[c]) == 0,
                          "%s: run %d, row %zu, %s: %.17g and %.17g", line, run, row,
                          curve_specs[c].title, p.value[c], q.value[c]);
    }
}

static void assert_repeats(const struct race *race, const char *line)
{
    struct race *again = run_command(line);

    ck_assert_msg(race_runs(again) == race_runs(race), "%s", line);
    for (int i = 0; i < race_runs(race); i++) {
        const struct run *x = race_run(race, i), *y = race_run(again, i);

        ck_assert_str_eq(run_get_config(x)->name, run_get_config(y)->name);
        ck_assert_int_eq(run_replicas(x), run_replicas(y));
        for (int r = 0; r < run_replicas(x); r++)
            assert_same_rows(run_replica(x, r)->history, run_replica(y, r)->history, i + 1, line);
    }
    race_free(again);
}

static char *command(const struct race *race)
{
    struct status status = {0};
    bool exact;
    char *line = command_of(race, &exact, &status);

    ck_assert_ptr_nonnull(line);
    ck_assert(exact);
    return line;
}

static void add(struct race *race, const char *text)
{
    struct run_config config = config_of(text);
    struct status status = {0};

    ck_assert_msg(race_add(race, &config, &status) > 0, "%s", status.message);
}

static void change(struct race *race, int id, uint64_t s, const char *text, bool restarts)
{
    struct run_config config = config_of(text);
    struct status status = {0};

    ck_assert_msg(race_change(race, id, s, &config, restarts, NULL, &status), "%s", status.message);
}

static void fork_run(struct race *race, int parent, uint64_t s, const char *text)
{
    struct run_config config = config_of(text);
    struct status status = {0};

    ck_assert_msg(race_fork(race, parent, s, &config, false, NULL, &status) > 0, "%s",
                  status.message);
}

START_TEST(a_race_is_told_as_a_command_line)
{
    const struct problem_config config = small();
    struct race *race = make_race(&config, 40);
    struct status status = {0};
    char *line;

    add(race, "gd:lr=0.1");
    add(race, "adam:lr=0.01,schedule=linear,name=it");
    train_to(race, 20);
    fork_run(race, 1, 12, "gd:lr=0.4");
    fork_run(race, 2, 7, "rmsprop:lr=0.002");
    train_to(race, 20);
    change(race, 3, 15, "gd:lr=0.2", false);
    train_to(race, 25);
    /* The schedule ends where it did, though the race is as long as it got. */
    line = command(race);
    ck_assert_str_eq(line,
                     "optop --batch --data=circles:n=40 --layers=4 --seed=5 --batch-size=16 -n 25 "
                     "-o gd:lr=0.1 -o adam:lr=0.01,beta1=0.9,beta2=0.999,schedule=linear,total=40,"
                     "name=it --fork=1@12:gd:lr=0.4 --fork=2@7:rmsprop:lr=0.002 "
                     "--change=3@15:lr=0.2");
    assert_repeats(race, line);
    free(line);

    /* Without its parent, a fork is a run that was changed. */
    ck_assert(race_remove(race, 1, &status));
    line = command(race);
    ck_assert_ptr_nonnull(strstr(line, "name=it -o gd:lr=0.1 --fork=1@7:rmsprop:lr=0.002 "
                                       "--change=2@12:lr=0.4 --change=2@15:lr=0.2"));
    assert_repeats(race, line);
    free(line);
    ck_assert(race_undo(race, &status));
    line = command(race);
    assert_repeats(race, line);
    free(line);
    race_free(race);
}
END_TEST

/* A fork from a state at which its parent is changed is one of the parent as it was until then. */
START_TEST(forks_act_before_changes_of_the_same_state)
{
    const struct problem_config config = small();
    struct race *race = make_race(&config, 40);
    char *line;

    add(race, "rprop:lr=0.02,schedule=linear,total=30");
    train_to(race, 9);
    fork_run(race, 1, 4, "rprop:lr=0.01,schedule=linear,total=30");
    change(race, 1, 4, "schedule-free:lr=0.04", true);
    train_to(race, 9);
    line = command(race);
    ck_assert_ptr_nonnull(strstr(line, " --fork=1@4:rprop:lr=0.01 --change=1@4:schedule-free:"));
    assert_repeats(race, line);
    free(line);
    race_free(race);
}
END_TEST

START_TEST(seeds_are_told_as_a_list)
{
    struct problem_config config = small();
    struct race *race;
    char *line;

    snprintf(config.seeds, sizeof config.seeds, "5..7,9");
    race = make_race(&config, 12);
    add(race, "gd:lr=0.1");
    train_to(race, 12);
    line = command(race);
    ck_assert_ptr_nonnull(strstr(line, "--seeds=5..7,9"));
    ck_assert_ptr_null(strstr(line, "--seed="));
    assert_repeats(race, line);
    free(line);
    race_free(race);
}
END_TEST

START_TEST(what_no_command_line_can_repeat_is_known)
{
    const struct problem_config config = small();
    struct race *race = make_race(&config, 20);
    struct status status = {0};
    bool exact;
    char *line;

    add(race, "gd:lr=0.1");
    add(race, "adam");
    train_to(race, 9);
    ck_assert(race_rewind(race, 2, 4, NULL, &status));
    line = command_of(race, &exact, &status);
    ck_assert(!exact);
    ck_assert_ptr_nonnull(strstr(line, " -n 9 "));
    free(line);
    train_to(race, 9);
    line = command(race);
    assert_repeats(race, line);
    free(line);
    race_free(race);
}
END_TEST

/* ---- at random ----------------------------------------------------------------------------------
 */

static struct run_config random_config(struct rng *rng, int number)
{
    static const char *const schedules_given[] = {"",
                                                  ",schedule=cosine",
                                                  ",schedule=linear,total=30",
                                                  ",schedule=plateau,patience=1",
                                                  ",schedule=linear,warmup=2",
                                                  ""};
    char text[RUN_CONFIG_TEXT_MAX], name[32] = "";

    if (rng_interval(rng, 2) == 0)
        snprintf(name, sizeof name, ",name=run%d", number);
    snprintf(text, sizeof text, "%s:lr=0.0%u%s%s",
             optimizers[rng_interval(rng, (uint32_t)optimizer_count - 1)]->name,
             1 + rng_interval(rng, 8), schedules_given[rng_interval(rng, 5)], name);
    return config_of(text);
}

/* What the screen does: it says that a clock restarts where text would. */
static void act(struct race *race, struct rng *rng, int number)
{
    int place = (int)rng_interval(rng, (uint32_t)race_runs(race) - 1);
    int id = race_run_id(race, place);
    const struct run *run = race_run(race, place);
    struct status status = {0};
    uint64_t s = rng_interval(rng, (uint32_t)run_iteration(run));
    struct run_config next = random_config(rng, number), base;
    bool restarts = false;

    base = run_plan(run)->segment[plan_at(run_plan(run), s)].config;
    if (rng_interval(rng, 1) == 0) { /* the same optimizer with another rate */
        struct run_config same = base;

        same.value[0] *= 0.5;
        memcpy(same.name, next.name, sizeof same.name);
        next = same;
    } else {
        struct run_config initial = base;

        if (next.optimizer != base.optimizer)
            run_config_default(&initial, next.optimizer);
        restarts = !run_config_same_clock(&next, &initial);
    }
    switch (rng_interval(rng, 7)) {
    case 0:
        race_add(race, &next, &status);
        break;
    case 1:
    case 2:
        memcpy(next.name, base.name, sizeof next.name);
        race_change(race, id, s, &next, restarts, NULL, &status);
        break;
    case 3:
    case 4:
        race_fork(race, id, s, &next, restarts, NULL, &status);
        break;
    case 5:
        race_rewind(race, 0, s, NULL, &status);
        break;
    case 6:
        if (race_runs(race) > 1)
            race_remove(race, id, &status);
        break;
    default:
        race_undo(race, &status);
    }
}

START_TEST(random_races_are_repeated)
{
    const struct problem_config config = small();
    int races = instrumented() ? 2 : getenv("OPTOP_SLOW") ? 300 : 20;

    for (int i = 0; i < races; i++) {
        struct race *race = make_race(&config, 40);
        struct run_config first;
        struct status status = {0};
        struct rng rng;
        char *line;

        rng_seed(&rng, (uint32_t)(1000 * _i + i));
        first = random_config(&rng, 0);
        ck_assert(race_add(race, &first, &status));
        for (int k = 1; k < 9 && race_runs(race) > 0; k++) {
            train_to(race, race_laggard(race) + rng_interval(&rng, 6));
            act(race, &rng, k);
        }
        train_to(race, race_iteration(race) + 2);
        if (race_runs(race) > 0 && race_live(race) == race_runs(race)) {
            line = command(race);
            assert_repeats(race, line);
            free(line);
        }
        race_free(race);
    }
}
END_TEST

static Suite *command_suite(void)
{
    Suite *suite = suite_create("command");
    TCase *tests = tcase_create("command"), *random = tcase_create("random");

    tcase_add_test(tests, words_are_quoted_for_a_shell);
    tcase_add_test(tests, a_race_is_told_as_a_command_line);
    tcase_add_test(tests, forks_act_before_changes_of_the_same_state);
    tcase_add_test(tests, seeds_are_told_as_a_list);
    tcase_add_test(tests, what_no_command_line_can_repeat_is_known);
    suite_add_tcase(suite, tests);
    tcase_add_loop_test(random, random_races_are_repeated, 0, 4);
    tcase_set_timeout(random, 600);
    suite_add_tcase(suite, random);
    return suite;
}

TEST_MAIN(command_suite)
