/* check_pointer.c - what lies on the screen where the mouse points. */
#include "check_main.h"
#include "ui/canvas.h"
#include "ui/keys.h"
#include "ui/pointer.h"
#include "ui/sequence.h"

#include <string.h>

static const enum curve curve[] = {CURVE_TRAIN_LOSS, CURVE_TEST_LOSS, CURVE_LEARNING_RATE,
                                   CURVE_TEST_ACCURACY, CURVE_TRAIN_ACCURACY};

static struct layout layout_of(int rows, int columns, int runs)
{
    struct layout_request request = {
        .rows = rows, .columns = columns, .runs = runs, .curve = curve, .curves = 5, .beside = 2};

    return layout_compute(&request);
}

START_TEST(lines_of_the_table_are_runs)
{
    struct layout layout = layout_of(24, 80, 4);
    int top = layout.table.row;

    ck_assert_int_eq(layout.table.rows, 4);
    for (int line = 0; line < 4; line++)
        for (int column = 0; column < 80; column += 79) {
            struct pointer_hit hit = pointer_hit(&layout, top + line, column);
            ck_assert_int_eq(hit.target, POINTER_RUN);
            ck_assert_int_eq(hit.line, line);
        }
    ck_assert_int_eq(pointer_hit(&layout, top - 1, 3).target, POINTER_NOTHING); /* its head */
    ck_assert_int_eq(pointer_hit(&layout, top + 4, 3).target, POINTER_NOTHING); /* the message */
}
END_TEST

START_TEST(a_panel_knows_the_place_along_its_axis)
{
    struct layout layout = layout_of(24, 80, 4);
    struct rect inside = layout.panel[1].interior;
    int left = inside.column + canvas_margin(inside.columns);
    int columns = inside.column + inside.columns - left;

    ck_assert_int_gt(canvas_margin(inside.columns), 0);
    for (int c = 0; c < columns; c++) {
        struct pointer_hit hit = pointer_hit(&layout, inside.row + 2, left + c);
        ck_assert_int_eq(hit.target, POINTER_PANEL);
        ck_assert_int_eq(hit.panel, 1);
        ck_assert_double_eq_tol(hit.place, (c + 0.5) / columns, 1e-12);
    }
    /* Labels and border count as the edges. */
    ck_assert_double_eq_tol(pointer_hit(&layout, inside.row, inside.column).place, 0.5 / columns,
                            1e-12);
    ck_assert_double_eq_tol(pointer_hit(&layout, inside.row, inside.column + inside.columns).place,
                            (columns - 0.5) / columns, 1e-12);
    ck_assert_int_eq(
        pointer_hit(&layout, layout.panel[0].frame.row, layout.panel[0].frame.column).panel, 0);
}
END_TEST

START_TEST(elsewhere_is_nothing)
{
    struct layout layout = layout_of(24, 80, 4);

    ck_assert_int_eq(pointer_hit(&layout, 0, 10).target, POINTER_NOTHING);
    ck_assert_int_eq(pointer_hit(&layout, 23, 10).target, POINTER_NOTHING);
    ck_assert_int_eq(pointer_hit(&layout, 300, 300).target, POINTER_NOTHING);
    ck_assert_int_eq(pointer_hit(&layout, 3, 80).target, POINTER_NOTHING);
    layout = layout_of(10, 20, 4);
    ck_assert(layout.too_small);
    ck_assert_int_eq(pointer_hit(&layout, 3, 3).target, POINTER_NOTHING);
}
END_TEST

/* Every cell of every size is at most one thing, and places lie within 0 ... 1. */
START_TEST(any_cell_of_any_size_is_safe)
{
    for (int rows = 1; rows <= 60; rows += 3)
        for (int columns = 1; columns <= 250; columns += 7) {
            struct layout layout = layout_of(rows, columns, 9);
            for (int r = -1; r <= rows; r++)
                for (int c = -1; c <= columns; c += 5) {
                    struct pointer_hit hit = pointer_hit(&layout, r, c);
                    ck_assert(hit.place >= 0 && hit.place <= 1);
                    ck_assert_int_ge(hit.line, 0);
                    ck_assert_int_lt(hit.line, rows);
                    if (hit.target == POINTER_PANEL)
                        ck_assert_int_lt(hit.panel, layout.panels);
                }
        }
}
END_TEST

/* ---- sequences ---------------------------------------------------------------------------------
 */

/* The keys that bytes mean which come `gap` ms apart; KEYS_PART is left out. */
static int follow(struct sequence *sequence, const char *bytes, double gap, bool mouse, int *key)
{
    double time = 5000;
    int keys = 0;

    for (; *bytes; bytes++, time += gap) {
        int meant = sequence_follow(sequence, *bytes == '\033' ? KEYS_ESCAPE : *bytes, time, mouse);
        if (meant != KEYS_PART)
            key[keys++] = meant;
    }
    return keys;
}

START_TEST(sequences_are_keys)
{
    static const struct {
        const char *bytes;
        int key;
    } cases[] = {{"[A", KEYS_UP},         {"OB", KEYS_DOWN},  {"[4~", KEYS_END},
                 {"[6~", KEYS_PAGE_DOWN}, {"OM", KEYS_ENTER}, {"[99~", KEYS_OTHER}};

    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct sequence sequence = {0};
        char bytes[16] = "\033";
        int key[16];

        strcat(bytes, cases[i].bytes);
        ck_assert_int_eq(follow(&sequence, bytes, 900, true, key), 2);
        ck_assert_int_eq(key[0], KEYS_ESCAPE);
        ck_assert_int_eq(key[1], cases[i].key);
        /* What comes too late is what it is. */
        sequence = (struct sequence){0};
        ck_assert_int_eq(follow(&sequence, bytes, 1001, true, key), (int)strlen(bytes));
    }
}
END_TEST

START_TEST(reports_of_the_mouse_are_no_letters)
{
    struct sequence sequence = {0};
    int key[64];

    ck_assert_int_eq(follow(&sequence, "\033[<0;81;7M", 1, true, key), 2);
    ck_assert_int_eq(key[1], KEYS_CLICK);
    ck_assert_int_eq(sequence.column, 80);
    ck_assert_int_eq(sequence.row, 6);
    ck_assert_int_eq(follow(&sequence, "\033[<0;81;7m", 1, true, key), 1);
    ck_assert_int_eq(follow(&sequence, "\033[<68;3;4M", 1, true, key), 2); /* with Shift */
    ck_assert_int_eq(key[1], KEYS_WHEEL_UP);
    ck_assert_int_eq(follow(&sequence, "\033[<0;1M", 1, true, key), 1);
    ck_assert_int_eq(follow(&sequence, "\033[<0;99999999999999999999;5M", 1, true, key), 2);
    /* In the form of old terminals: column 81 would be the key q. */
    ck_assert_int_eq(follow(&sequence, "\033[M qdj", 1, true, key), 2);
    ck_assert_int_eq(key[1], 'j');
    /* Nobody asked for these: it is the Enter of a keypad, and letters. */
    ck_assert_int_eq(follow(&sequence, "\033[Mqd", 1, false, key), 4);
    ck_assert_int_eq(key[1], KEYS_ENTER);
    ck_assert_int_eq(key[2], 'q');
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("pointer");
    TCase *c = tcase_create("pointer");

    tcase_add_test(c, lines_of_the_table_are_runs);
    tcase_add_test(c, a_panel_knows_the_place_along_its_axis);
    tcase_add_test(c, elsewhere_is_nothing);
    tcase_add_test(c, any_cell_of_any_size_is_safe);
    tcase_add_test(c, sequences_are_keys);
    tcase_add_test(c, reports_of_the_mouse_are_no_letters);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
