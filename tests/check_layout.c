/* check_layout.c - rectangles and table columns at every size of terminal. */
#include "check_main.h"
#include "ui/layout.h"

#include <string.h>

/* The curves in the order in which they are wanted. */
static const enum curve curve[] = {CURVE_TRAIN_LOSS, CURVE_TEST_LOSS, CURVE_LEARNING_RATE,
                                   CURVE_TEST_ACCURACY, CURVE_TRAIN_ACCURACY};

static struct layout at(int rows, int columns, int runs, int curves)
{
    struct layout_request request = {rows,  columns, runs,  false, curve, curves, 2,     false,
                                     false, 0,       false, 0,     false, false,  false, false};

    return layout_compute(&request);
}

static void assert_rect(struct rect rect, int row, int column, int rows, int columns)
{
    ck_assert_msg(rect.row == row && rect.column == column && rect.rows == rows &&
                      rect.columns == columns,
                  "rectangle at %d,%d of %dx%d, not at %d,%d of %dx%d", rect.row, rect.column,
                  rect.rows, rect.columns, row, column, rows, columns);
}

static bool inside(struct rect outer, struct rect inner)
{
    return inner.rows > 0 && inner.columns > 0 && inner.row >= outer.row &&
           inner.column >= outer.column && inner.row + inner.rows <= outer.row + outer.rows &&
           inner.column + inner.columns <= outer.column + outer.columns;
}

static bool apart(struct rect a, struct rect b)
{
    return a.row + a.rows <= b.row || b.row + b.rows <= a.row || a.column + a.columns <= b.column ||
           b.column + b.columns <= a.column;
}

START_TEST(the_usual_terminal_looks_as_designed)
{
    struct layout layout = at(24, 80, 4, 3);

    ck_assert(!layout.too_small);
    assert_rect(layout.title, 0, 0, 1, 80);
    ck_assert_int_eq(layout.panels, 2);
    assert_rect(layout.panel[0].frame, 1, 0, 16, 40);
    assert_rect(layout.panel[0].interior, 2, 1, 14, 38);
    assert_rect(layout.panel[1].frame, 1, 40, 16, 40);
    ck_assert_int_eq(layout.panel[1].curve, CURVE_TEST_LOSS);
    assert_rect(layout.table_head, 17, 0, 1, 80);
    assert_rect(layout.table, 18, 0, 4, 80);
    assert_rect(layout.message, 22, 0, 1, 80);
    assert_rect(layout.keys, 23, 0, 1, 80);
    assert_rect(layout.body, 1, 0, 21, 80);

    ck_assert_int_eq(layout.columns, 7);
    ck_assert_int_eq(layout.column[2].field, TABLE_HYPERPARAMETERS);
    ck_assert_int_ge(layout.column[2].width, 28);
    ck_assert_int_eq(layout.column[5].field, TABLE_TEST_ACCURACY);
    ck_assert_int_eq(layout.column[6].field, TABLE_COST);
    ck_assert_int_eq(layout.column[6].column + layout.column[6].width, 80);
}
END_TEST

/* A test function has no test loss and no accuracies: neither panel nor columns. */
START_TEST(what_does_not_exist_is_left_out)
{
    for (int rows = 24; rows <= 60; rows += 12)
        for (int columns = 80; columns <= 200; columns += 40) {
            const struct layout layout = layout_compute(
                &(struct layout_request){rows, columns, 4, true, curve, 1, 1, true, true, 0, false,
                                         0, false, false, false, false});

            ck_assert_int_eq(layout.panels, 1);
            ck_assert_int_eq(layout.panel[0].curve, CURVE_TRAIN_LOSS);
            ck_assert_int_ge(layout.panel[0].frame.columns, columns - 2);
            for (int i = 0; i < layout.columns; i++)
                ck_assert(layout.column[i].field != TABLE_TEST_LOSS &&
                          layout.column[i].field != TABLE_TRAIN_ACCURACY &&
                          layout.column[i].field != TABLE_TEST_ACCURACY &&
                          layout.column[i].field != TABLE_TESTED);
        }
}
END_TEST

START_TEST(wide_terminals_show_more_columns)
{
    struct layout wide = at(35, 120, 4, 3), wider = at(60, 200, 9, 3);

    ck_assert_int_eq(wide.columns, TABLE_FIELDS - 6);
    ck_assert_int_eq(wide.panels, 2);
    ck_assert_int_eq(wider.columns, TABLE_FIELDS - 5);
    ck_assert_int_eq(wider.table.rows, 9);
    ck_assert_int_eq(wider.panels, 3);
    assert_rect(wider.panel[2].frame, 1, 134, 47, 66);
    ck_assert_int_eq(at(35, 160, 4, 3).panels, 3);
    ck_assert_int_eq(at(35, 160, 4, 2).panels, 2);
}
END_TEST

static bool has_column(const struct layout *layout, enum table_field field)
{
    for (int i = 0; i < layout->columns; i++)
        if (layout->column[i].field == field)
            return true;
    return false;
}

/* Test figures that may be old have their age beside them, wherever they are shown at all. */
START_TEST(old_test_figures_say_from_when_they_are)
{
    for (int columns = 40; columns <= 250; columns++) {
        struct layout_request request = {24,    columns, 4,     true, curve, 2,     2,     false,
                                         false, 0,       false, 0,    false, false, false, false};
        struct layout layout = layout_compute(&request);

        if (has_column(&layout, TABLE_COST) || columns >= 80)
            ck_assert(has_column(&layout, TABLE_TESTED));
        ck_assert_int_le(layout.column[layout.columns - 1].column +
                             layout.column[layout.columns - 1].width,
                         columns);
        request.rarely_tested = false;
        layout = layout_compute(&request);
        ck_assert(!has_column(&layout, TABLE_TESTED));
    }
    /* There is room for the notebook's hyperparameters beside it. */
    struct layout usual = layout_compute(&(struct layout_request){
        24, 80, 4, true, curve, 2, 2, false, false, 0, false, 0, false, false, false, false});
    ck_assert_int_eq(usual.column[2].field, TABLE_HYPERPARAMETERS);
    ck_assert_int_ge(usual.column[2].width, (int)strlen("lr=0.01 beta1=0.9 beta2=0.99"));
}
END_TEST

START_TEST(narrow_terminals_stack_the_panels)
{
    struct layout narrow = at(30, 50, 4, 3);
    struct layout smallest = at(12, 40, 4, 5);

    ck_assert_int_eq(narrow.panels, 2);
    assert_rect(narrow.panel[0].frame, 1, 0, 11, 50);
    assert_rect(narrow.panel[1].frame, 12, 0, 11, 50);

    ck_assert(!smallest.too_small);
    ck_assert_int_eq(smallest.panels, 2);
    ck_assert(!smallest.panel[0].boxed);
    assert_rect(smallest.panel[0].interior, 2, 0, 5, 19);
    assert_rect(smallest.panel[1].interior, 2, 21, 5, 19);
    ck_assert_int_eq(smallest.table.rows, 2);
}
END_TEST

START_TEST(more_room_shows_more_curves)
{
    struct layout tall = at(40, 100, 4, 5), large = at(60, 200, 4, 5);
    enum curve one = CURVE_LEARNING_RATE;
    struct layout single = layout_compute(&(struct layout_request){
        24, 80, 4, false, &one, 1, 1, false, false, 0, false, 0, false, false, false, false});

    ck_assert_int_eq(at(39, 149, 4, 5).panels, 2);
    ck_assert_int_eq(at(39, 150, 4, 5).panels, 3);
    ck_assert_int_eq(tall.panels, 4);
    ck_assert_int_eq(tall.panel[3].curve, CURVE_TEST_ACCURACY);
    ck_assert_int_eq(tall.panel[2].frame.row, tall.panel[3].frame.row);
    ck_assert_int_gt(tall.panel[0].frame.rows, tall.panel[2].frame.rows);
    ck_assert_int_eq(large.panels, 5);
    ck_assert_int_eq(large.panel[2].frame.row, large.panel[0].frame.row);
    ck_assert_int_eq(large.panel[3].frame.columns, 100);
    ck_assert_int_eq(single.panels, 1);
    ck_assert_int_eq(single.panel[0].curve, CURVE_LEARNING_RATE);
    ck_assert_int_eq(single.panel[0].frame.columns, 80);
}
END_TEST

START_TEST(too_small_a_terminal_says_what_it_needs)
{
    static const int sizes[][2] = {{11, 40}, {12, 39}, {1, 1}, {0, 0}, {-3, 80}, {24, -1}};

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        struct layout layout = at(sizes[i][0], sizes[i][1], 4, 5);

        ck_assert(layout.too_small);
        ck_assert_int_eq(layout.need_rows, 12);
        ck_assert_int_eq(layout.need_columns, 40);
        ck_assert_int_eq(layout.panels, 0);
        ck_assert_int_eq(layout.columns, 0);
    }
    ck_assert(!at(12, 40, 0, 2).too_small);
}
END_TEST

/*
 * All that a layout promises, at one size. Check writes a file at every ck_assert, which is too
 * slow for half a million layouts; so only a failure goes through it.
 */
#define MUST(CONDITION)                                                                            \
    do {                                                                                           \
        if (!(CONDITION))                                                                          \
            ck_abort_msg("at %dx%d with %d runs: not %s", rows, columns, runs, #CONDITION);        \
    } while (0)

static void assert_sound(int rows, int columns, int runs, int curves)
{
    struct layout layout = at(rows, columns, runs, curves);
    struct rect part[LAYOUT_PANELS_MAX + 5], screen = {0, 0, rows, columns};
    int parts = 0, right = 0;

    if (layout.too_small) {
        MUST(rows < 12 || columns < 40);
        MUST(inside(screen, layout.title));
        return;
    }
    part[parts++] = layout.title;
    part[parts++] = layout.table_head;
    part[parts++] = layout.table;
    part[parts++] = layout.message;
    part[parts++] = layout.keys;
    MUST(layout.panels >= 2 && layout.panels <= 5);
    for (int p = 0; p < layout.panels; p++) {
        const struct panel *panel = &layout.panel[p];
        part[parts++] = panel->frame;
        MUST(panel->curve == curve[p]);
        MUST(inside(panel->frame, panel->interior));
        MUST(inside(layout.body, panel->frame));
        MUST(panel->interior.rows >= 4);
        MUST(panel->interior.columns >= 19);
    }
    MUST(layout.panel[0].interior.rows == layout.panel[1].interior.rows);
    MUST(layout.panel[0].interior.columns == layout.panel[1].interior.columns);
    for (int a = 0; a < parts; a++) {
        MUST(inside(screen, part[a]));
        for (int b = 0; b < a; b++)
            MUST(apart(part[a], part[b]));
    }
    MUST(layout.table.rows + 1 <= rows / 2);
    MUST(layout.table.rows <= (runs > 1 ? runs : 1));

    MUST(layout.columns >= 4);
    for (int c = 0; c < layout.columns; c++) {
        const struct table_column *place = &layout.column[c];
        MUST(place->column >= right);
        MUST(place->width >= table_specs[place->field].width);
        MUST(c == 0 || place->field > layout.column[c - 1].field);
        right = place->column + place->width + 1;
    }
    MUST(right - 1 <= columns);
}

START_TEST(every_size_has_parts_inside_and_apart)
{
    for (int rows = 1; rows <= 60; rows++)
        for (int columns = 1; columns <= 250; columns++)
            for (int runs = 0; runs <= 16; runs += rows % 3 + 1) {
                assert_sound(rows, columns, runs, 2);
                assert_sound(rows, columns, runs, 3);
                assert_sound(rows, columns, runs, 5);
            }
}
END_TEST

START_TEST(more_columns_never_show_fewer_figures)
{
    for (int columns = 41; columns <= 250; columns++)
        ck_assert_int_ge(at(24, columns, 4, 2).columns, at(24, columns - 1, 4, 2).columns);
}
END_TEST

START_TEST(dialogs_are_centred_and_cut)
{
    struct rect within = {1, 0, 21, 80};

    assert_rect(layout_dialog(within, 11, 60), 6, 10, 11, 60);
    assert_rect(layout_dialog(within, 100, 100), 1, 0, 21, 80);
    assert_rect(layout_dialog(within, 0, 5), 0, 0, 0, 0);
    assert_rect(layout_dialog((struct rect){0}, 3, 3), 0, 0, 0, 0);
    assert_rect(layout_inside(within), 2, 1, 19, 78);
    assert_rect(layout_inside((struct rect){4, 4, 2, 9}), 0, 0, 0, 0);
}
END_TEST

START_TEST(scrolling_keeps_the_chosen_line_in_sight)
{
    ck_assert_int_eq(layout_scroll(0, 3, 4, 16), 0);
    ck_assert_int_eq(layout_scroll(0, 4, 4, 16), 1);
    ck_assert_int_eq(layout_scroll(9, 4, 4, 16), 4);
    ck_assert_int_eq(layout_scroll(15, 15, 4, 16), 12);
    ck_assert_int_eq(layout_scroll(5, 2, 4, 3), 0);
    ck_assert_int_eq(layout_scroll(5, 2, 0, 3), 0);
    ck_assert_int_eq(layout_scroll(2, -1, 2, 5), 0);
}
END_TEST

/* Where runs of one optimizer differ in what is long, other columns make room for it. */
START_TEST(runs_are_told_apart_where_there_is_room)
{
    for (int columns = 40; columns <= 200; columns++)
        for (int distinguishing = 0; distinguishing <= 40; distinguishing += 10) {
            struct layout_request request = {.rows = 24,
                                             .columns = columns,
                                             .runs = 4,
                                             .curve = curve,
                                             .curves = 3,
                                             .beside = 2,
                                             .name = distinguishing,
                                             .distinguishing = distinguishing};
            const struct layout layout = layout_compute(&request);
            const struct table_column *last = &layout.column[layout.columns - 1];
            int wanted = distinguishing < 30 ? distinguishing : 30, width = 0;

            ck_assert_int_le(last->column + last->width, columns);
            for (int i = 0; i < layout.columns; i++)
                if (layout.column[i].field == TABLE_HYPERPARAMETERS)
                    width = layout.column[i].width;
            if (columns >= 65)
                ck_assert_int_ge(width, wanted);
            request.distinguishing = request.name = 0;
            if (layout_compute(&request).columns >= 5) /* they had a column before */
                ck_assert_int_ge(width, 12);
        }
}
END_TEST

/* A long name has what the hyperparameters can spare. */
START_TEST(long_names_are_shown_where_there_is_room)
{
    struct layout_request request = {
        .rows = 35, .columns = 160, .runs = 4, .curve = curve, .curves = 3, .beside = 2};

    ck_assert_int_eq(layout_compute(&request).column[1].width, 15);
    request.name = 20;
    ck_assert_int_eq(layout_compute(&request).column[1].width, 20);
    request.name = 60;
    ck_assert_int_eq(layout_compute(&request).column[1].width, 24);
}
END_TEST

/* Where a run was forked from is worth more than hyperparameters that tell nothing apart. */
START_TEST(the_names_of_forks_have_room)
{
    struct layout_request request = {24,    80,    4,     true,  curve, 2,     2,  false,
                                     false, false, false, false, 14,    false, 20, false};
    struct layout plain = layout_compute(&request), forked;

    request.forks = true;
    forked = layout_compute(&request);
    ck_assert_int_eq(forked.column[1].field, TABLE_OPTIMIZER);
    ck_assert_int_lt(plain.column[1].width, 14);
    ck_assert_int_eq(forked.column[1].width, 15); /* and one to spare */
    ck_assert_int_ge(forked.column[2].width, 20);
}
END_TEST

/* A target's columns come before what can be seen elsewhere; gradients where they say more. */
START_TEST(a_target_has_columns_of_its_own)
{
    static const enum curve curves[] = {CURVE_TRAIN_LOSS, CURVE_TEST_LOSS};
    struct layout_request request = {
        .rows = 24, .columns = 80, .runs = 3, .curve = curves, .curves = 2, .beside = 2};
    struct layout layout = layout_compute(&request);

    ck_assert(!has_column(&layout, TABLE_TARGET_ITERATIONS));
    request.target = true;
    layout = layout_compute(&request);
    ck_assert(has_column(&layout, TABLE_TARGET_ITERATIONS));
    ck_assert(has_column(&layout, TABLE_TARGET_TIME));
    ck_assert(!has_column(&layout, TABLE_TARGET_GRADIENTS));
    ck_assert(has_column(&layout, TABLE_TEST_LOSS));
    request.by_gradients = true;
    layout = layout_compute(&request);
    ck_assert(has_column(&layout, TABLE_TARGET_ITERATIONS));
    ck_assert(has_column(&layout, TABLE_TARGET_GRADIENTS));
    ck_assert(!has_column(&layout, TABLE_LEARNING_RATE));
    request.rates = true; /* they are looked at */
    layout = layout_compute(&request);
    ck_assert(has_column(&layout, TABLE_LEARNING_RATE));
}
END_TEST

START_TEST(with_several_seeds_there_are_quartiles)
{
    for (int columns = 40; columns <= 200; columns++) {
        struct layout_request request = {24,    columns, 4,     true, curve, 2,     2, false,
                                         false, 0,       false, 0,    false, false, 0, true};
        struct layout layout = layout_compute(&request);

        ck_assert_msg(has_column(&layout, TABLE_QUARTILES) == (columns >= 64), "%d", columns);
        request.seeds = false;
        layout = layout_compute(&request);
        ck_assert(!has_column(&layout, TABLE_QUARTILES));
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("layout");
    TCase *c = tcase_create("layout");

    tcase_set_timeout(c, 30);
    tcase_add_test(c, a_target_has_columns_of_its_own);
    tcase_add_test(c, runs_are_told_apart_where_there_is_room);
    tcase_add_test(c, the_names_of_forks_have_room);
    tcase_add_test(c, long_names_are_shown_where_there_is_room);
    tcase_add_test(c, what_does_not_exist_is_left_out);
    tcase_add_test(c, the_usual_terminal_looks_as_designed);
    tcase_add_test(c, wide_terminals_show_more_columns);
    tcase_add_test(c, old_test_figures_say_from_when_they_are);
    tcase_add_test(c, narrow_terminals_stack_the_panels);
    tcase_add_test(c, more_room_shows_more_curves);
    tcase_add_test(c, too_small_a_terminal_says_what_it_needs);
    tcase_add_test(c, every_size_has_parts_inside_and_apart);
    tcase_add_test(c, more_columns_never_show_fewer_figures);
    tcase_add_test(c, dialogs_are_centred_and_cut);
    tcase_add_test(c, scrolling_keeps_the_chosen_line_in_sight);
    tcase_add_test(c, with_several_seeds_there_are_quartiles);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
