/*
 * check_statistics.c - quartiles, wins and Wilson's intervals: against NumPy's
 * (tests/reference/statistics.txt), and their properties.
 */
#include "base/rng.h"
#include "base/statistics.h"
#include "check_main.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { VALUES_MAX = 256, LINE = 16384, CASES = 39 };

/* ---- NumPy ------------------------------------------------------------------------------------
 */

/* Reads a line's word and its numbers; returns how many, -1 at the end. */
static int read_line(FILE *file, char word[16], double *number)
{
    static char line[LINE];
    int count = 0;

    do {
        if (!fgets(line, sizeof line, file))
            return -1;
    } while (line[0] == '#');
    ck_assert_ptr_nonnull(strchr(line, '\n'));
    line[strcspn(line, "\n")] = '\0';
    snprintf(word, 16, "%.15s", strtok(line, " "));
    for (char *at = strtok(NULL, " "); at; at = strtok(NULL, " ")) {
        ck_assert_int_lt(count, VALUES_MAX);
        number[count++] = strcmp(at, "diverged") == 0 ? (double)INFINITY : strtod(at, NULL);
    }
    return count;
}

/* To 1e-12, infinities exactly; the larger the values, the larger the errors of differences. */
static void assert_same(double made, double expected, double size, int number)
{
    if (isinf(expected) || isinf(made))
        ck_assert_msg(made == expected, "case %d: %g, not %g", number, made, expected);
    else
        ck_assert_msg(fabs(made - expected) <= 1e-12 * size, "case %d: %.17g, not %.17g", number,
                      made, expected);
}

static void check_quantiles(FILE *file, double *value, int n, int number)
{
    double expected[VALUES_MAX], size = 0;
    char word[16];

    ck_assert_int_eq(read_line(file, word, expected), 5);
    ck_assert_str_eq(word, "quantiles");
    struct statistics_spread is = statistics_spread_of(value, (size_t)n);
    const double made[] = {is.least, is.low, is.median, is.high, is.most};
    for (int i = 0; i < n; i++)
        size = isinf(value[i]) ? size : fmax(size, fabs(value[i]));
    for (int i = 0; i < 5; i++)
        assert_same(made[i], expected[i], size, number);
}

static void check_wins(FILE *file, const double *a, int n, int number)
{
    double b[VALUES_MAX], expected[VALUES_MAX];
    char word[16];

    ck_assert_int_eq(read_line(file, word, b), n);
    ck_assert_str_eq(word, "b");
    ck_assert_int_eq(read_line(file, word, expected), 4);
    ck_assert_str_eq(word, "wins");
    double wins = statistics_wins(a, b, (size_t)n);
    struct statistics_share is = statistics_wilson(wins, (size_t)n);
    ck_assert_msg(wins == expected[0], "case %d: %g wins, not %g", number, wins, expected[0]);
    assert_same(is.share, expected[1], 1, number);
    assert_same(is.low, expected[2], 1, number);
    assert_same(is.high, expected[3], 1, number);
}

START_TEST(figures_are_those_of_numpy)
{
    char path[4096], word[16];
    double value[VALUES_MAX];
    int n, cases = 0;

    snprintf(path, sizeof path, "%s/tests/reference/statistics.txt", getenv("OPTOP_SOURCE"));
    FILE *file = fopen(path, "r");
    ck_assert_msg(file != NULL, "%s: %s", path, strerror(errno));
    for (; (n = read_line(file, word, value)) > 0; cases++) {
        if (strcmp(word, "values") == 0)
            check_quantiles(file, value, n, cases);
        else
            check_wins(file, value, n, cases);
    }
    fclose(file);
    ck_assert_int_eq(cases, CASES);
}
END_TEST

/* ---- properties -------------------------------------------------------------------------------
 */

/* A few values, some of them infinite, of either sign. */
static size_t draw(struct rng *rng, double *value)
{
    size_t n = 1 + rng_uint32(rng) % 12;

    for (size_t i = 0; i < n; i++) {
        uint32_t kind = rng_uint32(rng) % 8;
        value[i] = kind == 0   ? (double)INFINITY
                   : kind == 1 ? (double)-INFINITY
                               : (double)(rng_uint32(rng) % 9) / 4 - 1;
    }
    return n;
}

START_TEST(quantiles_are_never_nan_and_ascend)
{
    struct rng rng;
    double value[16];
    int exact = 0;

    rng_seed(&rng, 7);
    for (int i = 0; i < 2000; i++) {
        size_t n = draw(&rng, value);
        struct statistics_spread is = statistics_spread_of(value, n);

        ck_assert(is.least <= is.low && is.low <= is.median && is.median <= is.high &&
                  is.high <= is.most);
        for (size_t k = 0; k < n; k++) { /* the places of the values themselves */
            double part = n > 1 ? (double)k / (double)(n - 1) : 0, place = part * (double)(n - 1);
            double quantile = statistics_quantile(value, n, part);

            ck_assert(quantile >= value[k > 0 ? k - 1 : 0] &&
                      quantile <= value[k + 1 < n ? k + 1 : k]);
            if (place == (double)k) { /* but for rounding, all of them */
                ck_assert(quantile == value[k]);
                exact++;
            }
        }
    }
    ck_assert_int_gt(exact, 10000);
}
END_TEST

START_TEST(an_infinite_neighbour_wins)
{
    const double above[] = {1, 2, INFINITY}, below[] = {-INFINITY, 2, 3};

    ck_assert(statistics_quantile(above, 3, 0.5) == 2);
    ck_assert(statistics_quantile(above, 3, 0.75) == (double)INFINITY);
    ck_assert(statistics_quantile(below, 3, 0.25) == (double)-INFINITY);
    ck_assert(statistics_quantile(below, 3, 0.5) == 2);
}
END_TEST

START_TEST(wins_and_losses_add_up)
{
    struct rng rng;
    double a[16] = {0}, b[16] = {0};

    rng_seed(&rng, 11);
    for (int i = 0; i < 500; i++) {
        size_t n = draw(&rng, a);

        for (size_t k = 0; k < 16; k += n)
            memcpy(b + k, a, (16 - k < n ? 16 - k : n) * sizeof *a);
        draw(&rng, b);
        double wins = statistics_wins(a, b, n);
        ck_assert(wins + statistics_wins(b, a, n) == (double)n);
        struct statistics_share is = statistics_wilson(wins, n);
        struct statistics_share other = statistics_wilson((double)n - wins, n);
        ck_assert(0 <= is.low && is.low <= is.share && is.share <= is.high && is.high <= 1);
        ck_assert(fabs(is.low + other.high - 1) < 1e-14);
    }
    ck_assert(statistics_wins(a, a, 16) == 8);
}
END_TEST

START_TEST(nothing_leaves_all_open)
{
    struct statistics_share none = statistics_wilson(0, 0), all = statistics_wilson(5, 5),
                            not = statistics_wilson(0, 5);

    ck_assert(none.share == 0.5 && none.low == 0 && none.high == 1);
    ck_assert(all.share == 1 && all.high == 1 && all.low > 0.56 && all.low < 0.57);
    ck_assert(not .share == 0 && not .low == 0 && not .high > 0.43 && not .high < 0.44);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("statistics");
    TCase *c = tcase_create("statistics");

    tcase_add_test(c, figures_are_those_of_numpy);
    tcase_add_test(c, quantiles_are_never_nan_and_ascend);
    tcase_add_test(c, an_infinite_neighbour_wins);
    tcase_add_test(c, wins_and_losses_add_up);
    tcase_add_test(c, nothing_leaves_all_open);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
