/* check_seeds.c - lists of seeds as text. */
#include "base/rng.h"
#include "base/seeds.h"
#include "check_main.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { TEXT = 12 * SEEDS_MAX };

/* "3 5 9", or the sentence. */
static const char *read(const char *text)
{
    static char out[TEXT];
    static uint64_t seed[SEEDS_MAX];
    struct status status = {0};
    int seeds;

    out[0] = '\0';
    if (!seeds_parse(text, seed, &seeds, &status))
        return memcpy(out, status.message, sizeof status.message);
    for (int i = 0; i < seeds; i++)
        snprintf(out + strlen(out), sizeof out - strlen(out), "%s%" PRIu64, i > 0 ? " " : "",
                 seed[i]);
    return out;
}

START_TEST(lists_are_read)
{
    static const char *const cases[][2] = {
        {"7", "7"},
        {"0", "0"},
        {"1..5", "1 2 3 4 5"},
        {"3,5,9", "3 5 9"},
        {"1..5,20", "1 2 3 4 5 20"},
        {"20,1..3", "1 2 3 20"},
        {"9,3,5", "3 5 9"},
        {"4..4", "4"},
        {"007", "7"},
        {"4294967295", "4294967295"},
        {"4294967294..4294967295", "4294967294 4294967295"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_str_eq(read(cases[i][0]), cases[i][1]);
}
END_TEST

START_TEST(what_is_no_list_is_refused)
{
    static const char *const cases[][2] = {
        {"", "'' has no seed (allowed: seeds and ranges separated by commas: 1..10, 3,5,9 or "
             "1..5,20)"},
        {"x", "'x' is not a seed"},
        {"1,", "'' is not a seed"},
        {",1", "'' is not a seed"},
        {"1,,2", "'' is not a seed"},
        {"1.5", "'1.5' is not a seed"},
        {"1...5", "'1...5' is not a seed"},
        {"1..", "'1..' is not a seed"},
        {"..5", "'..5' is not a seed"},
        {"1..3..5", "'1..3..5' is not a seed"},
        {"-1", "'-1' is not a seed"},
        {"+1", "'+1' is not a seed"},
        {" 1", "' 1' is not a seed"},
        {"3,4294967296", "'4294967296' is not a seed (allowed: seeds and ranges separated by "
                         "commas: 1..10, 3,5,9 or 1..5,20, each from 0 to 4294967295)"},
        {"18446744073709551617", "'18446744073709551617' is not a seed"},
        {"5..3", "'5..3' runs backwards (write 3..5)"},
        {"3,5,3", "'3,5,3' has the seed 3 twice"},
        {"1..5,4", "'1..5,4' has the seed 4 twice"},
        {"0..1000", "'0..1000' has more than 1000 seeds"},
        {"0..4294967295", "'0..4294967295' has more than 1000 seeds"},
        {"1..999,2000,3000", "'1..999,2000,3000' has more than 1000 seeds"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_msg(strncmp(read(cases[i][0]), cases[i][1], strlen(cases[i][1])) == 0, "%s: %s",
                      cases[i][0], read(cases[i][0]));
}
END_TEST

START_TEST(as_many_as_allowed_are_read)
{
    static uint64_t seed[SEEDS_MAX];
    struct status status = {0};
    int seeds;

    ck_assert(seeds_parse("1..1000", seed, &seeds, &status));
    ck_assert_int_eq(seeds, SEEDS_MAX);
    ck_assert_uint_eq(seed[SEEDS_MAX - 1], 1000);
    ck_assert(seeds_parse("1..999,5000", seed, &seeds, &status));
    ck_assert_int_eq(seeds, SEEDS_MAX);
}
END_TEST

START_TEST(lists_are_written_the_short_way)
{
    static const char *const cases[][2] = {
        {"7", "7"},           {"1,2", "1,2"},
        {"1..2", "1,2"},      {"1,2,3", "1..3"},
        {"9,3,5", "3,5,9"},   {"1,2,3,4,5,20", "1..5,20"},
        {"1..4,5,6", "1..6"}, {"0,2..4,6,7,9..11", "0,2..4,6,7,9..11"},
    };
    uint64_t seed[SEEDS_MAX];
    char text[128];

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct status status = {0};
        int seeds;

        ck_assert(seeds_parse(cases[i][0], seed, &seeds, &status));
        ck_assert_str_eq(seeds_format(seed, seeds, text, sizeof text), cases[i][1]);
    }
}
END_TEST

/* Written, read and written again; and never longer than it was given. */
START_TEST(random_lists_survive)
{
    static uint64_t seed[SEEDS_MAX];
    char text[TEXT], again[TEXT];
    struct rng rng;

    rng_seed(&rng, 5);
    for (int i = 0; i < 300; i++) {
        struct status status = {0};
        uint32_t from = 0;
        int seeds;

        text[0] = '\0';
        for (int k = 0; k < 8; k++) {
            uint32_t to;

            from += 1 + rng_uint32(&rng) % 3;
            to = from + rng_uint32(&rng) % 4;
            snprintf(text + strlen(text), sizeof text - strlen(text), "%s%" PRIu32,
                     k > 0 ? "," : "", from);
            if (to > from)
                snprintf(text + strlen(text), sizeof text - strlen(text), "..%" PRIu32, to);
            from = to;
        }
        ck_assert_msg(seeds_parse(text, seed, &seeds, &status), "%s", status.message);
        seeds_format(seed, seeds, again, sizeof again);
        ck_assert_uint_le(strlen(again), strlen(text));
        snprintf(text, sizeof text, "%s", read(text));
        ck_assert_str_eq(read(again), text);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("seeds");
    TCase *c = tcase_create("seeds");

    tcase_add_test(c, lists_are_read);
    tcase_add_test(c, what_is_no_list_is_refused);
    tcase_add_test(c, as_many_as_allowed_are_read);
    tcase_add_test(c, lists_are_written_the_short_way);
    tcase_add_test(c, random_lists_survive);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
