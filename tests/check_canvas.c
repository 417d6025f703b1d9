/* check_canvas.c - whole small plots as pictures, and what holds for every plot. */
#include "check_main.h"
#include "ui/canvas.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

enum { SPANS_MAX = 1024, PICTURE_MAX = 1 << 16 };

static struct span spans[CANVAS_CURVES_MAX + 1][SPANS_MAX];
static struct canvas canvas;
static char picture[PICTURE_MAX];

/* Samples n values as race_snapshot does: the spans that hold none have count 0. */
static void sample(struct span *span, size_t samples, const double *value, size_t n,
                   size_t end)
{
    for (size_t s = 0; s < samples; s++) {
        struct span *it = &span[s];

        *it = span_empty();
        for (size_t i = s * end / samples; i < (s + 1) * end / samples && i < n; i++) {
            if (!isfinite(value[i]))
                continue;
            it->min = it->count ? fmin(it->min, value[i]) : value[i];
            it->max = it->count ? fmax(it->max, value[i]) : value[i];
            it->last = value[i];
            it->x = (double)i;
            it->count++;
        }
    }
}

static size_t encode(uint32_t c, char *out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        out[0] = (char)(0xc0 | c >> 6);
        out[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    out[0] = (char)(0xe0 | c >> 12);
    out[1] = (char)(0x80 | (c >> 6 & 0x3f));
    out[2] = (char)(0x80 | (c & 0x3f));
    return 3;
}

/* The canvas as lines without their trailing blanks. */
static const char *draw(const struct canvas_plot *plot, int rows, int columns)
{
    struct status status = {0};
    size_t used = 0;

    ck_assert(canvas_resize(&canvas, rows, columns, &status));
    canvas_draw(&canvas, plot);
    for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++)
            used += encode(canvas.cell[row * columns + column].codepoint, picture + used);
        while (used > 0 && picture[used - 1] == ' ')
            used--;
        picture[used++] = '\n';
    }
    picture[used] = '\0';
    return picture;
}

static void assert_picture(const struct canvas_plot *plot, int rows, int columns,
                           const char *expected)
{
    const char *drawn = draw(plot, rows, columns);

    if (strcmp(drawn, expected) != 0)
        ck_abort_msg("drawn:\n%s\nexpected:\n%s", drawn, expected);
}

/* A plot of one or two curves of `n` values each, of `end` iterations, fitted. */
static struct canvas_plot plot_of(enum canvas_glyphs glyphs, int columns, const double *a,
                                  const double *b, size_t n, size_t end, bool logarithmic)
{
    static struct canvas_curve curve[2];
    struct axis_extent extent = axis_extent_empty();
    size_t samples = canvas_samples(columns, glyphs);

    sample(spans[0], samples, a, n, end);
    axis_extent_add(&extent, spans[0], samples);
    if (b) {
        sample(spans[1], samples, b, n, end);
        axis_extent_add(&extent, spans[1], samples);
    }
    curve[0] = (struct canvas_curve){spans[0], '*', 1, false};
    curve[1] = (struct canvas_curve){spans[1], 'o', 2, false};
    return (struct canvas_plot){.glyphs = glyphs,
                                .y = axis_fit(&extent, logarithmic),
                                .x = {0, (double)end, 1, "iterations"},
                                .samples = samples,
                                .curve = curve,
                                .curves = b ? 2 : 1};
}

/* Twenty halvings of 0.31, and of it plus 0.02. */
static double falling[20], floored[20];

static void setup(void)
{
    double value = 0.31;

    for (int i = 0; i < 20; i++, value *= 0.7) {
        falling[i] = value;
        floored[i] = value + 0.02;
    }
}

static void teardown(void)
{
    canvas_free(&canvas);
}

START_TEST(marks_show_the_curves_in_ascii)
{
    struct canvas_plot plot = plot_of(CANVAS_ASCII, 32, falling, floored, 20, 20, true);

    assert_picture(&plot, 12, 32,
                   "    0.5+*o\n"
                   "       | **o\n"
                   "    0.1+    *.*o\n"
                   "       |       **oo.ooooo\n"
                   "       |         **.     .ooooo\n"
                   "   0.01+            **\n"
                   "       |              ***\n"
                   "  0.001+                 .**\n"
                   "       |                    **\n"
                   " 0.0002+                      *\n"
                   "       +------+-----+-----+----+\n"
                   "        0     5     10    15  20\n");
}
END_TEST

START_TEST(a_linear_axis_starts_at_zero)
{
    struct canvas_plot plot = plot_of(CANVAS_ASCII, 32, falling, floored, 20, 20, false);

    assert_picture(&plot, 8, 32,
                   "   0.35+*\n"
                   "   0.30+\n"
                   "   0.25+ o\n"
                   "   0.20+  *\n"
                   "   0.15+   o\n"
                   "   0.10+    *.*o\n"
                   "   0.05+       **o*.*o*o*.*o*o*\n"
                   "        0     5     10    15  20\n");
}
END_TEST

START_TEST(a_curve_that_ended_ends)
{
    struct canvas_plot plot = plot_of(CANVAS_ASCII, 32, falling, floored, 20, 20, true);

    sample(spans[0], plot.samples, falling, 7, 20);
    sample(spans[1], plot.samples, floored, 13, 20);
    assert_picture(&plot, 10, 32,
                   "    0.5+*o\n"
                   "    0.1+  *o*.o\n"
                   "       |     .*oooo.o\n"
                   "       |             oo\n"
                   "   0.01+\n"
                   "       |\n"
                   "  0.001+\n"
                   " 0.0002+\n"
                   "       +------+-----+-----+----+\n"
                   "        0     5     10    15  20\n");
}
END_TEST

START_TEST(few_points_are_joined)
{
    static const double values[] = {0.4, NAN, 0.1, 0.3};
    struct canvas_plot plot = plot_of(CANVAS_ASCII, 32, values, NULL, 4, 4, false);

    assert_picture(&plot, 10, 32,
                   "    0.4+*.\n"
                   "       |  ..\n"
                   "    0.3+    ..           .*\n"
                   "       |      ..        .\n"
                   "    0.2+        ..    ..\n"
                   "       |          .. .\n"
                   "    0.1+            *\n"
                   "      0+\n"
                   "       +------+-----+-----+----+\n"
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
                   "       +------+-----+-----+----+\n"
                   "        0     1     2     3    4\n");
}
END_TEST

START_TEST(braille_has_dots_and_marks)
{
    struct canvas_plot plot = plot_of(CANVAS_BRAILLE, 40, falling, floored, 20, 20, true);

    plot.unicode_axes = true;
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
                   "       └────────┬───────┬───────┬──────┬\n"
                   "        0       5       10      15    20\n");
}
END_TEST

START_TEST(blocks_have_halves_and_marks)
{
    struct canvas_plot plot = plot_of(CANVAS_BLOCKS, 40, falling, floored, 20, 20, true);

    plot.unicode_axes = true;
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
                   "       └────────┬───────┬───────┬──────┬\n"
                   "        0       5       10      15    20\n");
}
END_TEST

START_TEST(many_values_in_a_column_show_their_range)
{
    static double noisy[1000];
    struct canvas_plot plot;

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
    struct canvas_plot plot = plot_of(CANVAS_ASCII, 32, falling, falling, 20, 20, true);
    struct canvas_curve curve[3] = {plot.curve[0], plot.curve[1], plot.curve[0]};

    assert_picture(&plot, 3, 32,
                   "    0.5+*o*o*.*\n"
                   "   0.01+       o*o*.*o*o\n"
                   " 0.0002+                *.*o*o*\n");
    curve[2].mark = '#';
    curve[2].emphasized = true;
    plot.curve = curve;
    plot.curves = 3;
    assert_picture(&plot, 3, 32,
                   "    0.5+#*#o#.#\n"
                   "   0.01+       o#*#.#*#o\n"
                   " 0.0002+                #.#o#*#\n");
}
END_TEST

START_TEST(a_grid_is_drawn_behind)
{
    struct canvas_plot plot = plot_of(CANVAS_ASCII, 32, falling, NULL, 20, 20, true);

    plot.grid = true;
    assert_picture(&plot, 10, 32,
                   "    0.5+**   -   -   -   -   -\n"
                   "    0.1+ -***-   -   -   -   -\n"
                   "       |     .**\n"
                   "       |        ***.\n"
                   "   0.01+ -   -   -  ***  -   -\n"
                   "       |               **.*\n"
                   "  0.001+ -   -   -   -   - **-\n"
                   " 0.0002+ -   -   -   -   -   **\n"
                   "       +------+-----+-----+----+\n"
                   "        0     5     10    15  20\n");
}
END_TEST

START_TEST(values_without_a_place_are_not_drawn)
{
    static const double values[] = {0.5, 0, -0.25, 0.05};
    struct canvas_plot plot = plot_of(CANVAS_ASCII, 20, values, NULL, 4, 4, true);
    int points = 0;

    draw(&plot, 8, 20);
    for (int i = 0; i < 8 * 20; i++)
        points += canvas.cell[i].points != 0;
    ck_assert_int_eq(points, 2);
    plot.y.high = 0.1; /* 0.5 is then above: drawn at the edge */
    draw(&plot, 8, 20);
    ck_assert_uint_eq(canvas.cell[8].points, 1);
}
END_TEST

START_TEST(styles_and_emphasis_come_from_the_curve)
{
    struct canvas_plot plot = plot_of(CANVAS_ASCII, 32, falling, floored, 20, 20, true);
    struct canvas_curve curve[2] = {plot.curve[0], plot.curve[1]};

    curve[1].emphasized = true;
    plot.curve = curve;
    for (int glyphs = 0; glyphs < CANVAS_GLYPHS; glyphs++) {
        plot.glyphs = (enum canvas_glyphs)glyphs;
        draw(&plot, 12, 32);
        for (int i = 0; i < 12 * 32; i++) {
            const struct canvas_cell *cell = &canvas.cell[i];
            if (cell->codepoint == '*')
                ck_assert(cell->style == 1 && !cell->emphasized);
            if (cell->codepoint == 'o' && cell->points)
                ck_assert(cell->style == 2 && cell->emphasized);
            if (cell->codepoint == ' ')
                ck_assert(cell->style == CANVAS_STYLE_NONE);
            ck_assert_int_eq(cell->emphasized, cell->style == 2);
        }
        ck_assert_int_eq(canvas.cell[7].style, CANVAS_STYLE_AXIS);
        ck_assert_int_eq(canvas.cell[11 * 32 + 8].style, CANVAS_STYLE_LABEL);
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

/* One random plot at one size; fails unless every point is where it belongs. */
static void assert_sound(int rows, int columns, uint64_t *state)
{
    static double value[300];
    static struct canvas_cell before[64 * 256];
    struct canvas_curve curve[5];
    struct axis_extent extent = axis_extent_empty();
    enum canvas_glyphs glyphs = (enum canvas_glyphs)(random_value(state) * CANVAS_GLYPHS);
    size_t end = 1 + (size_t)(random_value(state) * 299), samples = canvas_samples(columns, glyphs);
    int curves = (int)(random_value(state) * 6), margin = columns >= 18 ? 8 : 0;
    int plot_rows = rows - (rows >= 4) - (rows >= 10), plot_columns = columns - margin;
    struct canvas_plot plot = {.glyphs = glyphs,
                               .unicode_axes = glyphs != CANVAS_ASCII,
                               .grid = random_value(state) < 0.3,
                               .x = {0, (double)end, 1, "iterations"},
                               .samples = samples,
                               .curve = curve,
                               .curves = curves};
    uint32_t seen = 0;

    for (int c = 0; c < curves; c++) {
        random_curve(value, end, state);
        sample(spans[c], samples, value, end, end);
        axis_extent_add(&extent, spans[c], samples);
        curve[c] = (struct canvas_curve){spans[c], "*+xo#"[c], (uint8_t)(c + 1), c == 3};
    }
    plot.y = axis_fit(&extent, random_value(state) < 0.5);
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

        MUST(memcmp(cell, &before[i], sizeof *cell) == 0);
        MUST(cell->codepoint >= ' ' && cell->codepoint < 0x2900 && cell->codepoint != 0x7f);
        MUST(glyphs != CANVAS_ASCII || cell->codepoint < 0x7f);
        MUST(in_plot || (!cell->joins && cell->style != 1));
        MUST(!(cell->points & ~cell->joins) && !(cell->joins >> curves));
        MUST(!cell->joins || (cell->style >= 1 && cell->style <= curves));
        MUST(!cell->joins || cell->joins >> (cell->style - 1) & 1);
        seen |= cell->points;
    }
    for (int c = 0; c < curves; c++)
        for (size_t s = 0; s < samples; s++) {
            const struct span *span = &spans[c][s];
            /* Sparse: the iteration that the span holds; dense: the span's own column. */
            size_t dot = end <= samples ? s * end / samples * samples / end : s;
            int column = (int)dot * plot_columns / (int)samples;
            double place = axis_place(&plot.y, span->last);

            if (span->count == 0 || isnan(place))
                continue;
            MUST(seen >> c & 1);
            MUST(canvas.cell[axis_row(&plot.y, span->last, plot_rows) * columns + margin + column]
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
    struct canvas_plot plot = plot_of(CANVAS_ASCII, 32, falling, NULL, 20, 20, true);
    int before = 0, after = 0;

    draw(&plot, 12, 32);
    for (int i = 0; i < 12 * 32; i++)
        before += canvas.cell[i].points != 0;
    sample(spans[0], 1000, falling, 20, 20);
    plot.samples = 1000;
    draw(&plot, 12, 32);
    for (int i = 0; i < 12 * 32; i++)
        after += canvas.cell[i].points != 0;
    ck_assert_int_eq(before, 20);
    ck_assert_int_eq(after, 20);
    sample(spans[0], 5, falling, 20, 20);
    plot.samples = 5;
    draw(&plot, 12, 32);
    plot.samples = 0;
    draw(&plot, 12, 32);
    plot.x.end = 0;
    draw(&plot, 12, 32);
}
END_TEST

START_TEST(curves_in_excess_are_left_out)
{
    static struct canvas_curve curve[CANVAS_CURVES_MAX + 1];
    struct canvas_plot plot = plot_of(CANVAS_BRAILLE, 32, falling, NULL, 20, 20, true);

    for (int c = 0; c <= CANVAS_CURVES_MAX; c++)
        curve[c] = (struct canvas_curve){spans[0], c < CANVAS_CURVES_MAX ? '*' : '!', 1, true};
    plot.curve = curve;
    plot.curves = CANVAS_CURVES_MAX + 1;
    ck_assert_ptr_null(strchr(draw(&plot, 12, 32), '!'));
}
END_TEST

START_TEST(no_room_is_no_harm)
{
    struct canvas_plot plot = plot_of(CANVAS_ASCII, 0, falling, NULL, 20, 20, true);
    struct status status = {0};

    ck_assert_uint_eq(canvas_samples(0, CANVAS_BRAILLE), 0);
    ck_assert_uint_eq(canvas_samples(-7, CANVAS_ASCII), 0);
    ck_assert_uint_eq(canvas_samples(17, CANVAS_ASCII), 17);
    ck_assert_uint_eq(canvas_samples(38, CANVAS_BRAILLE), 60);
    ck_assert(canvas_resize(&canvas, 5, 0, &status));
    canvas_draw(&canvas, &plot);
    ck_assert(canvas_resize(&canvas, -5, 7, &status));
    canvas_draw(&canvas, &plot);
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
    tcase_add_test(c, a_linear_axis_starts_at_zero);
    tcase_add_test(c, a_curve_that_ended_ends);
    tcase_add_test(c, few_points_are_joined);
    tcase_add_test(c, braille_has_dots_and_marks);
    tcase_add_test(c, blocks_have_halves_and_marks);
    tcase_add_test(c, many_values_in_a_column_show_their_range);
    tcase_add_test(c, coinciding_curves_take_turns);
    tcase_add_test(c, a_grid_is_drawn_behind);
    tcase_add_test(c, values_without_a_place_are_not_drawn);
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
