/* check_canvas_edges.c - pictures of what lies at and beyond the edges, and behind the curves. */
#include "picture.h"

START_TEST(zeros_have_the_bottom_row_of_a_logarithmic_axis)
{
    static const double values[] = {0.5, 0.3, 0.1, 0.02, 0.02, 0, 0, 0.05, 0}, none[3] = {0};
    struct plot plot = plot_of(CANVAS_ASCII, 20, values, NULL, 9, 9, true);

    assert_picture(&plot, 8, 20,
                   "    0.5+**\n"
                   "    0.2+\n"
                   "    0.1+  *\n"
                   "       |   .\n"
                   "   0.05+   .     *\n"
                   "   0.02+    **\n"
                   "      0+      *.* *\n"
                   "        0     5\n");
    plot = plot_of(CANVAS_BRAILLE, 20, values, NULL, 9, 9, true);
    assert_picture(&plot, 8, 20,
                   "    0.5+⠑⡄\n"
                   "    0.2+ ⠸⡀\n"
                   "    0.1+  ⢣\n"
                   "       |   ⡇\n"
                   "   0.05+   ⢸     ⣦\n"
                   "   0.02+    ⣇⡀  ⢠⠋⡆\n"
                   "      0+     ⠘*⣀⡸ *\n"
                   "        0     5\n");
    plot = plot_of(CANVAS_ASCII, 20, none, NULL, 3, 3, true);
    assert_picture(&plot, 6, 20,
                   "      1+\n"
                   "    0.1+\n"
                   "       |\n"
                   "   0.01+\n"
                   "      0+*...*...*\n"
                   "        0   1   2  3\n");
}
END_TEST

/* In a column of a hundred batches some of which have no loss at all. */
START_TEST(a_column_that_reaches_zero_is_drawn_down_to_it)
{
    static double values[2000];
    struct plot plot;

    for (int i = 0; i < 2000; i++)
        values[i] = i % 3 == 0 ? 0 : 0.02 + 0.00001 * (i % 700);
    plot = plot_of(CANVAS_ASCII, 20, values, NULL, 2000, 2000, true);
    assert_picture(&plot, 8, 20,
                   "    0.1+\n"
                   "   0.05+\n"
                   "       |\n"
                   "       |.***..*...**\n"
                   "   0.02+....*...*...\n"
                   "   0.01+............\n"
                   "      0+*....*.*.*..\n"
                   "        0       2000\n");
}
END_TEST

START_TEST(curves_that_leave_have_signs_at_the_edge)
{
    static const double values[] = {0.5, 0.6, 3, 7, 1e9, 1e9, 1e9, 2, 0.4, 0.3, 0.001, 0.2};
    struct plot plot = plot_of(CANVAS_ASCII, 32, values, NULL, 12, 12, false);

    plot.y = (struct axis){.low = 0.1, .high = 1};
    assert_picture(&plot, 8, 32,
                   "    1.0+    ^*^       ^\n"
                   "    0.8+   .           .\n"
                   "       |   .           .\n"
                   "    0.6+*.*             .\n"
                   "    0.4+                *\n"
                   "       |                 .*\n"
                   "    0.2+                   .v.*\n"
                   "        0         5         10\n");
    plot = plot_of(CANVAS_BRAILLE, 32, values, NULL, 12, 12, true);
    plot.y = (struct axis){.low = 0.1, .high = 1, .scale = AXIS_LOGARITHMIC};
    unicode = true;
    assert_picture(&plot, 8, 32,
                   "      1┤   ⡰▲*▲       ▲⡀\n"
                   "       │⢀⡠⠜            ⢣\n"
                   "    0.5┤⠁              ⠈⡆\n"
                   "       │                ⠈⠑*\n"
                   "    0.2┤                  ⠘⡄  *\n"
                   "       │                   ⢣ ⡰⠁\n"
                   "    0.1┤                   ⠈▼⠁\n"
                   "        0         5         10\n");
    assert_picture(&plot, 2, 32,
                   "      1┤⠤⠔⠒⠉⠉⠉*⠉⠉⠉⠉⠉⠉⠉⠉⠢⣀⣀\n"
                   "    0.1┤                  *⢄⣀⠤*\n");
}
END_TEST

START_TEST(a_curve_that_stays_away_is_named_now_and_then)
{
    static double values[40];
    struct plot plot;

    for (int i = 0; i < 40; i++)
        values[i] = i < 4 ? 0.5 : 100;
    plot = plot_of(CANVAS_ASCII, 48, values, NULL, 40, 40, false);
    plot.y = (struct axis){.low = 0, .high = 1};
    assert_picture(&plot, 5, 48,
                   "    1.0+    ^*^          *^          *^        ^\n"
                   "       |\n"
                   "    0.5+****\n"
                   "      0+\n"
                   "        0         10        20        30      40\n");
}
END_TEST

START_TEST(a_smoothed_curve_has_its_spread_behind_it)
{
    static double noisy[240];
    struct plot plot;

    for (int i = 0; i < 240; i++)
        noisy[i] = 0.5 + 0.3 * (i % 7 / 3.0 - 1);
    plot = plot_of(CANVAS_ASCII, 28, noisy, NULL, 240, 240, false);
    plot.smoothed = true;
    for (size_t s = 0; s < plot.curve[0].spans; s++)
        spans[0][s].smooth = 0.5;
    assert_picture(&plot, 8, 28,
                   "    0.8+. . . . . . . . . .\n"
                   "    0.6+ . . . . . . . . . .\n"
                   "       |********************\n"
                   "    0.4+ . . . . . . . . . .\n"
                   "       |. . . . . . . . . .\n"
                   "    0.2+ . . . . . . . . . .\n"
                   "      0+\n"
                   "        0      100     200\n");
    for (int i = 0; i < 8 * 28; i++)
        ck_assert_int_eq(canvas.cell[i].dim, canvas.cell[i].ink == CANVAS_BAND);
    plot = plot_of(CANVAS_BRAILLE, 28, noisy, NULL, 240, 240, false);
    plot.smoothed = true;
    for (size_t s = 0; s < plot.curve[0].spans; s++)
        spans[0][s].smooth = 0.5;
    assert_picture(&plot, 8, 28,
                   "    0.8+⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡\n"
                   "    0.6+⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡\n"
                   "       |⠤⠤⠤⠤⠤⠤*⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤⠤**\n"
                   "    0.4+⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡\n"
                   "       |⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡\n"
                   "    0.2+⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡\n"
                   "      0+\n"
                   "        0      100     200\n");
    spans[0][0].smooth = NAN; /* not smoothed: its values are the curve */
    draw(&plot, 8, 28);
    ck_assert_uint_ne(canvas.cell[1 * 28 + 8].joins, 0);
}
END_TEST

/* Columns of many values far apart: joined by the shortest way, the mark in their middle. */
START_TEST(ranges_are_joined_by_the_shortest_way)
{
    static const struct span few[] = {
        {0.9, 0.9, 0.9, 1, 0, NAN}, {0.1, 0.5, 0.3, 9, 10, NAN}, {0.6, 0.9, 0.6, 9, 19, NAN}};
    struct plot plot = plot_of(CANVAS_BRAILLE, 32, falling, NULL, 20, 20, false);
    const struct plot_curve curve = {.span = few, .spans = 3};

    plot.curve = &curve;
    plot.y = (struct axis){.low = 0, .high = 1};
    assert_picture(&plot, 12, 32,
                   "    1.0+\n"
                   "       |⠉⠢⢄                   ⢸\n"
                   "    0.8+   ⠉⠢⢄                *\n"
                   "       |      ⠉⠢⢄             ⢸\n"
                   "    0.6+         ⠉⠢⢄       ⢀⠤⠒⠉\n"
                   "       |            ⡇   ⡠⠔⠊⠁\n"
                   "    0.4+            ⣇⠤⠒⠉\n"
                   "       |            ⡇\n"
                   "    0.2+            ⡇\n"
                   "      0+            ⠁\n"
                   "       +------+----- iterations\n"
                   "        0     5     10    15  20\n");
    plot = plot_of(CANVAS_ASCII, 32, falling, NULL, 20, 20, false);
    plot.curve = &curve;
    plot.y = (struct axis){.low = 0, .high = 1};
    assert_picture(&plot, 12, 32,
                   "    1.0+\n"
                   "       |*..                   .\n"
                   "    0.8+   ...                .\n"
                   "       |      ...             .\n"
                   "    0.6+         ...       ...*\n"
                   "       |            .   ...\n"
                   "    0.4+            ....\n"
                   "       |            *\n"
                   "    0.2+            .\n"
                   "      0+            .\n"
                   "       +------+----- iterations\n"
                   "        0     5     10    15  20\n");
}
END_TEST

static bool has_joins(int row, int column)
{
    return canvas.cell[row * canvas.columns + column].joins != 0;
}

START_TEST(what_lies_beyond_is_not_drawn_at_the_edge)
{
    static struct span some[] = {{0.2, 3, 0.5, 9, 2, NAN}, /* a spike within a column */
                                 {0.5, 0.5, 0.5, 1, 10, NAN},
                                 {0.03, 0.03, 0.03, 1, 18, NAN}, /* below, but not zero */
                                 {0.5, 0.5, 0.5, 1, 26, NAN}};   /* right of the axis */
    struct plot plot = plot_of(CANVAS_ASCII, 28, falling, NULL, 20, 20, true);
    struct plot_curve curve = {.span = some, .spans = 4};

    plot.curve = &curve;
    plot.y = (struct axis){.low = 0.1, .high = 1, .scale = AXIS_LOGARITHMIC, .row_apart = true};
    draw(&plot, 8, 28);
    ck_assert_int_eq(canvas.cell[8 + 2].codepoint, '^');
    ck_assert_int_eq(canvas.cell[5 * 28 + 8 + 18].codepoint, 'v');
    ck_assert(!has_joins(6, 8 + 18));
    ck_assert(!has_joins(2, 8 + 19));
    /* Nor is a band, nor what lies to the left. */
    plot.smoothed = true;
    some[1] = (struct span){5, 7, 6, 9, 10, 0.5};
    plot.x.begin = 4;
    draw(&plot, 8, 28);
    ck_assert_uint_eq(canvas.cell[8 + 7].band, 0);
    for (int row = 0; row < 7; row++)
        ck_assert(!has_joins(row, 8));
}
END_TEST

START_TEST(of_many_smooth_values_in_a_column_the_last_is_drawn)
{
    static double noisy[1000];
    struct plot plot;

    plot = plot_of(CANVAS_ASCII, 28, noisy, NULL, 1000, 1000, false);
    sample(spans[0], 1000, noisy, 1000, 1000);
    struct plot_curve curve = {.span = spans[0], .spans = 1000};
    for (int s = 0; s < 1000; s++)
        spans[0][s].smooth = 0.001 * s;
    plot.curve = &curve;
    plot.smoothed = true;
    plot.y = (struct axis){.low = 0, .high = 1};
    draw(&plot, 30, 28);
    ck_assert(has_joins(axis_row(&plot.y, 0.999, 28), 27));
    ck_assert(!has_joins(axis_row(&plot.y, 0.95, 28), 27));
}
END_TEST

/* Two that leave at the same place: the sign is the chosen one's, whichever comes first. */
START_TEST(the_chosen_curve_is_on_top_beyond_the_edge_too)
{
    static const double values[] = {0.5, 0.6, 3, 7, 0.5};

    for (int chosen = 0; chosen < 2; chosen++) {
        struct plot plot = plot_of(CANVAS_BRAILLE, 32, values, values, 5, 5, false);
        struct plot_curve curve[2] = {plot.curve[0], plot.curve[1]};

        curve[chosen].chosen = true;
        plot.curve = curve;
        plot.y = (struct axis){.low = 0, .high = 1};
        draw(&plot, 8, 32);
        for (int i = 0; i < 7 * 32; i++)
            if (canvas.cell[i].ink == CANVAS_CURVE)
                ck_assert_int_eq(canvas.cell[i].style, curve[chosen].style);
    }
}
END_TEST

START_TEST(cursor_target_and_events_are_drawn)
{
    static const struct plot_event events[] = {{5, 1}, {13, 0}, {99, 2}};
    struct plot plot = plot_of(CANVAS_ASCII, 32, falling, NULL, 20, 20, true);

    plot.event = events;
    plot.events = 3;
    plot.has_cursor = plot.has_target = true;
    plot.cursor = 10;
    plot.target = 0.01;
    assert_picture(&plot, 12, 32,
                   "    0.5+*           |\n"
                   "       | ***        |\n"
                   "    0.1+    *.*     |\n"
                   "       |       **   |\n"
                   "       |         **.|\n"
                   "   0.01+------------**----------\n"
                   "       |            | ***\n"
                   "  0.001+            |    .**\n"
                   "       |            |       **\n"
                   " 0.0002+            |         *\n"
                   "       +------^-----+--^--+----+\n"
                   "        0     5     10    15  20\n");
    ck_assert_int_eq(canvas.cell[10 * 32 + 14].style, 1);
    plot.target = 7;
    plot.cursor = 21;
    ck_assert_ptr_null(strchr(draw(&plot, 8, 32), '-'));
}
END_TEST

START_TEST(a_logarithmic_x_axis_shows_the_beginning)
{
    struct plot plot = plot_of(CANVAS_ASCII, 56, falling, NULL, 20, 20, true);

    plot.x.logarithmic = true;
    assert_picture(&plot, 12, 56,
                   "    0.5+*.\n"
                   "       |  *..........*.....*\n"
                   "    0.1+                    ...*...*\n"
                   "       |                            .*..*\n"
                   "       |                                 .**.\n"
                   "   0.01+                                     **.\n"
                   "       |                                        ***\n"
                   "  0.001+                                           **\n"
                   "       |                                             **\n"
                   " 0.0002+                                               *\n"
                   "       +--+----------+-------------+-------- iterations\n"
                   "          1          2             5         10       20\n");
    assert_picture(&plot, 12, 24,
                   "    0.5+.\n"
                   "       |*...*.*\n"
                   "    0.1+       *..\n"
                   "       |         **\n"
                   "       |           *\n"
                   "   0.01+            *\n"
                   "       |             *.\n"
                   "  0.001+              *\n"
                   "       |               .\n"
                   " 0.0002+               *\n"
                   "       +------------+---\n"
                   "        1           10\n");
}
END_TEST

/* ---- spreads over seeds -----------------------------------------------------------------------
 */

/* A median that falls slowly, its band wider at the end; every fourth column has a row. */
static struct plot plot_with_spread(enum canvas_glyphs glyphs)
{
    static const double values[] = {0.5, 0.42, 0.36, 0.32, 0.3};
    static struct band band[SPANS_MAX];
    struct plot plot = plot_of(glyphs, 28, values, NULL, 5, 5, false);
    struct plot_curve *curve = (struct plot_curve *)(uintptr_t)plot.curve;
    struct axis_extent extent = axis_extent_empty();
    int row = 0;

    axis_extent_add_value(&extent, 0.06);
    axis_extent_add_value(&extent, 0.5);
    plot.y = axis_fit(&extent, false);
    for (size_t s = 0; s < curve->spans; s++) {
        band[s] = (struct band){NAN, NAN};
        if (curve->span[s].count > 0) {
            band[s] = (struct band){values[row] - 0.06 * row, values[row] + 0.04 * row};
            row++;
        }
    }
    curve->band = band;
    curve->median = true;
    return plot;
}

START_TEST(a_spread_is_filled_between_its_rows)
{
    struct plot plot = plot_with_spread(CANVAS_ASCII);

    assert_picture(&plot, 10, 28,
                   "       |*...: : : : : : :\n"
                   "    0.4+   :*..: : : : :\n"
                   "       |    : :.*...*.: :\n"
                   "       |       : : : :..*\n"
                   "    0.2+        : : : : :\n"
                   "       |           : : :\n"
                   "       |              : :\n"
                   "      0+\n"
                   "       +----+---+---+---+--+\n"
                   "        0   1   2   3   4  5\n");
    plot = plot_with_spread(CANVAS_BRAILLE);
    assert_picture(&plot, 10, 28,
                   "       |⠉⠒⢄⡀⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡\n"
                   "    0.4+  ⠡⠈⠒⠤⣀⠡⠡⠡⠡⠡⠡⠡⠡⠡⠡\n"
                   "       |    ⠡⠡⠡⠉⠑⠒⠤⢄⣀⡀⠡⠡⠡\n"
                   "       |      ⠡⠡⠡⠡⠡⠡⠡⠈⠉⠉*\n"
                   "    0.2+        ⠡⠡⠡⠡⠡⠡⠡⠡⠡\n"
                   "       |          ⠡⠡⠡⠡⠡⠡⠡\n"
                   "       |             ⠡⠡⠡⠡\n"
                   "      0+                ⠡\n"
                   "       +----+---+---+---+--+\n"
                   "        0   1   2   3   4  5\n");
}
END_TEST

/* Where more than a quarter of the seeds has diverged the band has no upper limit; where all of it
 * is beyond the axis there is none. */
START_TEST(a_spread_goes_on_beyond_the_axis)
{
    struct plot plot = plot_with_spread(CANVAS_ASCII);
    struct band *band = (struct band *)(uintptr_t)plot.curve[0].band;
    int row = 0;

    for (size_t s = 0; s < plot.curve[0].spans; s++)
        if (plot.curve[0].span[s].count > 0)
            band[s] = row++ < 3 ? (struct band){0.3, INFINITY} : (struct band){0.7, 0.9};
    assert_picture(&plot, 10, 28,
                   "       |*...: : : :\n"
                   "    0.4+ : :*..: :\n"
                   "       |: : : :.*...*.\n"
                   "       | : : : :      ..*\n"
                   "    0.2+\n"
                   "       |\n"
                   "       |\n"
                   "      0+\n"
                   "       +----+---+---+---+--+\n"
                   "        0   1   2   3   4  5\n");
}
END_TEST

START_TEST(curves_of_seeds_are_dim_behind_their_median)
{
    static double seed[2 * SPANS_MAX];
    struct plot plot = plot_with_spread(CANVAS_ASCII);
    struct plot_curve *curve = (struct plot_curve *)(uintptr_t)plot.curve;
    int dim = 0;

    for (size_t s = 0; s < curve->spans; s++) {
        bool has = curve->span[s].count > 0;

        seed[2 * s] = has ? 0.1 : (double)NAN;
        seed[2 * s + 1] = has && curve->span[s].x < 3 ? 0.2 + 0.05 * curve->span[s].x : (double)NAN;
    }
    curve->band = NULL;
    curve->seed = seed;
    curve->seeds = 2;
    assert_picture(&plot, 10, 28,
                   "       |*...\n"
                   "    0.4+    *..\n"
                   "       |       .*...*.\n"
                   "       |        :     ..*\n"
                   "    0.2+::::::::\n"
                   "       |\n"
                   "       |:::::::::::::::::\n"
                   "      0+\n"
                   "       +----+---+---+---+--+\n"
                   "        0   1   2   3   4  5\n");
    for (int i = 0; i < 10 * 28; i++)
        if (canvas.cell[i].ink == CANVAS_BAND) {
            ck_assert(canvas.cell[i].dim && !canvas.cell[i].chosen);
            dim++;
        }
    ck_assert_int_gt(dim, 20);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("canvas_edges");
    TCase *c = tcase_create("canvas_edges");

    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, zeros_have_the_bottom_row_of_a_logarithmic_axis);
    tcase_add_test(c, a_column_that_reaches_zero_is_drawn_down_to_it);
    tcase_add_test(c, curves_that_leave_have_signs_at_the_edge);
    tcase_add_test(c, a_curve_that_stays_away_is_named_now_and_then);
    tcase_add_test(c, a_smoothed_curve_has_its_spread_behind_it);
    tcase_add_test(c, ranges_are_joined_by_the_shortest_way);
    tcase_add_test(c, the_chosen_curve_is_on_top_beyond_the_edge_too);
    tcase_add_test(c, what_lies_beyond_is_not_drawn_at_the_edge);
    tcase_add_test(c, of_many_smooth_values_in_a_column_the_last_is_drawn);
    tcase_add_test(c, cursor_target_and_events_are_drawn);
    tcase_add_test(c, a_logarithmic_x_axis_shows_the_beginning);
    tcase_add_test(c, a_spread_is_filled_between_its_rows);
    tcase_add_test(c, a_spread_goes_on_beyond_the_axis);
    tcase_add_test(c, curves_of_seeds_are_dim_behind_their_median);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
