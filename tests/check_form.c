/* check_form.c - fields over parameter descriptions: typing, picking, moving, submitting. */
#include "check_main.h"
#include "train/problem.h"
#include "ui/form.h"
#include "ui/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char *const schedules[] = {"constant", "step", "cosine", "cosine_restarts", NULL};

static bool check_folder(const char *text, struct status *status)
{
    if (text[0] != '\0')
        return true;
    return status_fail(status, STATUS_INVALID, "data: '' is not a folder");
}

static const struct param_spec specs[] = {
    PARAM_REAL_POSITIVE("lr", 0.1, 1000, "learning rate"),
    PARAM_REAL_HALF("beta", 0.9, 0, 1, "decay of the velocity"),
    PARAM_SWITCH("nesterov", 0, "look ahead"),
    {.name = "schedule",
     .kind = PARAM_CHOICE,
     .choices = schedules,
     .initial = 1,
     .help = "how lr changes"},
    {.name = "data",
     .kind = PARAM_TEXT,
     .initial_text = "mnist01",
     .check = check_folder,
     .allowed = "a folder",
     .help = "where the images are"},
    {.name = "warmup",
     .kind = PARAM_INTEGER,
     .initial = 5,
     .max = 1e6,
     .unit = "iterations",
     .help = "rising lr at the start"},
};
enum { LR, BETA, NESTEROV, SCHEDULE, DATA, WARMUP, SPECS };

static struct form *form;

static void setup(void)
{
    struct status status = {0};

    form = form_create(SPECS, &status);
    ck_assert_ptr_nonnull(form);
    for (int i = 0; i < SPECS; i++)
        ck_assert(form_add(form, &specs[i], NULL, i == DATA ? "restarts the race" : NULL, &status));
}

static void teardown(void)
{
    form_free(form);
    form_free(NULL);
}

static unsigned press(enum edit_key key)
{
    return form_press(form, key, 0, 3);
}

static unsigned type(const char *text)
{
    unsigned flags = 0;

    for (; *text; text++)
        flags |= form_press(form, EDIT_CHARACTER, (uint32_t)(unsigned char)*text, 3);
    return flags;
}

static void go_to(int field)
{
    while (form->current < field)
        press(EDIT_DOWN);
    while (form->current > field)
        press(EDIT_UP);
}

START_TEST(fields_start_with_their_defaults)
{
    static const char *const texts[] = {"0.1", "0.9", "0", "step", "mnist01", "5"};

    for (int i = 0; i < SPECS; i++)
        ck_assert_str_eq(form_text(form, i), texts[i]);
    ck_assert(form_valid(form));
    ck_assert(!form_changed(form));
    ck_assert_double_eq(form_value(form, LR), 0.1);
    ck_assert_double_eq(form_value(form, SCHEDULE), 1);
    ck_assert(isnan(form_value(form, DATA)));
    ck_assert_int_eq(form_find(form, "schedule"), SCHEDULE);
    ck_assert_int_eq(form_find(form, "gamma"), -1);
    ck_assert_str_eq(form->field[DATA].note, "restarts the race");
}
END_TEST

START_TEST(typing_is_judged_at_every_key)
{
    static const struct {
        const char *text, *error;
    } cases[] = {
        {"0.1e", "is not a number (allowed: 0 < lr <= 1000)"},
        {"nan", "is not a number"},
        {"-1", "is not in range"},
        {"", "is not a number"},
    };

    ck_assert(type("e") == (EDIT_CHANGED));
    ck_assert_ptr_nonnull(strstr(form->field[LR].error, "'0.1e' is not a number"));
    ck_assert(!form_valid(form));
    ck_assert(isnan(form_value(form, LR)));
    type("-3");
    ck_assert_str_eq(form->field[LR].error, "");
    ck_assert_double_eq(form_value(form, LR), 0.1e-3);
    ck_assert(form_changed(form));
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        press(EDIT_KILL_LINE);
        type(cases[i].text);
        ck_assert_msg(strstr(form->field[LR].error, cases[i].error) != NULL, "%s: %s",
                      cases[i].text, form->field[LR].error);
    }
    go_to(DATA);
    press(EDIT_KILL_LINE);
    ck_assert_str_eq(form->field[DATA].error, "data: '' is not a folder");
}
END_TEST

START_TEST(values_are_compared_not_their_spelling)
{
    press(EDIT_KILL_LINE);
    type("1e-1");
    ck_assert(!form_changed(form));
    type("1");
    ck_assert(form_changed(form) && form_field_changed(&form->field[LR]));
    ck_assert(!form_field_changed(&form->field[BETA]));
    press(EDIT_KILL_LINE);
    type("x");
    ck_assert(form_changed(form));
    form_set(form, LR, "0.10");
    ck_assert(!form_changed(form));
    form_set(form, DATA, "mnist01 ");
    ck_assert(form_changed(form));
}
END_TEST

START_TEST(choices_are_picked)
{
    go_to(SCHEDULE);
    ck_assert(form_field_picks(&form->field[SCHEDULE]));
    ck_assert(!form_field_picks(&form->field[LR]) && !form_field_picks(&form->field[DATA]));
    ck_assert_uint_eq(type(" "), EDIT_CHANGED);
    ck_assert_str_eq(form_text(form, SCHEDULE), "cosine");
    press(EDIT_RIGHT);
    press(EDIT_RIGHT);
    ck_assert_str_eq(form_text(form, SCHEDULE), "constant");
    press(EDIT_LEFT);
    ck_assert_str_eq(form_text(form, SCHEDULE), "cosine_restarts");
    type("c");
    ck_assert_str_eq(form_text(form, SCHEDULE), "constant");
    type("C");
    ck_assert_str_eq(form_text(form, SCHEDULE), "cosine");
    type("s");
    ck_assert_str_eq(form_text(form, SCHEDULE), "step");
    ck_assert_uint_eq(type("s"), 0);
    ck_assert_uint_eq(type("z"), 0);
    ck_assert_uint_eq(type("="), 0);
    ck_assert_uint_eq(form_press(form, EDIT_CHARACTER, 0xe9, 3), 0);
    ck_assert_uint_eq(press(EDIT_BACKSPACE), 0);
    press(EDIT_END);
    ck_assert_double_eq(form_value(form, SCHEDULE), 3);
    press(EDIT_HOME);
    ck_assert_double_eq(form_value(form, SCHEDULE), 0);
    ck_assert(form_valid(form));
}
END_TEST

START_TEST(switches_are_picked)
{
    go_to(NESTEROV);
    type(" ");
    ck_assert_double_eq(form_value(form, NESTEROV), 1);
    press(EDIT_LEFT);
    ck_assert_double_eq(form_value(form, NESTEROV), 0);
    type("y");
    ck_assert_double_eq(form_value(form, NESTEROV), 1);
    type("F");
    ck_assert_double_eq(form_value(form, NESTEROV), 0);
    type("1");
    ck_assert_str_eq(form_text(form, NESTEROV), "1");
}
END_TEST

START_TEST(a_wrong_choice_given_is_shown_and_can_be_mended)
{
    struct status status = {0};
    struct form *other = form_create(1, &status);

    ck_assert(form_add(other, &specs[SCHEDULE], "banana", NULL, &status));
    ck_assert_ptr_nonnull(strstr(other->field[0].error, "'banana' is not one of its values"));
    ck_assert_uint_eq(form_press(other, EDIT_ACCEPT, 0, 1), 0);
    ck_assert_uint_eq(form_press(other, EDIT_LEFT, 0, 1), EDIT_CHANGED);
    ck_assert_uint_eq(form_press(other, EDIT_ACCEPT, 0, 1), EDIT_SUBMITTED);
    ck_assert_str_eq(form_text(other, 0), "cosine_restarts");
    form_free(other);
}
END_TEST

START_TEST(keys_go_from_field_to_field)
{
    ck_assert_uint_eq(press(EDIT_UP), 0);
    ck_assert_int_eq(form->current, 0);
    press(EDIT_PREVIOUS);
    ck_assert_int_eq(form->current, SPECS - 1);
    press(EDIT_DOWN);
    ck_assert_int_eq(form->current, SPECS - 1);
    press(EDIT_NEXT);
    ck_assert_int_eq(form->current, 0);
    press(EDIT_PAGE_DOWN);
    ck_assert_int_eq(form->current, 3);
    press(EDIT_PAGE_DOWN);
    ck_assert_int_eq(form->current, SPECS - 1);
    press(EDIT_PAGE_UP);
    ck_assert_int_eq(form->current, 2);
    form_press(form, EDIT_PAGE_UP, 0, -1);
    ck_assert_int_eq(form->current, 1);
    ck_assert_uint_eq(press(EDIT_NONE), 0);
}
END_TEST

START_TEST(the_current_field_is_scrolled_into_sight)
{
    ck_assert_int_eq(form_scroll(form, 3), 0);
    go_to(4);
    ck_assert_int_eq(form_scroll(form, 3), 2);
    go_to(3);
    ck_assert_int_eq(form_scroll(form, 3), 2);
    go_to(0);
    ck_assert_int_eq(form_scroll(form, 3), 0);
    go_to(5);
    ck_assert_int_eq(form_scroll(form, 100), 0);
    ck_assert_int_eq(form_scroll(form, 0), 0);
}
END_TEST

START_TEST(only_a_valid_form_is_submitted)
{
    ck_assert_uint_eq(press(EDIT_ACCEPT), EDIT_SUBMITTED);
    go_to(BETA);
    press(EDIT_KILL_LINE);
    type("1");
    go_to(WARMUP);
    type(".5");
    ck_assert_uint_eq(press(EDIT_ACCEPT), 0);
    ck_assert_int_eq(form->current, BETA);
    press(EDIT_BACKSPACE);
    type("0.99");
    ck_assert_uint_eq(press(EDIT_ACCEPT), 0);
    ck_assert_int_eq(form->current, WARMUP);
    press(EDIT_BACKSPACE);
    press(EDIT_BACKSPACE);
    ck_assert_uint_eq(press(EDIT_ACCEPT), EDIT_SUBMITTED);
    ck_assert_double_eq(form_value(form, BETA), 0.99);
    ck_assert_uint_eq(press(EDIT_CANCEL), EDIT_CANCELLED);
}
END_TEST

START_TEST(texts_are_utf8)
{
    go_to(DATA);
    press(EDIT_KILL_LINE);
    form_press(form, EDIT_CHARACTER, 0xe9, 3);
    form_press(form, EDIT_CHARACTER, 0x5b66, 3);
    ck_assert_uint_eq(form_press(form, EDIT_CHARACTER, 0x1b, 3), 0);
    press(EDIT_LEFT);
    press(EDIT_BACKSPACE);
    ck_assert_str_eq(form_text(form, DATA), "\u5b66");
    ck_assert(form_valid(form));
}
END_TEST

START_TEST(values_other_than_the_default_are_told)
{
    ck_assert(!form_field_is_unusual(&form->field[LR]));
    form_set(form, LR, "1e-1");
    ck_assert(!form_field_is_unusual(&form->field[LR]));
    form_set(form, LR, "0.2");
    ck_assert(form_field_is_unusual(&form->field[LR]));
    form_set(form, LR, "nonsense");
    ck_assert(form_field_is_unusual(&form->field[LR]));
    ck_assert(!form_field_is_unusual(&form->field[SCHEDULE]));
    form_set(form, SCHEDULE, "cosine");
    ck_assert(form_field_is_unusual(&form->field[SCHEDULE]));
}
END_TEST

START_TEST(fields_are_described)
{
    char text[256];

    ck_assert_str_eq(form_describe(&form->field[LR], text, sizeof text),
                     "learning rate (0 < lr <= 1000, default 0.1)");
    ck_assert_str_eq(form_describe(&form->field[SCHEDULE], text, sizeof text),
                     "how lr changes (constant, step, cosine or cosine_restarts, default step)");
    ck_assert_str_eq(form_describe(&form->field[DATA], text, sizeof text),
                     "where the images are (a folder, default mnist01)");
    ck_assert_str_eq(form_describe(&form->field[WARMUP], text, sizeof text),
                     "rising lr at the start (0 to 10^6, default 5, in iterations)");
    ck_assert_str_eq(form_describe(&form->field[LR], text, 9), "learning");
}
END_TEST

/* As the problem's form shows it in 80 columns: two lines of 75 cells. */
START_TEST(the_problem_is_described_in_full_at_80_columns)
{
    for (int i = 0; i < problem_setting_count; i++) {
        struct status status = {0};
        struct form *one = form_create(1, &status);
        char text[PARAM_TEXT_MAX];
        const char *at = text, *line;
        size_t length;
        int lines = 0;

        ck_assert_ptr_nonnull(one);
        ck_assert(form_add(one, &problem_settings[i].param, NULL, NULL, &status));
        form_describe(&one->field[0], text, sizeof text);
        while (text_wrap(&at, 75, &line, &length))
            lines++;
        ck_assert_msg(lines <= 2, "%d lines: %s", lines, text);
        form_free(one);
    }
}
END_TEST

START_TEST(room_is_limited)
{
    struct status status = {0};

    ck_assert(!form_add(form, &specs[LR], NULL, NULL, &status));
    ck_assert_int_eq(status.code, STATUS_INVALID);
    ck_assert_ptr_nonnull(strstr(status.message, "no room for more than 6"));
    ck_assert_ptr_null(form_create(0, &status));
    ck_assert_ptr_null(form_create(FORM_FIELDS_MAX + 1, &status));
    ck_assert_int_eq(status.code, STATUS_MEMORY);
}
END_TEST

START_TEST(an_empty_form_does_no_harm)
{
    struct status status = {0};
    struct form *empty = form_create(1, &status);

    for (int key = EDIT_NONE; key < EDIT_ACCEPT; key++)
        form_press(empty, (enum edit_key)key, 'a', 3);
    ck_assert_int_eq(empty->current, 0);
    ck_assert_int_eq(form_scroll(empty, 3), 0);
    ck_assert_uint_eq(form_press(empty, EDIT_ACCEPT, 0, 3), EDIT_SUBMITTED);
    form_free(empty);
}
END_TEST

START_TEST(any_keys_leave_a_sound_form)
{
    uint64_t state = 11;

    for (int i = 0; i < 20000; i++) {
        struct status status = {0};

        state = state * 6364136223846793005u + 1442695040888963407u;
        form_press(form, state >> 62 ? (enum edit_key)(state >> 40 & 31) % 19 : EDIT_CHARACTER,
                   (uint32_t) "0123.e- cosy\x1b"[(state >> 50) % 13], (int)(state >> 33 & 3));
        form_scroll(form, (int)(state >> 35 & 3));
        if (form->current < 0 || form->current >= SPECS || form->first < 0 || form->first >= SPECS)
            ck_abort_msg("after %d keys: field %d, first %d", i, form->current, form->first);
        for (int f = 0; f < SPECS; f++)
            if (param_validate(&specs[f], form_text(form, f), &status) !=
                (form->field[f].error[0] == '\0'))
                ck_abort_msg("%s: '%s' misjudged", specs[f].name, form_text(form, f));
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("form");
    TCase *c = tcase_create("form");

    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, fields_start_with_their_defaults);
    tcase_add_test(c, typing_is_judged_at_every_key);
    tcase_add_test(c, values_are_compared_not_their_spelling);
    tcase_add_test(c, choices_are_picked);
    tcase_add_test(c, switches_are_picked);
    tcase_add_test(c, a_wrong_choice_given_is_shown_and_can_be_mended);
    tcase_add_test(c, keys_go_from_field_to_field);
    tcase_add_test(c, the_current_field_is_scrolled_into_sight);
    tcase_add_test(c, only_a_valid_form_is_submitted);
    tcase_add_test(c, texts_are_utf8);
    tcase_add_test(c, values_other_than_the_default_are_told);
    tcase_add_test(c, fields_are_described);
    tcase_add_test(c, the_problem_is_described_in_full_at_80_columns);
    tcase_add_test(c, room_is_limited);
    tcase_add_test(c, an_empty_form_does_no_harm);
    tcase_add_test(c, any_keys_leave_a_sound_form);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
