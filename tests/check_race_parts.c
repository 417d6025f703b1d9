/*
 * check_race_parts.c - the parts of the race screen, painted into cells: title, hint, table; and
 * the cells themselves.
 */
#include "check_main.h"
#include "ui/race_parts.h"
#include "ui/term.h"

#include <math.h>
#include <string.h>

static struct cells cells;
static char text[1024];

static void clear(int rows, int columns, bool unicode)
{
    struct status status = {0};

    ck_assert(cells_clear(&cells, rows, columns, unicode, &status));
}

static const char *line(int row)
{
    return cells_line(&cells, row, text, sizeof text);
}

static unsigned style_at(int row, int column)
{
    return cells.cell[row * cells.columns + column].style;
}

/* Where in the row the text begins. */
static int find(int row, const char *wanted)
{
    const char *at = strstr(line(row), wanted);

    ck_assert_msg(at != NULL, "'%s' is not in '%s'", wanted, text);
    return (int)(at - text);
}

/* ---- cells -------------------------------------------------------------------------------------
 */

START_TEST(text_stays_inside)
{
    clear(2, 10, true);
    ck_assert_int_eq(cells_text(&cells, 0, 7, 20, "abcdef", 5), 3);
    ck_assert_int_eq(cells_text(&cells, 2, 0, 20, "abcdef", 5), 0);
    ck_assert_int_eq(cells_text(&cells, 1, -1, 20, "abcdef", 5), 0);
    ck_assert_int_eq(cells_text(&cells, 1, 0, 4, "abcdef", 5), 4);
    cells_glyph(&cells, 1, 10, 'x', 0);
    cells_glyph(&cells, -1, 0, 'x', 0);
    ck_assert_str_eq(line(0), "       abc");
    ck_assert_str_eq(line(1), "abcd");
    ck_assert_uint_eq(style_at(0, 7), 5);
    ck_assert_uint_eq(style_at(0, 6), 0);
    cells_cursor(&cells, 1, 10);
    ck_assert_int_eq(cells.cursor_row, -1);
    cells_cursor(&cells, 1, 9);
    ck_assert_int_eq(cells.cursor_column, 9);
}
END_TEST

START_TEST(wide_characters_are_whole_or_gone)
{
    clear(1, 6, true);
    ck_assert_int_eq(cells_text(&cells, 0, 0, 6, "\xe6\x97\xa5\xe6\x9c\xac", 0), 4);
    ck_assert_str_eq(line(0), "\xe6\x97\xa5\xe6\x9c\xac");
    cells_glyph(&cells, 0, 1, 'x', 0); /* the right half of the first */
    ck_assert_str_eq(line(0), " x\xe6\x9c\xac");
    cells_glyph(&cells, 0, 2, 'y', 0); /* the left half of the second */
    ck_assert_str_eq(line(0), " xy");
    ck_assert_int_eq(cells_text(&cells, 0, 5, 1, "\xe6\x97\xa5", 0), 0);
}
END_TEST

START_TEST(without_unicode_all_is_ascii)
{
    clear(3, 12, false);
    cells_text(&cells, 0, 0, 12, "\xc3\xa4\x1b[", 0);
    ck_assert_str_eq(line(0), "??[");
    cells_frame(&cells, (struct rect){0, 0, 3, 12}, "title", 0, true);
    ck_assert_str_eq(line(0), "+- title --+");
    ck_assert_str_eq(line(1), "|          |");
    ck_assert_str_eq(line(2), "+----------+");
}
END_TEST

START_TEST(texts_are_aligned_and_cut)
{
    clear(2, 12, true);
    cells_right(&cells, (struct rect){0, 1, 1, 8}, "abc", 0);
    ck_assert_str_eq(line(0), "      abc");
    cells_left(&cells, (struct rect){1, 1, 1, 8}, "abcdefghij", 0);
    ck_assert_str_eq(line(1), " abcdef..");
    cells_right(&cells, (struct rect){0, 0, 1, 5}, "abcdefghij", 0);
    ck_assert_str_eq(line(0), "abc.. abc");
}
END_TEST

START_TEST(long_sentences_grow_upwards)
{
    clear(4, 10, true);
    for (int r = 0; r < 4; r++)
        cells_text(&cells, r, 0, 10, "##########", 0);
    ck_assert_int_eq(cells_sentence(&cells, (struct rect){3, 0, 1, 10}, "one two three four", 0),
                     10);
    ck_assert_str_eq(line(1), "##########");
    ck_assert_str_eq(line(2), "one two");
    ck_assert_str_eq(line(3), "three four");
}
END_TEST

/* ---- the parts ---------------------------------------------------------------------------------
 */

enum { RUNS_MAX = 20 };

static struct worker_view view;
static struct race_snapshot race;
static struct race_parts parts;
static struct race_look look;
static struct run_snapshot snapshots[RUNS_MAX];
static struct race_part_run part_runs[RUNS_MAX];

static struct run_config config_of(const char *specification)
{
    struct run_config config;
    struct status status = {0};

    ck_assert_msg(run_config_parse(specification, &config, &status), "%s", status.message);
    return config;
}

static void add_run(const char *specification, double train, double test)
{
    struct run_snapshot *run = &race.run[race.runs];

    *run = (struct run_snapshot){.id = race.runs + 1, .iteration = 57, .state = RUN_LIVE};
    run->config = config_of(specification);
    run->shown.value[CURVE_TRAIN_LOSS] = train;
    run->shown.value[CURVE_TEST_LOSS] = test;
    parts.run[race.runs] = (struct race_part_run){.run = run, .slot = race.runs};
    parts.runs = ++race.runs;
    race.iteration = 57;
}

static void new_race(void)
{
    memset(&view, 0, sizeof view);
    memset(&race, 0, sizeof race);
    memset(&parts, 0, sizeof parts);
    view.state = WORKER_RUNNING;
    view.m_train = 12665;
    view.m_test = 2115;
    view.iterations = 100;
    view.iterations_per_epoch = 1;
    strcpy(view.dataset, "mnist01");
    problem_config_default(&view.problem);
    view.shape = (struct network_shape){.layers = 2, .width = {784, 4, 1}};
    view.shape.hidden = view.shape.output = activation_find("relu");
    race.run = snapshots;
    race.whole = true;
    parts.run = part_runs;
    memset(&look, 0, sizeof look);
    parts.look = &look;
    parts.view = &view;
    parts.race = parts.seen = &race;
    add_run("gd:lr=0.1", 0.25, 0.21);
    add_run("momentum:lr=0.9", 0.125, 0.13);
    add_run("adam:lr=0.01", 0.5, 0.11);
    parts.run[0].chosen = true;
}

/* Paints the table of a terminal of this size; returns the row of its first line. */
static int paint_table(int rows, int columns, int *first)
{
    static const enum curve curve[] = {CURVE_TRAIN_LOSS, CURVE_TEST_LOSS};
    const struct layout_request request = {.rows = rows,
                                           .columns = columns,
                                           .runs = race.runs,
                                           .curve = curve,
                                           .curves = 2,
                                           .beside = 2};
    struct layout layout = layout_compute(&request);

    ck_assert(!layout.too_small);
    clear(rows, columns, true);
    *first = race_paint_table(&cells, &layout, &parts, *first);
    return layout.table.row;
}

START_TEST(the_title_has_problem_and_state)
{
    new_race();
    clear(1, 100, true);
    race_paint_title(&cells, (struct rect){0, 0, 1, 100}, &parts);
    ck_assert_int_eq(find(0, "optop  mnist01 12665+2115  784-4-1 relu"), 0);
    ck_assert_int_eq(find(0, "RUNNING 57/100"), 100 - 14);
    ck_assert_uint_eq(style_at(0, 0), TERM_ACCENT | TERM_BOLD);
    ck_assert_uint_eq(style_at(0, 99), TERM_GOOD | TERM_BOLD);
    view.state = WORKER_EMPTY;
    race_paint_title(&cells, (struct rect){0, 0, 1, 100}, &parts);
    ck_assert_uint_eq(style_at(0, 99), TERM_ALERT | TERM_BOLD);
}
END_TEST

START_TEST(the_hint_is_bold_before_the_start)
{
    new_race();
    view.state = WORKER_READY;
    clear(1, 40, true);
    race_paint_hint(&cells, (struct rect){0, 0, 1, 40}, &parts);
    ck_assert_int_eq(find(0, "Press Space"), 0);
    ck_assert_uint_eq(style_at(0, 0), TERM_BOLD);
    view.state = WORKER_PAUSED;
    clear(1, 80, true);
    race_paint_hint(&cells, (struct rect){0, 0, 1, 80}, &parts);
    ck_assert_uint_eq(style_at(0, 0), 0);
}
END_TEST

START_TEST(the_hint_says_that_all_runs_are_hidden)
{
    new_race();
    for (int i = 0; i < parts.runs; i++) {
        clear(1, 80, true);
        race_paint_hint(&cells, (struct rect){0, 0, 1, 80}, &parts);
        ck_assert_ptr_null(strstr(line(0), "hidden"));
        parts.run[i].hidden = true;
    }
    clear(1, 80, true);
    race_paint_hint(&cells, (struct rect){0, 0, 1, 80}, &parts);
    ck_assert_int_eq(find(0, "All runs are hidden"), 0);
}
END_TEST

START_TEST(the_hint_of_loading_says_what_space_does)
{
    new_race();
    view.state = WORKER_LOADING;
    clear(1, 80, true);
    race_paint_hint(&cells, (struct rect){0, 0, 1, 80}, &parts);
    ck_assert_int_eq(find(0, "Loading: Space starts"), 0);
    parts.starting = true;
    clear(1, 80, true);
    race_paint_hint(&cells, (struct rect){0, 0, 1, 80}, &parts);
    ck_assert_int_eq(find(0, "Loading: training starts"), 0);
}
END_TEST

START_TEST(the_lowest_losses_of_living_runs_are_bold)
{
    int first = 0, row;

    new_race();
    row = paint_table(24, 80, &first);
    ck_assert_uint_eq(style_at(row + 1, find(row + 1, "0.12500")), TERM_BOLD);
    ck_assert_uint_eq(style_at(row + 2, find(row + 2, "0.11000")), TERM_BOLD);
    ck_assert_uint_eq(style_at(row + 2, find(row + 2, "0.50000")), 0);
    ck_assert_uint_eq(style_at(row, find(row, "0.25000")), TERM_REVERSE);
    /* Of the dead nothing is the best, however low it was. */
    race.run[1].state = RUN_DIVERGED;
    race.run[1].diverged_at = 57;
    race.run[2].iteration = 0;
    row = paint_table(24, 120, &first);
    ck_assert_uint_eq(style_at(row + 1, find(row + 1, "0.12500")), 0);
    ck_assert_uint_eq(style_at(row, find(row, "0.25000")), TERM_REVERSE | TERM_BOLD);
    ck_assert_uint_eq(style_at(row, find(row, "0.21000")), TERM_REVERSE | TERM_BOLD);
    ck_assert_uint_eq(style_at(row + 1, find(row + 1, "diverged at 57")), TERM_ALERT | TERM_BOLD);
}
END_TEST

/* One lucky batch makes no run the best: train losses of batches compete as averages only. */
START_TEST(losses_of_single_batches_are_not_the_best)
{
    int first = 0, row;

    new_race();
    race.whole = false;
    row = paint_table(24, 80, &first);
    ck_assert_uint_eq(style_at(row + 1, find(row + 1, "0.12500")), 0);
    ck_assert_uint_eq(style_at(row + 2, find(row + 2, "0.11000")), TERM_BOLD);
    race.smoothed = true;
    row = paint_table(24, 80, &first);
    ck_assert_uint_eq(style_at(row + 1, find(row + 1, "0.12500")), TERM_BOLD);
    ck_assert_uint_eq(style_at(row + 2, find(row + 2, "0.50000")), 0);
}
END_TEST

START_TEST(marks_say_which_run_is_chosen_and_hidden)
{
    int first = 0, row;

    new_race();
    parts.run[1].hidden = true;
    row = paint_table(24, 80, &first);
    ck_assert_int_eq(find(row, "> * gd"), 0);
    ck_assert_int_eq(find(row + 1, "  - momentum"), 0);
    ck_assert_int_eq(find(row + 1, "hidden") > 0, 1);
    ck_assert_int_eq(find(row + 2, "  x adam"), 0);
    ck_assert_uint_eq(style_at(row + 2, 4), TERM_BOLD | TERM_COLOUR(2));
    ck_assert_uint_eq(style_at(row, 4), TERM_REVERSE | TERM_BOLD);
}
END_TEST

START_TEST(a_run_behind_the_others_catches_up)
{
    int first = 0, row;

    new_race();
    race.run[1].iteration = 56; /* the others are an iteration ahead: no more than lockstep */
    row = paint_table(24, 120, &first);
    ck_assert_ptr_null(strstr(line(row + 1), "catching up"));
    race.run[1].iteration = 55;
    row = paint_table(24, 120, &first);
    ck_assert_ptr_nonnull(strstr(line(row + 1), "catching up"));
}
END_TEST

START_TEST(a_long_table_scrolls_to_the_chosen_run)
{
    int first = 0, row;

    new_race();
    for (int i = 3; i < 9; i++)
        add_run("gd", 1, 1);
    parts.run[0].chosen = false;
    parts.run[8].chosen = true;
    row = paint_table(12, 80, &first);
    ck_assert_int_eq(first, 9 - 2);
    ck_assert_int_eq(find(row, " ^&"), 0);
    ck_assert_int_eq(find(row + 1, "> ="), 0);
    parts.run[8].chosen = false;
    parts.run[0].chosen = true;
    row = paint_table(12, 80, &first);
    ck_assert_int_eq(first, 0);
    ck_assert_int_eq(find(row + 1, " v+"), 0);
}
END_TEST

START_TEST(at_the_cursor_all_figures_are_those_there)
{
    int first = 0, row;

    new_race();
    race.run[0].seconds = 12.5;
    race.run[0].gradients = 4711;
    row = paint_table(24, 150, &first);
    find(row, "12.5 s");
    find(row, "4711");
    look.has_cursor = true;
    look.cursor = 20;
    race.run[1].iteration = 20; /* the others are 37 ahead, but nobody catches up at a cursor */
    race.run[0].seconds = 2.5;
    row = paint_table(24, 150, &first);
    find(row, "2.50 s");
    ck_assert_ptr_null(strstr(line(row + 1), "catching up"));
    find(row, "0.25000");
    clear(1, 80, true);
    race_paint_hint(&cells, (struct rect){0, 0, 1, 80}, &parts);
    ck_assert_int_eq(find(0, "At 20: the table shows"), 0);
    look.x = X_GRADIENTS;
    race.cursor_x = 57;
    clear(1, 80, true);
    race_paint_hint(&cells, (struct rect){0, 0, 1, 80}, &parts);
    ck_assert_int_eq(find(0, "At 57 gradient evaluations: the table shows"), 0);
    look.x = X_SECONDS;
    race.cursor_x = 1.257;
    clear(1, 80, true);
    race_paint_hint(&cells, (struct rect){0, 0, 1, 80}, &parts);
    ck_assert_int_eq(find(0, "At 1.26 s: the table shows"), 0);
}
END_TEST

START_TEST(the_sorted_column_and_the_page_are_marked)
{
    int first = 0, row;

    new_race();
    look.order = TABLE_TEST_LOSS;
    row = paint_table(24, 80, &first);
    ck_assert_uint_eq(style_at(row - 1, find(row - 1, "test loss")), TERM_UNDERLINE | TERM_BOLD);
    ck_assert_uint_eq(style_at(row - 1, find(row - 1, "train loss")), TERM_UNDERLINE);
    clear(1, 40, true);
    race_paint_page(&cells, (struct rect){0, 0, 1, 40}, &parts, 0, 3);
    ck_assert_str_eq(line(0), "");
    race_paint_page(&cells, (struct rect){0, 0, 1, 40}, &parts, 1, 2);
    ck_assert_int_eq(find(0, "runs 2-3 of 3"), 40 - 13);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("race_parts");
    TCase *c = tcase_create("cells"), *p = tcase_create("parts");

    tcase_add_test(c, text_stays_inside);
    tcase_add_test(c, wide_characters_are_whole_or_gone);
    tcase_add_test(c, without_unicode_all_is_ascii);
    tcase_add_test(c, texts_are_aligned_and_cut);
    tcase_add_test(c, long_sentences_grow_upwards);
    suite_add_tcase(s, c);
    tcase_add_test(p, the_title_has_problem_and_state);
    tcase_add_test(p, the_hint_is_bold_before_the_start);
    tcase_add_test(p, the_hint_says_that_all_runs_are_hidden);
    tcase_add_test(p, the_hint_of_loading_says_what_space_does);
    tcase_add_test(p, the_lowest_losses_of_living_runs_are_bold);
    tcase_add_test(p, losses_of_single_batches_are_not_the_best);
    tcase_add_test(p, marks_say_which_run_is_chosen_and_hidden);
    tcase_add_test(p, a_run_behind_the_others_catches_up);
    tcase_add_test(p, a_long_table_scrolls_to_the_chosen_run);
    tcase_add_test(p, at_the_cursor_all_figures_are_those_there);
    tcase_add_test(p, the_sorted_column_and_the_page_are_marked);
    suite_add_tcase(s, p);
    return s;
}

TEST_MAIN(suite)
