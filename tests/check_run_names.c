/* check_run_names.c - what runs are called: by the person, or by what tells them apart. */
#include "app/run_names.h"
#include "check_main.h"

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
    ck_assert(run_config_parse("adam:name=x\x1b", &config, &status));
    ck_assert_str_eq(run_label(&config, text, sizeof text), "x\\x1b (adam)");
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
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
