/* check_curve.c - the table of curves: every row is complete, and found by its name. */
#include "check_main.h"

#include "train/curve.h"

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

static Suite *make_suite(void)
{
    Suite *suite = suite_create("curve");
    TCase *rows = tcase_create("rows");

    tcase_add_test(rows, every_row_is_complete);
    tcase_add_test(rows, titles_say_what_the_figures_are_of);
    suite_add_tcase(suite, rows);
    return suite;
}

TEST_MAIN(make_suite)
