/* check_canvas.c - whole small plots as pictures, and what holds for every plot. */
#include "app/options.h"
#include "picture.h"

#include <strings.h>

START_TEST(marks_show_the_curves_in_ascii)
{
    struct plot plot = plot_of(CANVAS_ASCII, 32, falling, floored, 20, 20, true);

    assert_picture(&plot, 12, 32,
                   "    0.5+*o\n"
                   "       | **o\n"
                   "    0.1+    o.*o\n"
                   "       |       **oo.ooooo\n"
                   "       |         **.     .ooooo\n"
                   "   0.01+            **\n"
                   "       |              ***\n"
                   "  0.001+                 .**\n"
                   "       |                    **\n"
                   " 0.0002+                      *\n"
                   "       +------+----- iterations\n"
                   "        0     5     10    15  20\n");
}
END_TEST

/* The option is the program's, the table is the screen's: one order, the same names. */
START_TEST(the_option_names_the_glyphs)
{
    for (int i = 0; i < option_rows(); i++) {
        struct option_row row = option_row(i);

        if (strcmp(row.name, "glyphs") != 0)
            continue;
        for (int g = 0; g < CANVAS_GLYPHS; g++)
            ck_assert(row.param->choices[g] &&
                      strcasecmp(row.param->choices[g], canvas_glyph_specs[g].name) == 0);
        ck_assert_ptr_null(row.param->choices[CANVAS_GLYPHS]);
        return;
    }
    ck_abort_msg("there is no option --glyphs");
}
END_TEST

START_TEST(a_linear_axis_starts_at_zero)
{
    struct plot plot = plot_of(CANVAS_ASCII, 32, falling, floored, 20, 20, false);

    assert_picture(&plot, 8, 32,
                   "   0.35+*\n"
                   "   0.30+\n"
                   "   0.25+ *\n"
                   "   0.20+  *\n"
                   "   0.15+   o\n"
                   "   0.10+    o.*o\n"
                   "   0.05+       **oo.***oo.***oo\n"
                   "        0     5     10    15  20\n");
}
END_TEST

START_TEST(a_curve_that_ended_ends)
{
    struct plot plot = plot_of(CANVAS_ASCII, 32, falling, floored, 20, 20, true);

    sample(spans[0], plot.curve[0].spans, falling, 7, 20);
    sample(spans[1], plot.curve[1].spans, floored, 13, 20);
    assert_picture(&plot, 10, 32,
                   "    0.5+**\n"
                   "    0.1+  *oo.o\n"
                   "       |     .**ooo.o\n"
                   "       |             oo\n"
                   "   0.01+\n"
                   "       |\n"
                   "  0.001+\n"
                   " 0.0002+\n"
                   "       +------+----- iterations\n"
                   "        0     5     10    15  20\n");
}
END_TEST

START_TEST(few_points_are_joined)
{
    static const double values[] = {0.4, NAN, 0.1, 0.3};
    struct plot plot = plot_of(CANVAS_ASCII, 32, values, NULL, 4, 4, false);

    assert_picture(&plot, 10, 32,
                   "    0.4+*.\n"
                   "       |  ..\n"
                   "    0.3+    ..           .*\n"
                   "       |      ..        .\n"
                   "    0.2+        ..    ..\n"
                   "       |          .. .\n"
                   "    0.1+            *\n"
                   "      0+\n"
                   "       +------+----- iterations\n"
                   "        0     1     2     3    4\n");
    plot = plot_of(CANVAS_BRAILLE, 32, values, NULL, 4, 4, false);
    assert_picture(&plot, 10, 32,
                   "    0.4+⠑⢄\n"
                   "       |  ⠑⢄\n"
                   "    0.3+    ⠑⢄           ⡔*\n"
                   "       |      ⠑⢄       ⢠⠊\n"
                   "    0.2+        ⠑⢄    ⡔⠁\n"
                   "       |          ⠑⢄⢠⠊\n"
                   "    0.1+            ⠁\n"
                   "      0+\n"
                   "       +------+----- iterations\n"
                   "        0     1     2     3    4\n");
}
END_TEST

START_TEST(braille_has_dots_and_marks)
{
    struct plot plot = plot_of(CANVAS_BRAILLE, 40, falling, floored, 20, 20, true);

    unicode = true;
    assert_picture(&plot, 12, 40,
                   "    0.5┤⢤⣀\n"
                   "       │ ⠈⠙*⣄⡀\n"
                   "    0.1┤     ⠙⠫⢖⡢o⣀\n"
                   "       │        ⠈⠑⠢⣉⠑⠒⠢⠤⠤⢄⣀⣀⣀⣀⣀\n"
                   "       │            ⠑⠢⢄⡀       ⠉⠉⠉⠉⠉⠉⠉o\n"
                   "   0.01┤               ⠈⠑⠢⣀\n"
                   "       │                   ⠉⠢⢄⡀\n"
                   "  0.001┤                      ⠈⠑⠢⣀\n"
                   "       │                          ⠉*⢄⡀\n"
                   " 0.0002┤                             ⠈*\n"
                   "       └────────┬───────┬─── iterations\n"
                   "        0       5       10      15    20\n");
}
END_TEST

START_TEST(blocks_have_halves_and_marks)
{
    struct plot plot = plot_of(CANVAS_BLOCKS, 40, falling, floored, 20, 20, true);

    unicode = true;
    assert_picture(&plot, 12, 40,
                   "    0.5┤▄▄\n"
                   "       │ ▀▀*▄▄\n"
                   "    0.1┤     ▀▀██o▄\n"
                   "       │         ▀▄█▀▀▀▄▄▄▄▄▄▄▄\n"
                   "       │            ▀▀▄▄       ▀▀▀▀▀▀▀o\n"
                   "   0.01┤                ▀▄▄\n"
                   "       │                   ▀▄▄▄\n"
                   "  0.001┤                       ▀▀▄\n"
                   "       │                          ▀*▄\n"
                   " 0.0002┤                             ▀*\n"
                   "       └────────┬───────┬─── iterations\n"
                   "        0       5       10      15    20\n");
}
END_TEST

START_TEST(many_values_in_a_column_show_their_range)
{
    static double noisy[1000];
    struct plot plot;

    for (int i = 0; i < 1000; i++)
        noisy[i] = i == 500 ? 0.9 : 0.31 + 0.0001 * i + 0.05 * (i % 7) / 6.0;
    plot = plot_of(CANVAS_ASCII, 28, noisy, NULL, 1000, 1000, false);
    assert_picture(&plot, 8, 28,
                   "    0.8+          .\n"
                   "       |          .\n"
                   "    0.6+          .\n"
                   "    0.4+     .*...****.*****\n"
                   "       |******.***....*.\n"
                   "    0.2+\n"
                   "      0+\n"
                   "        0        500    1000\n");
}
END_TEST

START_TEST(coinciding_curves_take_turns)
{
    struct plot plot = plot_of(CANVAS_ASCII, 32, falling, falling, 20, 20, true);
    struct plot_curve curve[3] = {plot.curve[0], plot.curve[1], plot.curve[0]};

    assert_picture(&plot, 3, 32,
                   "    0.5+***oo.*\n"
                   "   0.01+       **oo.***o\n"
                   " 0.0002+                o.***oo\n");
    curve[2].style = 4;
    curve[2].chosen = true;
    plot.curve = curve;
    plot.curves = 3;
    assert_picture(&plot, 3, 32,
                   "    0.5+#####.#\n"
                   "   0.01+       ####.####\n"
                   " 0.0002+                #.#####\n");
}
END_TEST

START_TEST(styles_and_emphasis_come_from_the_curve)
{
    struct plot plot = plot_of(CANVAS_ASCII, 32, falling, floored, 20, 20, true);
    struct plot_curve curve[2] = {plot.curve[0], plot.curve[1]};

    curve[1].chosen = true;
    plot.curve = curve;
    for (int glyphs = 0; glyphs < CANVAS_GLYPHS; glyphs++) {
        glyphs_used = (enum canvas_glyphs)glyphs;
        draw(&plot, 12, 32);
        for (int i = 0; i < 12 * 32; i++) {
            const struct canvas_cell *cell = &canvas.cell[i];
            if (cell->codepoint == '*')
                ck_assert(cell->ink == CANVAS_CURVE && cell->style == 0 && !cell->chosen);
            if (cell->codepoint == 'o' && cell->points)
                ck_assert(cell->style == 3 && cell->chosen);
            if (cell->codepoint == ' ')
                ck_assert_int_eq(cell->ink, CANVAS_BLANK);
            ck_assert_int_eq(cell->chosen, cell->style == 3);
        }
        ck_assert_int_eq(canvas.cell[7].ink, CANVAS_AXIS);
        ck_assert_int_eq(canvas.cell[11 * 32 + 8].ink, CANVAS_LABEL);
    }
}
END_TEST

/* A cheap generator for the property tests. */
static double random_value(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (double)(*state >> 33) / 2147483648.0;
}

/* Every kind of curve: falling, noisy, full of gaps, huge, tiny, negative. */
static void random_curve(double *value, size_t n, uint64_t *state)
{
    double scale = pow(10, floor(random_value(state) * 600 - 300)), gaps = random_value(state);
    double noise = random_value(state), fall = random_value(state);
    bool wild = random_value(state) < 0.2;

    for (size_t i = 0; i < n; i++) {
        value[i] = (wild ? scale : 1) *
                   (exp(-fall * (double)i) + noise * random_value(state) - (wild ? 0.3 : 0));
        if (random_value(state) < gaps * gaps)
            value[i] = wild ? INFINITY : NAN;
    }
}

/* That a curve is beyond an edge; its mark may stand to the left of it. */
static bool is_sign(const struct canvas_cell *cell)
{
    return cell->codepoint == '^' || cell->codepoint == 'v' || cell->codepoint == 0x25b2 ||
           cell->codepoint == 0x25bc;
}

/* One random plot at one size; fails unless every point is where it belongs. */
static void assert_sound(int rows, int columns, uint64_t *state)
{
    static double value[300];
    static struct canvas_cell before[64 * 256];
    struct plot_curve curve[5];
    struct axis_extent extent = axis_extent_empty();
    enum canvas_glyphs glyphs = (enum canvas_glyphs)(random_value(state) * CANVAS_GLYPHS);
    size_t end = 1 + (size_t)(random_value(state) * 299), samples = canvas_samples(columns, glyphs);
    int curves = (int)(random_value(state) * 6), margin = columns >= 18 ? 8 : 0;
    int plot_rows = rows - (rows >= 4) - (rows >= 10), plot_columns = columns - margin;
    struct plot plot = {
        .x = {.end = (double)end, .unit = "iterations"}, .curve = curve, .curves = curves};
    int across = glyphs == CANVAS_BRAILLE ? 2 : 1;
    uint64_t seen = 0;
    struct axis y;

    glyphs_used = glyphs;
    unicode = glyphs != CANVAS_ASCII;
    plot.x.logarithmic = random_value(state) < 0.3;
    for (int c = 0; c < curves; c++) {
        random_curve(value, end, state);
        sample(spans[c], samples, value, end, end);
        axis_extent_add(&extent, spans[c], samples);
        curve[c] = (struct plot_curve){
            .span = spans[c], .spans = samples, .style = c, .chosen = c == 3, .dim = c == 1};
    }
    plot.y = axis_fit(&extent, random_value(state) < 0.5);
    y = plot.y;
    axis_set_rows(&y, plot_rows);
    draw(&plot, rows, columns);
    memcpy(before, canvas.cell, (size_t)(rows * columns) * sizeof before[0]);
    draw(&plot, rows, columns);

#define MUST(CONDITION)                                                                            \
    do {                                                                                           \
        if (!(CONDITION))                                                                          \
            ck_abort_msg("%dx%d: not %s:\n%s", rows, columns, #CONDITION, picture);                \
    } while (0)

    for (int i = 0; i < rows * columns; i++) {
        const struct canvas_cell *cell = &canvas.cell[i];
        bool in_plot = i / columns < plot_rows && i % columns >= margin;
        bool sign = is_sign(cell);

        MUST(memcmp(cell, &before[i], sizeof *cell) == 0);
        MUST(cell->codepoint >= ' ' && cell->codepoint < 0x2900 && cell->codepoint != 0x7f);
        MUST(glyphs != CANVAS_ASCII || cell->codepoint < 0x7f);
        MUST(in_plot || (!cell->joins && cell->ink != CANVAS_CURVE));
        MUST(!(cell->points & ~cell->joins) && !(cell->joins >> curves));
        MUST(!cell->joins || (cell->ink == CANVAS_CURVE && cell->style < curves));
        MUST(!cell->joins || sign || (i % columns + 1 < columns && is_sign(cell + 1)) ||
             cell->joins >> cell->style & 1);
        MUST(!(cell->joins >> 3 & 1) || sign || glyphs == CANVAS_ASCII || cell->chosen);
        MUST(!(cell->points >> 3 & 1) || sign || cell->chosen);
        seen |= cell->points;
    }
    for (int c = 0; c < curves; c++)
        for (size_t s = 0; s < samples; s++) {
            const struct span *span = &spans[c][s];
            int column = axis_range_column(&plot.x, span->x, plot_columns * across) / across;
            bool last = true; /* spans of one dot column are taken together */

            if (span->count == 0 || axis_side(&y, span->last) != 0)
                continue;
            for (size_t after = s + 1; after < samples && last; after++)
                last = spans[c][after].count == 0 ||
                       axis_range_column(&plot.x, spans[c][after].x, plot_columns * across) !=
                           axis_range_column(&plot.x, span->x, plot_columns * across);
            if (!last)
                continue;
            MUST(seen >> c & 1);
            MUST(canvas.cell[axis_row(&y, span->last, plot_rows) * columns + margin + column]
                         .points >>
                     c &
                 1);
        }
#undef MUST
}

START_TEST(every_value_is_drawn_where_it_belongs_at_every_size)
{
    uint64_t state = 2385;

    for (int rows = 1; rows <= 60; rows += rows < 14 ? 1 : 5)
        for (int columns = 1; columns <= 250; columns += columns < 40 ? 1 : 11)
            for (int repeat = 0; repeat < 4; repeat++)
                assert_sound(rows, columns, &state);
}
END_TEST

START_TEST(more_or_fewer_spans_than_columns_are_drawn)
{
    struct plot plot = plot_of(CANVAS_ASCII, 32, falling, NULL, 20, 20, true);
    struct plot_curve curve = plot.curve[0];
    int before = 0, after = 0;

    plot.curve = &curve;
    draw(&plot, 12, 32);
    for (int i = 0; i < 12 * 32; i++)
        before += canvas.cell[i].points != 0;
    sample(spans[0], 1000, falling, 20, 20);
    curve.spans = 1000;
    draw(&plot, 12, 32);
    for (int i = 0; i < 12 * 32; i++)
        after += canvas.cell[i].points != 0;
    ck_assert_int_eq(before, 20);
    ck_assert_int_eq(after, 20);
    sample(spans[0], 5, falling, 20, 20);
    curve.spans = 5;
    draw(&plot, 12, 32);
    curve.spans = 0;
    draw(&plot, 12, 32);
    plot.x.end = 0;
    draw(&plot, 12, 32);
}
END_TEST

START_TEST(curves_in_excess_are_left_out)
{
    static struct plot_curve curve[PLOT_CURVES_MAX + 1];
    struct plot plot = plot_of(CANVAS_BRAILLE, 32, falling, NULL, 20, 20, true);

    for (int c = 0; c <= PLOT_CURVES_MAX; c++)
        curve[c] = (struct plot_curve){.span = spans[0],
                                       .spans = plot.curve[0].spans,
                                       .style = c < PLOT_CURVES_MAX ? 0 : 4,
                                       .chosen = true};
    plot.curve = curve;
    plot.curves = PLOT_CURVES_MAX + 1;
    ck_assert_ptr_null(strchr(draw(&plot, 12, 32), '#'));
    plot.curves = PLOT_CURVES_MAX;
    curve[PLOT_CURVES_MAX - 1].style = 4;
    ck_assert_ptr_nonnull(strchr(draw(&plot, 12, 32), '#'));
}
END_TEST

START_TEST(no_room_is_no_harm)
{
    struct plot plot = plot_of(CANVAS_ASCII, 0, falling, NULL, 20, 20, true);
    struct status status = {0};

    ck_assert_uint_eq(canvas_samples(0, CANVAS_BRAILLE), 0);
    ck_assert_uint_eq(canvas_samples(-7, CANVAS_ASCII), 0);
    ck_assert_uint_eq(canvas_samples(17, CANVAS_ASCII), 17);
    ck_assert_uint_eq(canvas_samples(38, CANVAS_BRAILLE), 60);
    ck_assert(canvas_resize(&canvas, 5, 0, &status));
    canvas_draw(&canvas, &plot, glyphs_used, unicode);
    ck_assert(canvas_resize(&canvas, -5, 7, &status));
    canvas_draw(&canvas, &plot, glyphs_used, unicode);
    ck_assert_int_eq(canvas.rows, 0);
}
END_TEST

START_TEST(sparklines_scale_to_their_values)
{
    static const double values[] = {0.1, 0.1, 0.55, NAN, 1, 0.3}, flat[] = {2.5, 2.5};
    uint32_t out[6];

    canvas_sparkline(values, 6, false, out);
    ck_assert(out[0] == '_' && out[2] == '-' && out[3] == ' ' && out[4] == '^' && out[5] == '.');
    canvas_sparkline(values, 6, true, out);
    ck_assert(out[0] == 0x2581 && out[2] == 0x2585 && out[3] == ' ' && out[4] == 0x2588);
    canvas_sparkline(flat, 2, false, out);
    ck_assert(out[0] == '-' && out[1] == '-');
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("canvas");
    TCase *c = tcase_create("canvas");

    tcase_set_timeout(c, 30);
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, marks_show_the_curves_in_ascii);
    tcase_add_test(c, the_option_names_the_glyphs);
    tcase_add_test(c, a_linear_axis_starts_at_zero);
    tcase_add_test(c, a_curve_that_ended_ends);
    tcase_add_test(c, few_points_are_joined);
    tcase_add_test(c, braille_has_dots_and_marks);
    tcase_add_test(c, blocks_have_halves_and_marks);
    tcase_add_test(c, many_values_in_a_column_show_their_range);
    tcase_add_test(c, coinciding_curves_take_turns);
    tcase_add_test(c, styles_and_emphasis_come_from_the_curve);
    tcase_add_test(c, every_value_is_drawn_where_it_belongs_at_every_size);
    tcase_add_test(c, more_or_fewer_spans_than_columns_are_drawn);
    tcase_add_test(c, curves_in_excess_are_left_out);
    tcase_add_test(c, no_room_is_no_harm);
    tcase_add_test(c, sparklines_scale_to_their_values);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
