/* check_axis.c - limits, ticks and labels. */
#include "check_main.h"
#include "plot/axis.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static struct axis fit(double low, double high, bool logarithmic)
{
    struct axis_extent extent = axis_extent_empty();
    struct span span = {low, high, low, 2, 0, NAN};

    axis_extent_add(&extent, &span, 1);
    return axis_fit(&extent, logarithmic);
}

static void assert_axis(struct axis axis, double low, double high)
{
    assert_close(axis.low, low, 1e-12);
    assert_close(axis.high, high, 1e-12);
}

/* The ticks as "0.5@0 0.1@3". */
static const char *ticks_text(struct axis axis, int rows)
{
    static char text[2048];
    struct axis_tick tick[AXIS_TICKS_MAX];
    int count = axis_ticks(&axis, rows, tick);
    size_t used = 0;

    text[0] = '\0';
    for (int t = 0; t < count; t++)
        used += (size_t)snprintf(text + used, sizeof text - used, "%s%s@%d", t ? " " : "",
                                 tick[t].label, tick[t].position);
    return text;
}

START_TEST(extents_skip_empty_and_infinite_spans)
{
    const struct span spans[] = {
        {NAN, NAN, NAN, 0, NAN, NAN},
        {-2.385, 7.25, 0.5, 9, 0, NAN},
        {INFINITY, INFINITY, INFINITY, 1, 0, NAN},
        {1e9, 1e9, 1e9, 0, 0, NAN},
        {0.125, 3, 3, 2, 0, NAN},
    };
    struct axis_extent extent = axis_extent_empty();

    axis_extent_add(&extent, spans, 1);
    ck_assert(extent.min > extent.max);
    axis_extent_add(&extent, spans, sizeof spans / sizeof spans[0]);
    ck_assert_double_eq(extent.min, -2.385);
    ck_assert_double_eq(extent.max, 7.25);
    ck_assert_double_eq(extent.min_positive, 0.125);
}
END_TEST

START_TEST(limits_are_round_and_close)
{
    assert_axis(fit(0.0033, 0.25, false), 0, 0.25);
    assert_axis(fit(0.0033, 0.2385, false), 0, 0.25);
    assert_axis(fit(0.0033, 0.2385, true), 0.002, 0.5);
    assert_axis(fit(0.241, 0.259, false), 0.24, 0.26);
    assert_axis(fit(0.241, 0.259, true), 0.1, 1);
    assert_axis(fit(0.2350, 0.2375, true), 0.1, 1);
    assert_axis(fit(0.95, 1.05, true), 0.2, 2);
    assert_axis(fit(-5, -4.93, false), -5, -4.93);
    assert_axis(fit(0.02, 0.5, true), 0.02, 0.5);
    assert_axis(fit(3, 41, true), 2, 50);
}
END_TEST

START_TEST(strange_extents_give_sane_axes)
{
    struct axis_extent none = axis_extent_empty();

    assert_axis(axis_fit(&none, false), 0, 1);
    assert_axis(axis_fit(&none, true), 0.01, 1);
    assert_axis(fit(0, 0, false), 0, 1);
    assert_axis(fit(0, 0, true), 0.01, 1);
    assert_axis(fit(-5, -4, true), 0.01, 1);
    assert_axis(fit(0.25, 0.25, false), 0, 0.25);
    assert_axis(fit(0.25, 0.25, true), 0.1, 1);
    assert_axis(fit(0.5, 0.5, true), 0.2, 2);
    assert_axis(fit(-7, -7, false), -7, 0);
    /* Widened for labels that tell values apart, but not across zero. */
    ck_assert_double_ge(fit(1e-200, 1.04e-200, false).low, 0);
    ck_assert_double_gt(fit(1e-200, 1.04e-200, false).high, 1.2e-200);
    ck_assert_double_le(fit(-1.04e-200, -1e-200, false).high, 0);
}
END_TEST

START_TEST(ticks_are_few_round_and_labelled)
{
    ck_assert_str_eq(ticks_text(fit(0.0033, 0.25, false), 12),
                     "0.25@0 0.20@2 0.15@4 0.10@7 0.05@9 0@11");
    ck_assert_str_eq(ticks_text(fit(0.0033, 0.25, true), 12), "0.5@0 0.1@3 0.01@8 0.002@11");
    ck_assert_str_eq(ticks_text(fit(0.0033, 0.25, true), 24),
                     "0.5@0 0.2@3 0.1@6 0.05@10 0.02@13 0.01@17 0.005@20 0.002@23");
    ck_assert_str_eq(ticks_text(fit(3, 40, false), 5), "40@0 30@1 20@2 10@3 0@4");
    ck_assert_str_eq(ticks_text(fit(1e-9, 0.3, true), 12), "1e-2@2 1e-4@5 1e-6@7 1e-8@10");
    ck_assert_str_eq(ticks_text(fit(2.5e-7, 9.9e-7, false), 6),
                     "1.0e-6@0 8e-7@1 6e-7@2 4e-7@3 2e-7@4 0@5");
    ck_assert_str_eq(ticks_text(fit(3, 4e5, true), 12), "1e5@1 1e4@3 1e3@6 1e2@8 1e1@10");
    ck_assert_str_eq(ticks_text(fit(1e-100, 1, true), 12),
                     "1e0@0 1e-20@2 1e-40@4 1e-60@7 1e-80@9 1e-100@11");
    ck_assert_str_eq(ticks_text(fit(1, 1, false), 1), "1@0");
    ck_assert_str_eq(ticks_text(fit(1, 1, false), 0), "");
}
END_TEST

/* Every promise of limits and ticks, for one extent and height. */
static void assert_sound(double low, double high, bool logarithmic, int rows)
{
    struct axis axis = fit(low, high, logarithmic);
    struct axis_tick tick[AXIS_TICKS_MAX];
    int count = axis_ticks(&axis, rows, tick);
    double slack;

#define MUST(CONDITION)                                                                            \
    do {                                                                                           \
        if (!(CONDITION))                                                                          \
            ck_abort_msg("%g ... %g, %d rows: not %s", low, high, rows, #CONDITION);               \
    } while (0)

    MUST(isfinite(axis.low) && isfinite(axis.high) && axis.low < axis.high);
    MUST(axis.scale == (logarithmic ? AXIS_LOGARITHMIC : AXIS_LINEAR));
    MUST(!logarithmic || axis.high >= 10 * axis.low * (1 - 1e-8));
    MUST(!logarithmic || axis.low > 0);
    if (fabs(low) < 1e299 && fabs(high) < 1e299) {
        slack = 1e-8 * (axis.high - axis.low);
        MUST(logarithmic || (axis.low <= low + slack && axis.high >= high - slack));
        MUST(!logarithmic || axis.high >= high * (1 - 1e-8));
        MUST(!(logarithmic && low >= 1e-300) || axis.low <= low * (1 + 1e-8));
    }
    MUST(count >= 1 && count <= AXIS_TICKS_MAX);
    for (int t = 0; t < count; t++) {
        double read = strtod(tick[t].label, NULL), half = (axis.high - axis.low) / 20;

        MUST(tick[t].position >= 0 && tick[t].position < rows);
        MUST(t == 0 || tick[t].position > tick[t - 1].position);
        MUST(t == 0 || strcmp(tick[t].label, tick[t - 1].label) != 0);
        MUST(strlen(tick[t].label) <= AXIS_LABEL_COLUMNS);
        MUST(fabs(read - tick[t].value) <= fmax(half, 1e-9 * fabs(read)));
        MUST(axis_row(&axis, read, rows) - tick[t].position <= 1);
    }
#undef MUST
}

START_TEST(any_extent_has_sound_limits_and_ticks)
{
    static const double ends[] = {-1.7e308,  -1e300, -12345.678, -2.385, -1e-5,   -5e-324, 0,
                                  5e-324,    1e-320, 1e-300,     2e-12,  9.99e-4, 0.0033,  0.25,
                                  0.2500001, 0.9,    1,          1.0001, 2.385,   99,      12345.6,
                                  1e6,       3e15,   3.0001e15,  1e300,  1.7e308};
    static const int heights[] = {1, 2, 3, 5, 8, 12, 23, 57, 200};
    size_t n = sizeof ends / sizeof ends[0];

    for (size_t i = 0; i < n; i++)
        for (size_t j = i; j < n; j++)
            for (size_t h = 0; h < sizeof heights / sizeof heights[0]; h++) {
                assert_sound(ends[i], ends[j], false, heights[h]);
                assert_sound(ends[i], ends[j], true, heights[h]);
            }
}
END_TEST

START_TEST(places_and_rows_follow_the_scale)
{
    struct axis linear = {.low = -1, .high = 3};
    struct axis logarithmic = {.low = 0.01, .high = 100, .scale = AXIS_LOGARITHMIC};

    assert_close(axis_place(&linear, 0), 0.25, 1e-15);
    assert_close(axis_place(&linear, 5), 1.5, 1e-15);
    assert_close(axis_place(&logarithmic, 10), 0.75, 1e-12);
    ck_assert_double_eq(axis_place(&logarithmic, 0), -INFINITY);
    ck_assert_double_eq(axis_place(&logarithmic, -3), -INFINITY);
    ck_assert(isnan(axis_place(&logarithmic, NAN)));
    ck_assert(isnan(axis_place(&linear, NAN)));
    ck_assert_int_eq(axis_row(&linear, 3, 8), 0);
    ck_assert_int_eq(axis_row(&linear, 0.9, 8), 4);
    ck_assert_int_eq(axis_row(&linear, -1, 8), 7);
    ck_assert_int_eq(axis_row(&linear, -99, 8), 7);
    ck_assert_int_eq(axis_row(&linear, 1e300, 8), 0);
}
END_TEST

static void assert_line(double begin, double end, double per_unit, int columns,
                        const char *expected)
{
    struct axis_range range = {.begin = begin, .end = end, .per_unit = per_unit};
    char line[256];

    axis_range_line(&range, columns, line);
    ck_assert_str_eq(line, expected);
}

START_TEST(iterations_are_labelled_below)
{
    assert_line(0, 100, 1, 30, "0              50          100");
    assert_line(0, 100, 1, 40, "0       20      40      60      80   100");
    assert_line(0, 60, 1, 50, "0       10      20       30      40      50     60");
    assert_line(0, 3, 1, 30, "0         1         2        3");
    assert_line(0, 3, 1, 60, "0                   1                   2                  3");
    assert_line(0, 12, 1, 60, "0         2         4         6         8         10      12");
    assert_line(0, 12, 1, 79,
                "0            2            4            6            8            10          12");
    assert_line(0, 1e6, 1, 4, "0   ");
    assert_line(0, 12345, 1, 30, "0          5000       10000   ");
    assert_line(0, 1e7, 1, 30, "0              5M          10M");
    assert_line(0, 1e6, 1, 11, "0        1M");
    assert_line(0, 250, 99, 60, "0         0.5         1.0         1.5         2.0        2.5");
    assert_line(0, 198, 99, 30, "0     0.5     1.0    1.5   2.0");
    assert_line(1234567, 1234667, 1, 30, "      1234600        1234650  ");
    assert_line(0, 1, 1, 5, "0   1");
    /* Two labels that do not fit are one of the two, three are a rounder one. */
    assert_line(10, 100, 1, 6, "  50  ");
    assert_line(100, 300, 1, 7, "  200  ");
    assert_line(0, 100, 1, 0, "");
    assert_line(5, 5, 1, 4, "    ");
}
END_TEST

static void assert_log_line(double begin, double end, double least, int columns,
                            const char *expected)
{
    struct axis_range range = {
        .begin = begin, .end = end, .logarithmic = true, .real = true, .least = least};
    char line[256];

    axis_range_line(&range, columns, line);
    ck_assert_str_eq(line, expected);
}

START_TEST(logarithmic_ranges_have_decades)
{
    struct axis_range range = {.end = 1000, .logarithmic = true};

    assert_log_line(0, 1000, 1, 60, "0  1                  10                100             1000");
    assert_log_line(0, 1000, 1, 24, " 1      10     100  1000");
    assert_log_line(0, 2.5e7, 1, 60,
                    "0  1       10    100     1000   10000   100k     1M    10M  ");
    assert_log_line(0, 12, 0.0385, 60,
                    "0    0.05  0.1    0.2      0.5     1      2        5      10");
    assert_log_line(20, 900, 1, 60, "20            50        100        200           500        ");
    assert_close(axis_range_place(&range, 1), 0.06, 1e-12);
    assert_close(axis_range_place(&range, 10), 0.06 + 0.94 / 3, 1e-12);
    ck_assert_double_eq(axis_range_place(&range, 0), 0);
    ck_assert_double_eq(axis_range_place(&range, 0.5), 0);
    ck_assert_double_eq(axis_range_place(&range, 1000), 1);
    range.begin = 10;
    ck_assert_double_eq(axis_range_place(&range, 100), 0.5);
    ck_assert_double_eq(axis_range_place(&range, 0), -INFINITY);
    range.logarithmic = false;
    assert_close(axis_range_place(&range, 505), 0.5, 1e-12);
    ck_assert_int_eq(axis_range_column(&range, 1000, 40), 39);
    ck_assert_int_eq(axis_range_column(&range, -1000, 40), 0);

    /* Between two powers of ten: even steps, at their places. */
    struct axis_range narrow = {
        .begin = 0.5, .end = 0.9, .logarithmic = true, .real = true, .unit = "seconds"};
    struct axis_tick tick[AXIS_TICKS_MAX];
    int count = axis_range_ticks(&narrow, 60, tick);

    ck_assert_int_ge(count, 4);
    for (int t = 0; t < count; t++)
        ck_assert_int_eq(tick[t].position,
                         (int)fmin(59, 60 * (log(tick[t].value / 0.5) / log(1.8) + 1e-9)));
}
END_TEST

START_TEST(zeros_have_a_row_apart)
{
    struct axis_extent extent = axis_extent_empty();
    struct axis axis;

    axis_extent_add_value(&extent, 0);
    axis_extent_add_value(&extent, 0.02);
    axis_extent_add_value(&extent, 0.5);
    axis_extent_add_value(&extent, INFINITY);
    axis = axis_fit(&extent, true);
    ck_assert(axis.row_apart);
    assert_axis(axis, 0.02, 0.5);
    axis_set_rows(&axis, 10);
    ck_assert_str_eq(ticks_text(axis, 10), "0.5@0 0.1@4 0.02@8 0@9");
    ck_assert_int_eq(axis_row(&axis, 0, 10), 9);
    ck_assert_int_eq(axis_row(&axis, 0.02, 10), 8);
    ck_assert_int_eq(axis_row(&axis, 0.5, 10), 0);
    ck_assert_int_eq(axis_side(&axis, 0), 0);
    ck_assert_int_eq(axis_side(&axis, -1), -1);
    ck_assert_int_eq(axis_side(&axis, 0.0199), -1);
    ck_assert_int_eq(axis_side(&axis, 0.02), 0);
    ck_assert_int_eq(axis_side(&axis, 0.51), 1);
    axis_set_rows(&axis, 3);
    assert_close(axis.apart, 1.0 / 3, 1e-15);
    axis_set_rows(&axis, 2);
    ck_assert_double_eq(axis.apart, 0);
    ck_assert_double_eq(axis_place(&axis, 0), 0);
    /* On a linear axis zero is a value like others. */
    axis = axis_fit(&extent, false);
    ck_assert(!axis.row_apart);
    /* Nothing but zeros. */
    extent = axis_extent_empty();
    axis_extent_add_value(&extent, 0);
    axis = axis_fit(&extent, true);
    ck_assert(axis.row_apart);
    assert_axis(axis, 0.01, 1);
}
END_TEST

static struct axis fit_share(double low, double high, bool nines)
{
    struct axis_extent extent = axis_extent_empty();

    axis_extent_add_value(&extent, low);
    axis_extent_add_value(&extent, high);
    return axis_fit_share(&extent, nines);
}

START_TEST(accuracies_are_shares)
{
    struct axis axis = fit_share(0.985, 0.9987, false);
    struct axis_extent none = axis_extent_empty();

    assert_axis(axis, 0.984, 1);
    ck_assert_str_eq(ticks_text(axis, 12), "100.0@0 99.5@3 99.0@7 98.5@11");
    assert_axis(fit_share(0.098, 0.8, false), 0, 0.8);
    assert_axis(fit_share(0.5, 1, false), 0.5, 1);
    assert_axis(fit_share(1, 1, false), 0.999, 1);
    assert_axis(fit_share(0, 0, false), 0, 0.001);
    assert_axis(axis_fit_share(&none, false), 0, 1);
    assert_axis(fit_share(0.1, 0.1, true), 0, 0.9);
    axis = fit_share(0.098, 0.9987, true);
    assert_axis(axis, 0, 0.999);
    ck_assert(!axis.row_apart);
    ck_assert_str_eq(ticks_text(axis, 12), "99.9@0 99@4 90@8 0@11");
    assert_close(axis_place(&axis, 0.9), 1.0 / 3, 1e-9);
    assert_close(axis_place(&axis, 0.99), 2.0 / 3, 1e-9);
    ck_assert_double_eq(axis_place(&axis, 1), INFINITY);
    ck_assert_int_eq(axis_side(&axis, 1), 1);
    axis = fit_share(0.098, 1, true);
    ck_assert(axis.row_apart);
    axis = fit_share(0.985, 1, true);
    axis_set_rows(&axis, 12);
    ck_assert_str_eq(ticks_text(axis, 12), "100@0 99.5@1 99@4 98@7 95@11");
    ck_assert_int_eq(axis_row(&axis, 1, 12), 0);
    ck_assert_int_eq(axis_row(&axis, axis.high, 12), 1);
    ck_assert_int_eq(axis_side(&axis, 1), 0);
}
END_TEST

START_TEST(labels_below_never_touch_nor_leave)
{
    static const double ends[] = {1,   2,    3,     7,   10,        57,   99,  100,
                                  101, 1000, 12345, 1e6, 123456789, 1e12, 1e18};
    struct axis_tick tick[AXIS_TICKS_MAX];
    char line[256];

    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
        for (int columns = 1; columns <= 250; columns++) {
            struct axis_range range = {.end = ends[i], .per_unit = columns % 3 ? 1 : 7};
            int count = axis_range_ticks(&range, columns, tick);

            axis_range_line(&range, columns, line);
            if ((int)strlen(line) != columns || strchr(line, '-'))
                ck_abort_msg("%g in %d: '%s'", ends[i], columns, line);
            if (columns >= 12 && (line[0] != '0' || count < 2))
                ck_abort_msg("%g in %d: '%s'", ends[i], columns, line);
            for (int t = 0; t < count; t++)
                if (tick[t].position < 0 || tick[t].position >= columns ||
                    (t > 0 && tick[t].position < tick[t - 1].position))
                    ck_abort_msg("%g in %d: tick at %d", ends[i], columns, tick[t].position);
        }
}
END_TEST

START_TEST(counts_are_short)
{
    static const struct {
        double value;
        const char *text;
    } cases[] = {{0, "0"},       {99999, "99999"},  {100000, "100k"},   {1234567, "1.235M"},
                 {999999, "1M"}, {2.5e9, "2.5G"},   {112500, "112.5k"}, {1e19, "10E"},
                 {1e30, "1e30"}, {99999.7, "100k"}, {7, "7"},           {99.6e4, "996k"}};
    char text[32];

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_str_eq(axis_format_count(cases[i].value, text, sizeof text), cases[i].text);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("axis");
    TCase *c = tcase_create("axis");

    tcase_add_test(c, extents_skip_empty_and_infinite_spans);
    tcase_add_test(c, limits_are_round_and_close);
    tcase_add_test(c, strange_extents_give_sane_axes);
    tcase_add_test(c, ticks_are_few_round_and_labelled);
    tcase_add_test(c, any_extent_has_sound_limits_and_ticks);
    tcase_add_test(c, places_and_rows_follow_the_scale);
    tcase_add_test(c, iterations_are_labelled_below);
    tcase_add_test(c, logarithmic_ranges_have_decades);
    tcase_add_test(c, zeros_have_a_row_apart);
    tcase_add_test(c, accuracies_are_shares);
    tcase_add_test(c, labels_below_never_touch_nor_leave);
    tcase_add_test(c, counts_are_short);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
