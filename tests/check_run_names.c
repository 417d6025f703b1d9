/* check_run_names.c - what runs are called: by the person, or by what tells them apart. */
#include "app/run_names.h"
#include "check_main.h"

#include <stdio.h>
#include <string.h>

enum { RUNS_MOST = 6 };

/* These runs are called so. */
static void called(int runs, const char *const *text, const char *const *name)
{
    struct run_config config[RUNS_MOST];
    const struct run_config *pointer[RUNS_MOST] = {NULL};
    struct run_names names;
    struct status status = {0};

    for (int i = 0; i < runs; i++) {
        ck_assert_msg(run_config_parse(text[i], &config[i], &status), "%s", status.message);
        pointer[i] = &config[i];
    }
    ck_assert(run_names_make(&names, pointer, runs, &status));
    for (int i = 0; i < runs; i++)
        ck_assert_str_eq(names.name[i], name[i]);
    run_names_free(&names);
    ck_assert_ptr_null(names.name);
}

#define CALLED(TEXTS, NAMES)                                                                       \
    called(sizeof(TEXTS) / sizeof(TEXTS)[0], (TEXTS), (NAMES));                                    \
    ck_assert_uint_eq(sizeof(TEXTS), sizeof(NAMES))

START_TEST(different_optimizers_are_names_enough)
{
    static const char *const text[] = {"gd:lr=0.25", "adam:lr=0.375"};
    static const char *const name[] = {"gd", "adam"};

    CALLED(text, name);
}
END_TEST

START_TEST(differences_tell_runs_apart)
{
    static const char *const text[] = {"adam:lr=0.01,beta1=0.75", "gd", "adam:lr=0.25,beta1=0.75",
                                       "adam:lr=0.25,beta1=0.75,schedule=step,gamma=0.375"};
    static const char *const name[] = {"adam lr=0.01 schedule=constant", "gd",
                                       "adam lr=0.25 schedule=constant",
                                       "adam lr=0.25 schedule=step"};
    struct run_config config[4];
    const struct run_config *pointer[4];
    struct run_names names;
    struct status status = {0};

    for (int i = 0; i < 4; i++) {
        ck_assert_msg(run_config_parse(text[i], &config[i], &status), "%s", status.message);
        pointer[i] = &config[i];
    }
    ck_assert(run_names_make(&names, pointer, 4, &status));
    for (int i = 0; i < 3; i++)
        ck_assert_str_eq(names.name[i], name[i]);
    ck_assert_int_eq(strncmp(names.name[3], name[3], strlen(name[3])), 0);
    ck_assert_ptr_nonnull(strstr(names.name[3], " gamma=0.375"));
    run_names_free(&names);
}
END_TEST

START_TEST(names_given_come_first_and_none_is_used_twice)
{
    static const char *const text[] = {"adam:lr=0.5",      "adam:lr=0.5",
                                       "gd:name=adam",     "gd:lr=0.75,name=slow one",
                                       "gd:name=slow one", "momentum:name=slow one #2"};
    static const char *const name[] = {"adam #2",  "adam #3",     "adam",
                                       "slow one", "slow one #2", "slow one #2 #2"};

    CALLED(text, name);
}
END_TEST

START_TEST(a_named_run_does_not_lengthen_the_name_of_another)
{
    static const char *const text[] = {"adam:lr=0.5", "adam:lr=0.25,name=fast"};
    static const char *const name[] = {"adam", "fast"};

    CALLED(text, name);
    called(0, NULL, NULL);
}
END_TEST

START_TEST(labels_name_the_optimizer_too)
{
    struct run_config config;
    struct status status = {0};
    char text[RUN_NAME_MAX];

    ck_assert(run_config_parse("adam", &config, &status));
    ck_assert_str_eq(run_label(&config, text, sizeof text), "adam");
    ck_assert_str_eq(run_short_label(&config, text, sizeof text), "adam");
    ck_assert(run_config_parse("adam:name=x\x1b", &config, &status));
    ck_assert_str_eq(run_label(&config, text, sizeof text), "x\\x1b (adam)");
    ck_assert_str_eq(run_short_label(&config, text, sizeof text), "x\\x1b");
}
END_TEST

/* ---- in a race ---------------------------------------------------------------------------------
 */

static struct race *make_race(void)
{
    static const double x[] = {0.5, 0.25, -0.75, -1, 1, 0.125}, y[] = {1, 0, 0, 0, 1, 1};
    struct problem_config config;
    struct status status = {0};
    struct race *race;

    problem_config_default(&config);
    snprintf(config.layers, sizeof config.layers, "2");
    race = race_create(
        problem_from_dataset(dataset_from_reals(1, 1, 6, x, y, 6, x, y, &status), &config, &status),
        1, &status);
    ck_assert_msg(race != NULL, "%s", status.message);
    return race;
}

static struct run_config read_config(const char *text)
{
    struct run_config config;
    struct status status = {0};

    ck_assert_msg(run_config_parse(text, &config, &status), "%s", status.message);
    return config;
}

static const char *name_of(const struct race *race, int i)
{
    return run_get_config(race_run(race, i))->name;
}

static void iterate(struct race *race, int iterations)
{
    struct status status = {0};

    for (int i = 0; i < iterations; i++)
        ck_assert_msg(race_iterate(race, NULL, &status), "%s", status.message);
}

START_TEST(a_run_trains_on_under_another_name)
{
    struct race *race = make_race();
    struct run_config gd = read_config("gd:lr=0.25"), adam = read_config("adam:name=fast");
    struct status status = {0};
    struct run_names names;

    ck_assert_int_eq(race_add(race, &gd, &status), 1);
    ck_assert_int_eq(race_add(race, &adam, &status), 2);
    iterate(race, 3);
    ck_assert_msg(race_rename(race, 1, " slow ", &status), "%s", status.message);
    ck_assert_str_eq(name_of(race, 0), "slow");
    ck_assert_str_eq(run_plan(race_run(race, 0))->segment[0].config.name, "slow");
    ck_assert_uint_eq(run_iteration(race_run(race, 0)), 3);
    ck_assert(run_names_of(&names, race, &status));
    ck_assert_str_eq(names.name[0], "slow");
    run_names_free(&names);
    ck_assert(!race_rename(race, 1, "fast", &status));
    ck_assert_int_eq(status.code, STATUS_INVALID);
    ck_assert_ptr_nonnull(strstr(status.message, "name: 'fast' is the name of run 2, adam lr="));
    ck_assert(race_rename(race, 2, "fast", &status)); /* its own */
    ck_assert(race_undo(race, &status));
    ck_assert(!race_rename(race, 7, "none", &status));
    ck_assert_str_eq(status.message, "there is no run 7");
    ck_assert(!race_rename(race, 1, "a,b", &status));
    ck_assert_str_eq(name_of(race, 0), "slow");
    ck_assert(race_rename(race, 2, "", &status));
    ck_assert_str_eq(name_of(race, 1), "");
    ck_assert(race_undo(race, &status));
    ck_assert_str_eq(name_of(race, 1), "fast");
    ck_assert(race_undo(race, &status));
    ck_assert_str_eq(name_of(race, 0), "");
    ck_assert_uint_eq(run_iteration(race_run(race, 0)), 3);
    race_free(race);
}
END_TEST

START_TEST(no_two_runs_are_given_the_same_name)
{
    struct race *race = make_race();
    struct run_config gd = read_config("gd:lr=0.25,name=one"), adam = read_config("adam:name=one");
    struct run_config free_name = read_config("adam:name=two");
    struct status status = {0};

    ck_assert_int_eq(race_add(race, &gd, &status), 1);
    ck_assert_int_eq(race_add(race, &adam, &status), 0);
    ck_assert_ptr_nonnull(strstr(status.message, "name: 'one' is the name of run 1, gd lr=0.25"));
    ck_assert_int_eq(race_add(race, &free_name, &status), 2);
    iterate(race, 4);
    ck_assert(!race_configure(race, 2, &adam, &status));
    ck_assert(!race_change(race, 2, 2, &adam, false, NULL, &status));
    ck_assert_int_eq(race_fork(race, 2, 2, &adam, false, NULL, &status), 0);
    ck_assert_int_eq(race_fork(race, 1, 2, &gd, false, NULL, &status), 0);
    ck_assert_int_eq(race_runs(race), 2);
    ck_assert(race_change(race, 2, 2, &free_name, false, NULL, &status)); /* its own */
    race_free(race);
}
END_TEST

/* Whatever state a run is put back to, it has the name it was given last. */
START_TEST(a_name_outlives_changes_and_rewinding)
{
    struct race *race = make_race();
    struct run_config gd = read_config("gd:lr=0.25,name=parent");
    struct run_config other = read_config("momentum:lr=0.125,name=child");
    struct status status = {0};

    race_set_memory(race, RACE_MEMORY, 1);
    ck_assert_int_eq(race_add(race, &gd, &status), 1);
    iterate(race, 5);
    ck_assert_int_eq(race_fork(race, 1, 3, &other, false, NULL, &status), 2);
    ck_assert_str_eq(name_of(race, 1), "child");
    iterate(race, 3);
    ck_assert(race_rename(race, 1, "renamed", &status));
    ck_assert(race_rewind(race, 0, 2, NULL, &status));
    ck_assert_str_eq(name_of(race, 0), "renamed");
    ck_assert_str_eq(name_of(race, 1), "child");
    ck_assert_str_eq(run_get_config(race_run(race, 1))->optimizer->name, "gd");
    iterate(race, 2);
    ck_assert_str_eq(name_of(race, 1), "child");
    ck_assert_str_eq(run_get_config(race_run(race, 1))->optimizer->name, "momentum");
    ck_assert(race_reset(race, &status));
    ck_assert_str_eq(name_of(race, 0), "renamed");
    ck_assert_str_eq(name_of(race, 1), "child");
    race_free(race);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("run_names");
    TCase *c = tcase_create("names");

    tcase_add_test(c, different_optimizers_are_names_enough);
    tcase_add_test(c, differences_tell_runs_apart);
    tcase_add_test(c, names_given_come_first_and_none_is_used_twice);
    tcase_add_test(c, a_named_run_does_not_lengthen_the_name_of_another);
    tcase_add_test(c, labels_name_the_optimizer_too);
    tcase_add_test(c, a_run_trains_on_under_another_name);
    tcase_add_test(c, no_two_runs_are_given_the_same_name);
    tcase_add_test(c, a_name_outlives_changes_and_rewinding);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
