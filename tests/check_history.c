/* check_history.c - what is appended is what is read, and spans equal a plain loop. */
#include "check_main.h"

#include "train/history.h"

#include <math.h>
#include <string.h>
#include <time.h>

static struct history *create(void)
{
    struct status status = {0};
    struct history *history = history_create(&status);

    ck_assert_msg(history != NULL, "%s", status.message);
    return history;
}

static void append(struct history *history, const struct history_row *row)
{
    struct status status = {0};

    ck_assert_msg(history_reserve(history, &status), "%s", status.message);
    history_append(history, row);
}

/* A different row for each i: every third is not evaluated, some values are not finite. */
static struct history_row make_row(size_t i)
{
    uint64_t mix = (i + 1) * UINT64_C(0x9e3779b97f4a7c15);
    struct history_row row = {.evaluated = i % 3 != 1};

    mix ^= mix >> 29;
    for (int c = 0; c < CURVES; c++) {
        mix = mix * UINT64_C(0xbf58476d1ce4e5b9) + 2385;
        row.value[c] = ((double)(int64_t)mix) * 2.385e-19;
        if (mix >> 59 == 3)
            row.value[c] = mix & 1024 ? INFINITY : -INFINITY;
        if (mix >> 58 == 17 || (i > 300 && i < 300 + 77 * (size_t)(c + 1)))
            row.value[c] = NAN;
    }
    return row;
}

static bool same_bits(double a, double b)
{
    return isnan(a) ? isnan(b) : memcmp(&a, &b, sizeof a) == 0;
}

static void is_row(const struct history *history, size_t i)
{
    struct history_row row = history_get(history, i), expected = make_row(i);

    for (int c = 0; c < CURVES; c++)
        ck_assert_msg(same_bits(row.value[c], expected.value[c]), "row %zu, curve %d", i, c);
    ck_assert(row.evaluated == expected.evaluated);
}

/* The definition: a loop over the rows. */
static struct history_span plain_span(const struct history *history, enum curve curve, size_t begin,
                                      size_t end)
{
    struct history_span span = {NAN, NAN, NAN, 0};

    for (size_t i = begin; i < end && i < history_length(history); i++) {
        double value = history_get(history, i).value[curve];

        if (!isfinite(value))
            continue;
        span.min = span.count == 0 || value < span.min ? value : span.min;
        span.max = span.count == 0 || value > span.max ? value : span.max;
        span.last = value;
        span.count++;
    }
    return span;
}

static void is_plain_span(const struct history *history, enum curve curve, size_t begin, size_t end)
{
    struct history_span span = history_span(history, curve, begin, end);
    struct history_span expected = plain_span(history, curve, begin, end);

    ck_assert_msg(same_bits(span.min, expected.min) && same_bits(span.max, expected.max) &&
                      same_bits(span.last, expected.last) && span.count == expected.count,
                  "rows %zu ... %zu, curve %d: %g %g %g %zu, not %g %g %g %zu", begin, end,
                  (int)curve, span.min, span.max, span.last, span.count, expected.min, expected.max,
                  expected.last, expected.count);
}

START_TEST(rows_are_read_back_as_appended)
{
    enum { ROWS = 5000 };
    struct history *history = create();

    ck_assert_uint_eq(history_length(history), 0);
    for (size_t i = 0; i < ROWS; i++) {
        struct history_row row = make_row(i);

        append(history, &row);
        ck_assert_uint_eq(history_length(history), i + 1);
        is_row(history, i);
    }
    for (size_t i = 0; i < ROWS; i++)
        is_row(history, i);
    history_free(history);
    history_free(NULL);
}
END_TEST

START_TEST(spans_of_short_histories_equal_a_plain_loop)
{
    struct history *history = create();

    for (size_t length = 0; length <= 70; length++) {
        for (size_t begin = 0; begin <= length; begin++)
            for (size_t end = 0; end <= length + 1; end++)
                is_plain_span(history, (enum curve)(end % CURVES), begin, end);
        struct history_row row = make_row(length);
        append(history, &row);
    }
    history_free(history);
}
END_TEST

START_TEST(spans_of_random_ranges_equal_a_plain_loop)
{
    enum { ROWS = 70001, RANGES = 300 };
    struct history *history = create();
    uint64_t mix = 2385;

    for (size_t i = 0; i < ROWS; i++) {
        struct history_row row = make_row(i);

        append(history, &row);
    }
    for (int i = 0; i < RANGES; i++) {
        mix = mix * UINT64_C(6364136223846793005) + 1442695040888963407;
        size_t begin = (size_t)(mix >> 33) % ROWS;
        /* Widths of every order of magnitude. */
        size_t width = (size_t)(mix & 0xffffffff) % ((size_t)2 << i % 18);

        is_plain_span(history, (enum curve)(i % CURVES), begin, begin + width);
    }
    for (int c = 0; c < CURVES; c++) {
        is_plain_span(history, (enum curve)c, 0, SIZE_MAX);
        is_plain_span(history, (enum curve)c, 301, 301 + 70);
        is_plain_span(history, (enum curve)c, 4096, 65536);
    }
    history_free(history);
}
END_TEST

START_TEST(empty_ranges_have_no_values)
{
    static const size_t ranges[][2] = {{0, 0}, {3, 3}, {3, 2}, {5, 9}, {SIZE_MAX, SIZE_MAX}};
    struct history *history = create();
    struct history_row row = {.value = {2.385, NAN, 0.1}};

    for (int i = 0; i < 5; i++)
        append(history, &row);
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        struct history_span span =
            history_span(history, CURVE_TRAIN_LOSS, ranges[i][0], ranges[i][1]);

        ck_assert_uint_eq(span.count, 0);
        ck_assert(isnan(span.min) && isnan(span.max) && isnan(span.last));
    }
    ck_assert_uint_eq(history_span(history, CURVE_TEST_LOSS, 0, 5).count, 0);
    ck_assert_uint_eq(history_span(history, CURVE_TRAIN_LOSS, 0, 5).count, 5);
    history_free(history);
}
END_TEST

/* Every beginning has the original's rows, and either can be continued without the other's notice.
 */
START_TEST(a_beginning_goes_on_for_itself)
{
    static const size_t lengths[] = {0, 1, 15, 16, 255, 1023, 1024, 1025, 2048, 16384, 17000};
    enum { ROWS = 17000 };
    struct status status = {0};
    struct history *history = create(), *prefix;
    struct history_row other = {.value = {-2.385, 1e300, INFINITY, 1, 1e-300}, .evaluated = true};
    size_t length = lengths[_i], memory;

    for (size_t i = 0; i < ROWS; i++) {
        struct history_row row = make_row(i);
        append(history, &row);
    }
    memory = history_memory(history);
    prefix = history_prefix(history, length, &status);
    ck_assert_uint_eq(history_length(prefix), length);
    for (size_t i = 0; i < length; i++)
        is_row(prefix, i);
    is_plain_span(prefix, CURVE_TEST_LOSS, 0, length);
    for (size_t i = length; i < length + 1100; i++) {
        other.evaluated = i % 3 == 0; /* whatever the original had there */
        append(prefix, &other);
        ck_assert_int_eq(history_get(prefix, i).evaluated, i % 3 == 0);
    }
    ck_assert_uint_eq(history_memory(history), memory);
    for (size_t i = 0; i < ROWS; i++)
        is_row(history, i);
    is_plain_span(history, CURVE_TRAIN_LOSS, 0, ROWS);
    is_plain_span(prefix, CURVE_TRAIN_LOSS, 3, length + 1100);
    history_free(history);
    for (size_t i = 0; i < length; i++)
        is_row(prefix, i);
    ck_assert(history_get(prefix, length).value[0] == -2.385);
    history_free(prefix);
}
END_TEST

START_TEST(a_span_of_half_a_million_rows_takes_microseconds)
{
    enum { ROWS = 500000, SPANS = 1000 };
    struct history *history = create();
    struct history_row row = history_no_row();
    size_t finite = 0;
    clock_t begin;

    for (size_t i = 0; i < ROWS; i++) {
        for (int c = 0; c < CURVES; c++)
            row.value[c] = (double)(i ^ 0x5555);
        append(history, &row);
    }
    ck_assert_msg((double)history_memory(history) < (10.8 * CURVES + 10.6) * ROWS, "%g bytes a row",
                  (double)history_memory(history) / ROWS);
    begin = clock();
    for (size_t i = 0; i < SPANS; i++)
        finite += history_span(history, CURVE_TEST_LOSS, i, ROWS - i).count;
    double microseconds = 1e6 * (double)(clock() - begin) / CLOCKS_PER_SEC / SPANS;

    /* A loop over the rows would take some five hundred. */
    ck_assert_msg(microseconds < 100, "%g microseconds a span", microseconds);
    ck_assert_uint_eq(finite, (size_t)SPANS * ROWS - (size_t)SPANS * (SPANS - 1));
    struct history_span all = history_span(history, CURVE_TRAIN_LOSS, 0, SIZE_MAX);
    ck_assert(all.min == 0 && all.last == ((ROWS - 1) ^ 0x5555) && all.count == ROWS);
    history_free(history);
}
END_TEST

/* ---- averages and searching ---------------------------------------------------------------------
 */

/* The definition, for each row in turn. */
static void plain_averages(const struct history *history, enum curve curve, double keep,
                           double *value)
{
    double sum = 0, weight = 0;

    for (size_t i = 0; i < history_length(history); i++) {
        double x = history_get(history, i).value[curve];

        sum *= keep;
        weight *= keep;
        if (isfinite(x)) {
            sum += x;
            weight += 1;
        }
        value[i] = weight > 0 ? sum / weight : NAN;
    }
}

static void are_plain_averages(const struct history *history)
{
    static double expected[5000];

    ck_assert_uint_le(history_length(history), 5000);
    for (int s = SMOOTHING_WEAK; s < SMOOTHINGS; s++)
        for (int c = 0; c < CURVES; c++) {
            plain_averages(history, (enum curve)c, smoothing_specs[s].keep, expected);
            for (size_t i = 0; i < history_length(history); i++) {
                double value = history_smooth(history, (enum curve)c, (enum smoothing)s, i);
                ck_assert_msg(same_bits(value, expected[i]), "row %zu, curve %d: %.17g, not %.17g",
                              i, c, value, expected[i]);
            }
        }
}

START_TEST(averages_equal_a_plain_loop)
{
    struct history *history = create();
    struct history_row row;

    for (size_t i = 0; i < 3000; i++) {
        row = make_row(i);
        append(history, &row);
        if (i == 0 || i == 63 || i == 64 || i == 1024 || i == 2999)
            are_plain_averages(history);
    }
    ck_assert(history_smooth(history, CURVE_TEST_LOSS, SMOOTHING_OFF, 17) ==
              make_row(17).value[CURVE_TEST_LOSS]);
    ck_assert(history_value(history, CURVE_TEST_LOSS, 2048) == make_row(2048).value[1]);
    history_free(history);
}
END_TEST

/* The first value is its own average, and a row without one only ages it. */
START_TEST(averages_have_no_bias)
{
    struct history *history = create();
    struct history_row row = history_no_row();
    const double keep = smoothing_specs[SMOOTHING_WEAK].keep;

    append(history, &row);
    ck_assert(isnan(history_smooth(history, CURVE_TRAIN_LOSS, SMOOTHING_WEAK, 0)));
    row.value[CURVE_TRAIN_LOSS] = 2.385;
    append(history, &row);
    ck_assert(history_smooth(history, CURVE_TRAIN_LOSS, SMOOTHING_WEAK, 1) == 2.385);
    row.value[CURVE_TRAIN_LOSS] = INFINITY;
    append(history, &row);
    ck_assert(history_smooth(history, CURVE_TRAIN_LOSS, SMOOTHING_WEAK, 2) == 2.385);
    row.value[CURVE_TRAIN_LOSS] = 1;
    append(history, &row);
    assert_close(history_smooth(history, CURVE_TRAIN_LOSS, SMOOTHING_WEAK, 3),
                 (keep * keep * 2.385 + 1) / (keep * keep + 1), 1e-15);
    ck_assert(keep > 0.9 && smoothing_specs[SMOOTHING_STRONG].keep > keep);
    history_free(history);
}
END_TEST

/* What is dropped leaves no trace in the averages of what comes after, at any place of a block. */
START_TEST(averages_go_on_after_a_beginning)
{
    static const size_t lengths[] = {0, 1, 63, 64, 65, 1023, 1024, 1025, 1088, 2900};
    struct status status = {0};
    struct history *history = create(), *prefix;
    struct history_row row;

    for (size_t i = 0; i < 3000; i++) {
        row = make_row(i);
        append(history, &row);
    }
    prefix = history_prefix(history, lengths[_i], &status);
    are_plain_averages(prefix);
    for (size_t i = 0; i < 1200; i++) {
        row = make_row(i + 7777);
        append(prefix, &row);
    }
    are_plain_averages(prefix);
    are_plain_averages(history);
    history_free(history);
    history_free(prefix);
}
END_TEST

START_TEST(rows_are_found_by_what_never_falls)
{
    struct history *history = create();
    struct history_row row = history_no_row();

    ck_assert_uint_eq(history_find(history, CURVE_GRADIENTS, 0), 0);
    for (size_t i = 0; i < 2500; i++) {
        row.value[CURVE_GRADIENTS] = (double)(i / 3 * 2);
        append(history, &row);
    }
    ck_assert_uint_eq(history_find(history, CURVE_GRADIENTS, -1), 0);
    for (size_t i = 0; i < 2500; i += 7) {
        ck_assert_uint_eq(history_find(history, CURVE_GRADIENTS, (double)(i / 3 * 2)), i / 3 * 3);
        ck_assert_uint_eq(history_find(history, CURVE_GRADIENTS, (double)(i / 3 * 2) - 0.5),
                          i / 3 * 3);
    }
    ck_assert_uint_eq(history_find(history, CURVE_GRADIENTS, 1666), 2499);
    ck_assert_uint_eq(history_find(history, CURVE_GRADIENTS, 1666.5), 2500);
    history_free(history);
}
END_TEST

/* The definition: a loop over the rows. */
static bool plain_first(const struct history *history, const struct history_question *question,
                        size_t *row)
{
    for (*row = 0; *row < history_length(history); ++*row) {
        double value = question->smoothed
                           ? history_smooth(history, CURVE_TRAIN_LOSS, SMOOTHING_WEAK, *row)
                           : history_value(history, question->curve, *row);

        if (question->below ? value < question->value : value > question->value)
            return true;
    }
    return false;
}

START_TEST(the_first_row_that_satisfies_is_found)
{
    static const size_t lengths[] = {1, 15, 16, 17, 255, 256, 300, 4096, 4097, 20000};
    struct history *history = create();
    struct history_row row = history_no_row();
    int found = 0;

    for (size_t i = 0, l = 0; i < 20000; i++) {
        uint64_t mix = (i + 1) * UINT64_C(0x9e3779b97f4a7c15);

        row.value[CURVE_TRAIN_LOSS] = (0.5 + (double)(mix >> 40) / (1 << 24)) / (1.0 + (double)i);
        row.value[CURVE_TEST_LOSS] = i % 5 == 4 ? row.value[CURVE_TRAIN_LOSS] : NAN;
        row.value[CURVE_TEST_ACCURACY] = 1 - row.value[CURVE_TRAIN_LOSS];
        append(history, &row);
        if (i + 1 != lengths[l])
            continue;
        l++;
        for (int k = 0; k < 60; k++) {
            const struct history_question question = {.curve = k % 3 == 0   ? CURVE_TEST_LOSS
                                                               : k % 3 == 1 ? CURVE_TEST_ACCURACY
                                                                            : CURVE_TRAIN_LOSS,
                                                      .smoothed = k % 6 == 5,
                                                      .below = k % 3 != 1,
                                                      .value = k % 3 == 1 ? 1 - pow(0.8, k)
                                                                          : pow(0.8, k)};
            size_t at = 0, expected;
            bool there = plain_first(history, &question, &expected);

            ck_assert(history_first(history, &question, &at) == there);
            if (there)
                ck_assert_uint_eq(at, expected);
            found += there;
        }
    }
    ck_assert_int_gt(found, 250);
    ck_assert(!history_first(history,
                             &(struct history_question){.curve = CURVE_WEIGHT_NORM, .value = -1},
                             &(size_t){0}));
    history_free(history);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("history");
    TCase *rows = tcase_create("rows");
    TCase *spans = tcase_create("spans");
    TCase *averages = tcase_create("averages");
    TCase *large = tcase_create("large");

    tcase_add_test(rows, rows_are_read_back_as_appended);
    tcase_add_loop_test(rows, a_beginning_goes_on_for_itself, 0, 11);
    suite_add_tcase(suite, rows);
    tcase_add_test(spans, spans_of_short_histories_equal_a_plain_loop);
    tcase_add_test(spans, spans_of_random_ranges_equal_a_plain_loop);
    tcase_add_test(spans, empty_ranges_have_no_values);
    suite_add_tcase(suite, spans);
    tcase_add_test(averages, averages_equal_a_plain_loop);
    tcase_add_test(averages, averages_have_no_bias);
    tcase_add_loop_test(averages, averages_go_on_after_a_beginning, 0, 10);
    tcase_add_test(averages, rows_are_found_by_what_never_falls);
    tcase_add_test(averages, the_first_row_that_satisfies_is_found);
    suite_add_tcase(suite, averages);
    tcase_set_timeout(large, 60);
    tcase_add_test(large, a_span_of_half_a_million_rows_takes_microseconds);
    suite_add_tcase(suite, large);
    return suite;
}

TEST_MAIN(make_suite)
