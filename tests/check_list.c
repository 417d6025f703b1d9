/* check_list.c - choosing a row: moving, filtering, scrolling. */
#include "check_main.h"
#include "ui/list.h"

#include <stdio.h>
#include <string.h>

static const struct list_row rows[] = {
    {"gd", "Gradient descent", "classic", "a step against the gradient"},
    {"momentum", "Momentum", "classic", "a heavy ball"},
    {"nesterov", "Nesterov", "classic", "momentum that looks ahead"},
    {"rmsprop", "RMSProp", "adaptive", "scales by the mean square"},
    {"adamw", "AdamW", "adaptive", "adam with decoupled decay"},
    {"adam", "Adam", "adaptive", "momentum and scaling"},
    {"lbfgs", "L-BFGS", "second order", "curvature from past gradients"},
};
enum { GD, MOMENTUM, NESTEROV, RMSPROP, ADAMW, ADAM, LBFGS, ROWS };

static struct list list;

static void setup(void)
{
    list_init(&list, rows, ROWS, GD);
}

static unsigned press(enum edit_key key)
{
    return list_press(&list, key, 0, 4);
}

static unsigned type(const char *text)
{
    unsigned flags = 0;

    for (; *text; text++)
        flags |= list_press(&list, EDIT_CHARACTER, (uint32_t)(unsigned char)*text, 4);
    return flags;
}

/* The lines: headings in brackets, the chosen row with '>'. */
static const char *shown(void)
{
    static char out[512];
    size_t used = 0;

    out[0] = '\0';
    for (int i = 0; i < list.lines; i++) {
        const struct list_row *row = &rows[list.line[i].row];
        if (list.line[i].heading)
            used += (size_t)snprintf(out + used, sizeof out - used, "[%s] ", row->family);
        else
            used += (size_t)snprintf(out + used, sizeof out - used, "%s%s ",
                                     i == list.current ? ">" : "", row->name);
    }
    return out;
}

START_TEST(rows_stand_under_their_families)
{
    ck_assert_str_eq(shown(), "[classic] >gd momentum nesterov [adaptive] rmsprop adamw adam "
                              "[second order] lbfgs ");
    list_init(&list, rows, ROWS, ADAM);
    ck_assert_int_eq(list_chosen(&list), ADAM);
    list_init(&list, rows, ROWS, 99);
    ck_assert_int_eq(list_chosen(&list), GD);
}
END_TEST

START_TEST(the_cursor_steps_over_headings)
{
    press(EDIT_UP);
    ck_assert_int_eq(list_chosen(&list), GD);
    press(EDIT_DOWN);
    press(EDIT_DOWN);
    press(EDIT_DOWN);
    ck_assert_int_eq(list_chosen(&list), RMSPROP);
    press(EDIT_UP);
    ck_assert_int_eq(list_chosen(&list), NESTEROV);
    press(EDIT_END);
    ck_assert_int_eq(list_chosen(&list), LBFGS);
    press(EDIT_DOWN);
    ck_assert_int_eq(list_chosen(&list), LBFGS);
    press(EDIT_HOME);
    ck_assert_int_eq(list_chosen(&list), GD);
    press(EDIT_PAGE_DOWN);
    ck_assert_int_eq(list_chosen(&list), RMSPROP);
    press(EDIT_PAGE_UP);
    ck_assert_int_eq(list_chosen(&list), MOMENTUM);
    list_press(&list, EDIT_PAGE_UP, 0, 100);
    ck_assert_int_eq(list_chosen(&list), GD);
}
END_TEST

START_TEST(typing_filters_and_chooses_the_best)
{
    ck_assert_uint_eq(type("mom"), EDIT_CHANGED);
    ck_assert_str_eq(shown(), "[classic] >momentum nesterov [adaptive] adam ");
    press(EDIT_KILL_LINE);
    ck_assert_int_eq(list_chosen(&list), MOMENTUM);
    type("ADAM");
    ck_assert_str_eq(shown(), "[adaptive] adamw >adam ");
    type("w");
    ck_assert_str_eq(shown(), "[adaptive] >adamw ");
    press(EDIT_BACKSPACE);
    ck_assert_int_eq(list_chosen(&list), ADAM);
    press(EDIT_KILL_LINE);
    type("second cur");
    ck_assert_str_eq(shown(), "[second order] >lbfgs ");
    press(EDIT_KILL_WORD);
    press(EDIT_KILL_WORD);
    type("bfg");
    ck_assert_int_eq(list_chosen(&list), LBFGS);
}
END_TEST

START_TEST(nothing_left_cannot_be_chosen)
{
    type("adamx");
    ck_assert_str_eq(shown(), "");
    ck_assert_int_eq(list_chosen(&list), -1);
    ck_assert_uint_eq(press(EDIT_ACCEPT), 0);
    press(EDIT_DOWN);
    press(EDIT_PAGE_UP);
    press(EDIT_END);
    ck_assert_int_eq(list_scroll(&list, 5), 0);
    ck_assert_int_eq(list_chosen(&list), -1);
    press(EDIT_BACKSPACE);
    ck_assert_int_eq(list_chosen(&list), ADAM);
}
END_TEST

START_TEST(accepting_and_cancelling)
{
    ck_assert_uint_eq(press(EDIT_ACCEPT), EDIT_SUBMITTED);
    type("rms");
    ck_assert_uint_eq(press(EDIT_CANCEL), EDIT_CHANGED);
    ck_assert_int_eq(list_chosen(&list), RMSPROP);
    ck_assert_uint_eq(list.filter.length, 0);
    ck_assert_uint_eq(press(EDIT_CANCEL), EDIT_CANCELLED);
    ck_assert_uint_eq(type(" "), 0);
    ck_assert_uint_eq(list_press(&list, EDIT_CHARACTER, 0x1b, 4), 0);
    ck_assert_uint_eq(press(EDIT_LEFT), 0);
    ck_assert_uint_eq(press(EDIT_NONE), 0);
}
END_TEST

START_TEST(the_chosen_row_is_in_sight_with_its_heading)
{
    ck_assert_int_eq(list_scroll(&list, 4), 0);
    press(EDIT_END); /* line 9 of 0 ... 9 */
    ck_assert_int_eq(list_scroll(&list, 4), 6);
    for (int i = 0; i < 3; i++)
        press(EDIT_UP);
    ck_assert_int_eq(list_chosen(&list), RMSPROP); /* line 5, heading 4 */
    ck_assert_int_eq(list_scroll(&list, 4), 4);
    press(EDIT_HOME);
    ck_assert_int_eq(list_scroll(&list, 4), 0);
    press(EDIT_END);
    ck_assert_int_eq(list_scroll(&list, 1), 9);
    ck_assert_int_eq(list_scroll(&list, 2), 8);
    ck_assert_int_eq(list_scroll(&list, 0), 0);
}
END_TEST

START_TEST(rows_without_families_and_too_many_rows)
{
    static struct list_row many[LIST_ROWS_MAX + 5];

    for (int i = 0; i < LIST_ROWS_MAX + 5; i++)
        many[i] = (struct list_row){"x", NULL, i % 2 ? "odd" : "even", NULL};
    list_init(&list, many, LIST_ROWS_MAX + 5, 0);
    ck_assert_int_eq(list.lines, 2 * LIST_ROWS_MAX);
    many[0].family = many[1].family = NULL;
    list_init(&list, many, 2, 1);
    ck_assert_int_eq(list.lines, 2);
    ck_assert_int_eq(list_chosen(&list), 1);
    type("odd");
    ck_assert_int_eq(list.lines, 0);
    list_init(&list, many, 0, 0);
    ck_assert_int_eq(list_chosen(&list), -1);
}
END_TEST

START_TEST(any_keys_leave_a_sound_list)
{
    uint64_t state = 5;

    for (int i = 0; i < 20000; i++) {
        int lines, first;

        state = state * 6364136223846793005u + 1442695040888963407u;
        list_press(&list, state >> 62 ? (enum edit_key)(state >> 40 & 31) % 19 : EDIT_CHARACTER,
                   (uint32_t) "adm gn"[(state >> 50) % 6], (int)(state >> 33 & 7));
        lines = (int)(state >> 36 & 7);
        first = list_scroll(&list, lines);
        if (list.current >= list.lines || (list.current >= 0 && list.line[list.current].heading) ||
            (list.lines > 0 && list.current < 0))
            ck_abort_msg("after %d keys: line %d of %d", i, list.current, list.lines);
        if (lines > 0 && list.current >= 0 &&
            (list.current < first || list.current >= first + lines))
            ck_abort_msg("after %d keys: line %d out of sight from %d", i, list.current, first);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("list");
    TCase *c = tcase_create("list");

    tcase_add_checked_fixture(c, setup, NULL);
    tcase_add_test(c, rows_stand_under_their_families);
    tcase_add_test(c, the_cursor_steps_over_headings);
    tcase_add_test(c, typing_filters_and_chooses_the_best);
    tcase_add_test(c, nothing_left_cannot_be_chosen);
    tcase_add_test(c, accepting_and_cancelling);
    tcase_add_test(c, the_chosen_row_is_in_sight_with_its_heading);
    tcase_add_test(c, rows_without_families_and_too_many_rows);
    tcase_add_test(c, any_keys_leave_a_sound_list);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
