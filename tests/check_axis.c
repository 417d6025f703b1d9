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
    assert_axis(fit(0.241, 0.259, true), 0.24, 0.26);
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
    assert_axis(fit(0.25, 0.25, true), 0.2, 0.5);
    assert_axis(fit(0.5, 0.5, true), 0.2, 1);
    assert_axis(fit(-7, -7, false), -7, 0);
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
    ck_assert_str_eq(ticks_text(fit(1e-9, 0.3, true), 12),
                     "5e-1@0 1e-2@2 1e-4@5 1e-6@7 1e-8@10 1e-9@11");
    ck_assert_str_eq(ticks_text(fit(2.5e-7, 9.9e-7, false), 6),
                     "1.0e-6@0 8e-7@1 6e-7@2 4e-7@3 2e-7@4 0@5");
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
    MUST(axis.logarithmic == logarithmic);
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
    struct axis linear = {-1, 3, false}, logarithmic = {0.01, 100, true};

    assert_close(axis_place(&linear, 0), 0.25, 1e-15);
    assert_close(axis_place(&linear, 5), 1.5, 1e-15);
    assert_close(axis_place(&logarithmic, 10), 0.75, 1e-12);
    ck_assert(isnan(axis_place(&logarithmic, 0)));
    ck_assert(isnan(axis_place(&logarithmic, -3)));
    ck_assert(isnan(axis_place(&linear, NAN)));
    ck_assert_int_eq(axis_row(&linear, 3, 8), 0);
    ck_assert_int_eq(axis_row(&linear, 0.9, 8), 4);
    ck_assert_int_eq(axis_row(&linear, -1, 8), 7);
    ck_assert_int_eq(axis_row(&linear, -99, 8), 7);
    ck_assert_int_eq(axis_row(&linear, 1e300, 8), 0);
}
END_TEST

static void assert_line(double begin, double end, double per_unit, const char *unit, int columns,
                        const char *expected)
{
    struct axis_range range = {begin, end, per_unit, unit};
    char line[256];

    axis_range_line(&range, columns, line);
    ck_assert_str_eq(line, expected);
}

START_TEST(iterations_are_labelled_below)
{
    assert_line(0, 100, 1, "iterations", 30, "0     20    40    60    80 100");
    assert_line(0, 3, 1, "iterations", 30, "0         1         2        3");
    assert_line(0, 12345, 1, NULL, 30, "0          5000       10000   ");
    assert_line(0, 1e7, 1, NULL, 30, "0     2M    4M    6M    8M 10M");
    assert_line(0, 1e6, 1, NULL, 11, "0   500k 1M");
    assert_line(0, 250, 99, "epochs", 60,
                "0         0.5         1.0         1.5         2.0 epochs 2.5");
    assert_line(0, 198, 99, "epochs", 30, "0              1   epochs    2");
    assert_line(1234567, 1234667, 1, NULL, 30, "      1234600        1234650  ");
    assert_line(0, 1, 1, NULL, 5, "0   1");
    assert_line(0, 100, 1, "iterations", 0, "");
    assert_line(5, 5, 1, "iterations", 4, "    ");
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
            struct axis_range range = {0, ends[i], columns % 3 ? 1 : 7, "epochs"};
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
    tcase_add_test(c, labels_below_never_touch_nor_leave);
    tcase_add_test(c, counts_are_short);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
