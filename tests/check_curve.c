/* check_curve.c - the table of curves: every row is complete, and found by its name; targets. */
#include "check_main.h"

#include "train/curve.h"
#include "train/smoothing.h"
#include "train/target.h"

#include <string.h>

START_TEST(every_row_is_complete)
{
    for (int c = 0; c < CURVES; c++) {
        const struct curve_spec *spec = &curve_specs[c];

        ck_assert_msg(spec->name && spec->title && spec->unit && spec->help, "row %d", c);
        ck_assert_uint_gt(strlen(spec->name), 0);
        ck_assert_uint_eq(strspn(spec->name, "abcdefghijklmnopqrstuvwxyz_"), strlen(spec->name));
        ck_assert_uint_gt(strlen(spec->help), 0);
        ck_assert(spec->help[strlen(spec->help) - 1] != '.');
        ck_assert_int_lt(spec->view, CURVE_VIEWS);
        ck_assert(strcmp(spec->unit, "%") == 0 ? spec->scale == 100 : spec->scale == 1);
        ck_assert_int_eq(curve_find(spec->name), c);
    }
    ck_assert_int_eq(curve_find("loss"), CURVES);
    ck_assert_int_eq(curve_find(""), CURVES);
}
END_TEST

START_TEST(titles_say_what_the_figures_are_of)
{
    static const struct {
        enum curve curve;
        bool in_batches, logarithmic;
        const char *title;
    } cases[] = {
        {CURVE_TRAIN_LOSS, false, true, "train loss (log)"},
        {CURVE_TRAIN_LOSS, true, true, "batch loss (log)"},
        {CURVE_TRAIN_LOSS, true, false, "batch loss"},
        {CURVE_TEST_LOSS, true, false, "test loss"},
        {CURVE_TRAIN_ACCURACY, false, true, "train accuracy"},
        {CURVE_TRAIN_ACCURACY, true, true, "batch accuracy"},
        {CURVE_TEST_ACCURACY, true, true, "test accuracy"},
        {CURVE_LEARNING_RATE, true, true, "learning rate (log)"},
    };
    char text[64];

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_str_eq(curve_title(cases[i].curve, cases[i].in_batches, cases[i].logarithmic,
                                     text, sizeof text),
                         cases[i].title);
}
END_TEST

static struct target target_of(const char *text)
{
    struct target target = {0};
    struct status status = {0};

    ck_assert_msg(target_parse(text, &target, &status), "%s", status.message);
    ck_assert(target.wanted);
    return target;
}

START_TEST(targets_are_read_and_written)
{
    static const char *const bad[] = {"test_loss<5%", "loss<1",      "test_loss",    "<1",
                                      "test_loss<",   "test_loss<x", "test_loss<1<2"};
    const struct target percent = target_of("test_accuracy > 98.5%");
    const struct target share = target_of("test_accuracy>0.985"), loss = target_of("train_loss<2");
    struct target none = {0}, other = share;
    struct status status = {0};
    char text[TARGET_TEXT_MAX];

    ck_assert_double_eq(percent.value, 0.985);
    ck_assert(!percent.below && loss.below && loss.curve == CURVE_TRAIN_LOSS);
    ck_assert_str_eq(target_format(&percent, text, sizeof text), "test_accuracy>0.985");
    ck_assert(target_equal(&percent, &share) && target_equal(&none, &(struct target){0}));
    ck_assert(!target_equal(&share, &loss) && !target_equal(&share, &none));
    other.value = 0.9;
    ck_assert(!target_equal(&share, &other));
    other = share;
    other.below = true;
    ck_assert(!target_equal(&share, &other));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        ck_assert_msg(!target_parse(bad[i], &none, &status), "%s", bad[i]);
        ck_assert(!none.wanted && strstr(status.message, "test_loss<0.01"));
    }
}
END_TEST

/* From below and from above; an equal value is not enough. */
START_TEST(targets_are_reached)
{
    struct status status = {0};
    struct history *history = history_create(&status);
    const struct target rising = target_of("test_accuracy>3"), falling = target_of("test_loss<97");
    const struct target never = target_of("test_loss>100"), none = {0};
    size_t row;

    for (int i = 0; i < 10; i++) {
        struct history_row made = history_no_row();

        made.evaluated = true;
        made.value[CURVE_TEST_ACCURACY] = i;
        made.value[CURVE_TEST_LOSS] = 100 - i;
        ck_assert(history_reserve(history, &status));
        history_append(history, &made);
    }
    ck_assert(target_reached(&rising, history, false, &row));
    ck_assert_uint_eq(row, 4);
    ck_assert(target_reached(&falling, history, false, &row));
    ck_assert_uint_eq(row, 4);
    ck_assert(!target_reached(&never, history, false, &row));
    ck_assert(!target_reached(&none, history, false, &row));
    history_free(history);
}
END_TEST

/* So many rows weigh together what the first one would alone. */
START_TEST(averages_are_over_about_as_many_rows_as_they_say)
{
    for (int s = 0; s < SMOOTHINGS; s++)
        assert_close(1 / (1 - smoothing_specs[s].keep), smoothing_specs[s].rows, 1e-9);
}
END_TEST

static Suite *make_suite(void)
{
    Suite *suite = suite_create("curve");
    TCase *rows = tcase_create("rows");

    tcase_add_test(rows, every_row_is_complete);
    tcase_add_test(rows, titles_say_what_the_figures_are_of);
    tcase_add_test(rows, targets_are_read_and_written);
    tcase_add_test(rows, targets_are_reached);
    tcase_add_test(rows, averages_are_over_about_as_many_rows_as_they_say);
    suite_add_tcase(suite, rows);
    return suite;
}

TEST_MAIN(make_suite)
