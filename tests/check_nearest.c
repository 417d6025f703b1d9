/* check_nearest.c - what was meant by a name that is not known. */
#include "base/nearest.h"
#include "check_main.h"

#include <string.h>

static const char *nearest_of(const char *given)
{
    static const char *const names[] = {"gd",      "momentum", "adam", "adamw",
                                        "rmsprop", "lr",       "batch"};
    struct nearest nearest = {.given = given, .length = strlen(given)};

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
        nearest_try(&nearest, names[i]);
    return nearest.name ? nearest.name : "none";
}

START_TEST(typing_errors_are_near)
{
    static const char *const cases[][2] = {
        {"adma", "adam"},       {"btach", "batch"},       {"lrr", "lr"},     {"sgd", "gd"},
        {"adamm", "adam"},      {"dam", "adam"},          {"adbm", "adam"},  {"adamv", "adam"},
        {"rmsporp", "rmsprop"}, {"mometnun", "momentum"}, {"mmntum", "momentum"},
        {"mntum", "none"},      {"mometnux", "momentum"}, {"mxmetnux", "none"},
        {"dg", "gd"},           {"x", "none"},            {"", "none"},      {"addmm", "none"},
        {"batch-", "batch"},
        {"a name that is longer than every name of an option", "none"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_msg(strcmp(nearest_of(cases[i][0]), cases[i][1]) == 0, "%s: %s", cases[i][0],
                      nearest_of(cases[i][0]));
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("nearest");
    TCase *c = tcase_create("nearest");

    tcase_add_test(c, typing_errors_are_near);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
