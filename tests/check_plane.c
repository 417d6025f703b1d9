/*
 * check_plane.c - parts of the plane, levels of functions, the states that stand for a path; and
 * what the canvas makes of them.
 */
#include "check_main.h"

#include "plot/contour.h"
#include "train/path.h"
#include "ui/plane_canvas.h"

#include <math.h>
#include <string.h>

static const struct plane square = {{-2, -1}, {2, 3}};

/* ---- parts of the plane --------------------------------------------------------------------- */

START_TEST(points_nearby_are_fitted_by_quarters)
{
    const double inside[][2] = {{-2, 3}, {1.5, -1}}, near[][2] = {{2.2, 0}, {0, -2.3}};
    const double far[][2] = {{-1e9, 0}, {0, 50}}, broken[][2] = {{NAN, 9}, {9, INFINITY}};
    struct plane plane = plane_fit(&square, inside, 2);

    ck_assert_mem_eq(&plane, &square, sizeof plane);
    plane = plane_fit(&square, broken, 2);
    ck_assert_mem_eq(&plane, &square, sizeof plane);
    plane = plane_fit(&square, near, 2);
    ck_assert(plane.low[0] == -2 && plane.high[0] == 3 && plane.low[1] == -3 && plane.high[1] == 3);
    plane = plane_fit(&square, far, 2); /* at most its own size more */
    ck_assert(plane.low[0] == -6 && plane.high[0] == 2 && plane.low[1] == -1 && plane.high[1] == 7);
}
END_TEST

START_TEST(a_start_far_off_is_in_the_picture)
{
    const struct plane with = plane_with(&square, (const double[]){50, 0.5});
    const struct plane same = plane_with(&square, (const double[]){2, -1});

    ck_assert(with.high[0] == 51 && with.low[0] == -2 && with.low[1] == -1 && with.high[1] == 3);
    ck_assert_mem_eq(&same, &square, sizeof same);
}
END_TEST

START_TEST(zooming_goes_in_and_out_about_a_point)
{
    struct plane plane = square;
    const double about[] = {0.5, 2};
    int steps = 0;

    ck_assert(plane_zoom(&plane, true, about));
    ck_assert(plane.low[0] == -0.5 && plane.high[0] == 1.5 && plane.low[1] == 1 &&
              plane.high[1] == 3);
    ck_assert(plane_zoom(&plane, false, about));
    ck_assert(plane.low[0] == -1.5 && plane.high[0] == 2.5 && plane.low[1] == 0 &&
              plane.high[1] == 4);
    while (plane_zoom(&plane, true, about) && steps < 1000)
        steps++;
    ck_assert_int_lt(steps, 100); /* it ends while there are numbers between */
    ck_assert(plane.low[0] < about[0] && about[0] < plane.high[0]);
    while (plane_zoom(&plane, false, about) && steps < 1000)
        steps++;
    ck_assert_int_lt(steps, 1000);
}
END_TEST

START_TEST(places_and_points_are_inverse)
{
    double at[2], point[2];

    plane_find(&square, (const double[]){-2, 3}, 10, 4, at);
    ck_assert(at[0] == 0 && at[1] == 0);
    plane_find(&square, (const double[]){2, -1}, 10, 4, at);
    ck_assert(at[0] == 10 && at[1] == 4);
    for (int column = 0; column < 10; column++)
        for (int row = 0; row < 4; row++) {
            plane_point(&square, 10, 4, column, row, point);
            plane_find(&square, point, 10, 4, at);
            ck_assert(fabs(at[0] - column - 0.5) < 1e-12 && fabs(at[1] - row - 0.5) < 1e-12);
        }
}
END_TEST

START_TEST(lines_are_cut_at_the_edges)
{
    double from[] = {-5, 2}, to[] = {15, 2};

    ck_assert(plane_clip(10, 4, from, to));
    ck_assert(from[0] == 0 && to[0] == 10 && from[1] == 2 && to[1] == 2);
    memcpy(from, (double[]){1, 1}, sizeof from);
    memcpy(to, (double[]){3, -1}, sizeof to);
    ck_assert(plane_clip(10, 4, from, to));
    ck_assert(from[0] == 1 && from[1] == 1 && to[0] == 2 && to[1] == 0);
    ck_assert(!plane_clip(10, 4, (double[]){11, 0}, (double[]){12, 4}));
    ck_assert(!plane_clip(10, 4, (double[]){-1, 5}, (double[]){11, 5}));
    ck_assert(!plane_clip(10, 4, (double[]){-4, 1}, (double[]){1, -4}));
    ck_assert(!plane_clip(10, 4, (double[]){NAN, 1}, (double[]){1, 1}));
    ck_assert(!plane_clip(10, 4, (double[]){1, 1}, (double[]){INFINITY, 1}));
}
END_TEST

/* ---- levels -----------------------------------------------------------------------------------
 */

/* `context`: a factor and an offset. */
static double bowl(const void *context, double x, double y)
{
    const double *numbers = context;

    return numbers[0] * (x * x + y * y) + numbers[1];
}

static double flat(const void *context, double x, double y)
{
    (void)x;
    (void)y;
    return *(const double *)context;
}

static double ramp(const void *context, double x, double y)
{
    (void)context;
    (void)y;
    return x > 1 ? (double)INFINITY : 1000 + x;
}

static struct contour contour;

static void make(contour_function *function, const double *numbers, const struct plane *plane,
                 double lowest)
{
    struct status status = {0};

    ck_assert(contour_make(&contour, plane, 40, 20, function, numbers, lowest, &status));
}

START_TEST(levels_are_round_and_fill_the_picture)
{
    static const struct plane plane = {{-3, -3}, {3, 3}};

    /* From 0.05 to 18: 1, 2 and 5 times powers of ten would be too few for one, too many here. */
    make(bowl, (double[]){1, 0}, &plane, 0);
    ck_assert_int_ge(contour.levels, 4);
    for (int i = 0; i < contour.levels; i++) {
        double power = pow(10, floor(log10(contour.level[i]) + 1e-9));
        double mantissa = contour.level[i] / power;

        ck_assert(i == 0 || contour.level[i] > contour.level[i - 1]);
        ck_assert(fabs(mantissa - 1) < 1e-9 || fabs(mantissa - 2) < 1e-9 ||
                  fabs(mantissa - 5) < 1e-9);
    }
    ck_assert(contour.level[contour.levels - 1] == 10);
    for (int row = 0; row < 20; row++)
        for (int column = 0; column < 40; column++) {
            double value = contour.value[row * 40 + column];
            int band = contour.band[row * 40 + column];

            ck_assert(band == 0 || value >= contour.level[band - 1]);
            ck_assert(band == contour.levels || value < contour.level[band]);
        }
    contour_free(&contour);
}
END_TEST

/* From `low` decades to `high`, evenly: the more, the further apart are the levels. */
static double decades[2];

static double many_decades(const void *context, double x, double y)
{
    (void)context;
    (void)y;
    return pow(10, decades[0] + (decades[1] - decades[0]) * (x + 2) / 4);
}

START_TEST(there_are_never_too_many_levels)
{
    for (int high = -5; high <= 5; high++)
        for (int low = high - 60; low < high; low++) {
            decades[0] = low;
            decades[1] = high;
            make(many_decades, NULL, &square, 0);
            ck_assert_int_ge(contour.levels, 1);
            ck_assert_int_le(contour.levels, CONTOUR_LEVELS_MAX);
            for (int i = 1; i < contour.levels; i++)
                ck_assert(contour.level[i] > contour.level[i - 1]);
        }
    contour_free(&contour);
}
END_TEST

START_TEST(levels_are_counted_from_the_lowest_value)
{
    static const struct plane plane = {{-3, -3}, {3, 3}};
    double level[CONTOUR_LEVELS_MAX];
    int levels;

    make(bowl, (double[]){1, 0}, &plane, 0);
    levels = contour.levels;
    memcpy(level, contour.level, sizeof level);
    make(bowl, (double[]){1, -78.25}, &plane, -78.25);
    ck_assert_int_eq(contour.levels, levels);
    for (int i = 0; i < levels; i++)
        assert_close(contour.level[i] + 78.25, level[i], 1e-9);
    make(bowl, (double[]){1e9, 0}, &plane, 0);
    ck_assert_int_eq(contour.levels, levels);
    assert_close(contour.level[0], 1e9 * level[0], 1e-9);
    contour_free(&contour);
}
END_TEST

START_TEST(flat_and_steep_functions_have_levels_that_make_sense)
{
    static const struct plane plane = {{0, 0}, {2, 2}}, wide = {{-1e6, -1e6}, {1e6, 1e6}};

    make(flat, (double[]){5}, &plane, 5);
    ck_assert_int_eq(contour.levels, 0);
    ck_assert_int_eq(contour_line(&contour, 3, 3), -1);
    make(flat, (double[]){NAN}, &plane, 5);
    ck_assert_int_eq(contour.levels, 0);
    make(ramp, NULL, &plane, 0); /* 1000 ... 1001: even steps; beyond 1 it is not finite */
    ck_assert_int_eq(contour.levels, 6);
    assert_close(contour.level[1] - contour.level[0], contour.level[5] - contour.level[4], 1e-6);
    ck_assert_int_eq(contour.band[39], 6);
    make(bowl, (double[]){1, 0}, &wide, 0);
    ck_assert_int_ge(contour.levels, 4);
    ck_assert_int_le(contour.levels, CONTOUR_LEVELS_MAX);
    contour_free(&contour);
}
END_TEST

START_TEST(lines_pass_where_the_band_changes)
{
    static const struct plane plane = {{-3, -3}, {3, 3}};
    int lines = 0;

    make(bowl, (double[]){1, 0}, &plane, 0);
    for (int row = 0; row < 20; row++)
        for (int column = 0; column < 40; column++) {
            int line = contour_line(&contour, column, row);
            const uint8_t *band = &contour.band[row * 40 + column];
            bool changes = (column < 39 && band[1] != band[0]) || (row < 19 && band[40] != band[0]);

            ck_assert_int_eq(line >= 0, changes);
            ck_assert_int_lt(line, contour.levels);
            lines += line >= 0;
        }
    ck_assert_int_gt(lines, 50);
    contour_free(&contour);
}
END_TEST

/* ---- states of a path --------------------------------------------------------------------------
 */

START_TEST(paths_take_all_states_then_every_third)
{
    ck_assert_uint_eq(path_state(0), 0);
    ck_assert_uint_eq(path_state(255), 255);
    ck_assert_uint_eq(path_state(256), 256);
    ck_assert_uint_eq(path_state(257), 259);
    ck_assert_uint_eq(path_state(511), 256 + 3 * 255);
    ck_assert_uint_eq(path_state(512), 256 + 768);
    ck_assert_uint_eq(path_state(513), 256 + 768 + 9);
    for (size_t k = 1; k < PATH_POINTS_MAX - 1; k++) {
        ck_assert_uint_gt(path_state(k), path_state(k - 1));
        ck_assert_uint_eq((path_state(k) - path_state(k - 1)) % 2, 1); /* a zigzag stays one */
        ck_assert_uint_eq(path_points(path_state(k)), k + 1);
        ck_assert_uint_eq(path_points(path_state(k) - 1), k);
    }
    ck_assert_uint_eq(path_points(0), 1);
    ck_assert_uint_lt(path_points(1000000000), PATH_POINTS_MAX);
    ck_assert_uint_eq(path_points((size_t)-1), PATH_POINTS_MAX - 1);
}
END_TEST

/* ---- on the canvas -----------------------------------------------------------------------------
 */

static struct canvas canvas;
static struct plane_canvas picture;
static const double path[][2] = {{-2.8, 2.2}, {-1, -1}, {NAN, 0}, {1, 1}, {9, 1}};
static const struct plane_style star = {.style = 0}, cross = {.style = 2, .chosen = true};

static void begin(enum canvas_glyphs glyphs, int rows, int columns)
{
    static const struct plane plane = {{-3, -3}, {3, 3}};
    struct status status = {0};
    int across, down;

    ck_assert(canvas_resize(&canvas, rows, columns, &status));
    plane_canvas_begin(&picture, &canvas, &plane, glyphs, glyphs != CANVAS_ASCII);
    plane_canvas_grid(&picture, &across, &down);
    ck_assert(contour_make(&contour, &plane, across, down, bowl, (double[]){1, 0}, 0, &status));
    plane_canvas_contour(&picture, &contour);
}

static const struct canvas_cell *at(int row, int column)
{
    return &canvas.cell[row * canvas.columns + picture.left + column];
}

static void assert_rows(const char *const *rows, int count)
{
    for (int row = 0; row < count; row++) {
        char line[64] = "";

        for (int c = 0; c < canvas.columns; c++)
            line[c] = (char)canvas.cell[row * canvas.columns + c].codepoint;
        ck_assert_str_eq(line, rows[row]);
    }
}

START_TEST(ascii_shows_numbers_marks_and_the_minimum)
{
    static const char *const rows[] = {
        "       |  666   55555  6666  ", "      2+*6   555    5555  66 ",
        "       |6..55  4444444 555 66", "       |  5.  43322334*.....x",
        "       |  5 .4321  1234  5   ", "      0+  5  ..332()334  5   ",
        "       |6 555 4*444444  55  6", "       |66  5555     555   6 ",
        "     -2+ 6666  555555   666  ", "       |    6          6     ",
        "       +---+------+------+---", "           -2     0      2   ",
    };

    begin(CANVAS_ASCII, 12, 29);
    plane_canvas_minimum(&picture, (const double[]){0, 0});
    plane_canvas_minimum(&picture, (const double[]){7, 0}); /* outside: nowhere */
    plane_canvas_path(&picture, path, 5, &star);
    plane_canvas_stand(&picture, path[4], &cross);
    assert_rows(rows, 12);
    ck_assert_uint_eq(at(3, picture.columns - 1)->codepoint, 'x'); /* it left: at the edge */
    ck_assert(at(3, picture.columns - 1)->chosen);
    contour_free(&contour);
    canvas_free(&canvas);
}
END_TEST

START_TEST(dots_are_drawn_over_lines)
{
    bool marked = false;
    int dots = 0;

    begin(CANVAS_BRAILLE, 14, 60);
    plane_canvas_path(&picture, path, 5, &cross);
    for (int row = 0; row < picture.rows; row++)
        for (int column = 0; column < picture.columns; column++) {
            const struct canvas_cell *cell = at(row, column);

            ck_assert(cell->ink == CANVAS_LINE || cell->ink == CANVAS_CURVE);
            if (cell->ink == CANVAS_LINE) {
                ck_assert(cell->codepoint == ' ' || cell->codepoint > 0x2800);
                continue;
            }
            ck_assert(cell->style == 2 && cell->chosen);
            marked = marked || cell->codepoint == 'x';
            dots += cell->codepoint > 0x2800;
        }
    ck_assert(marked);
    ck_assert_int_gt(dots, 10);
    contour_free(&contour);
    canvas_free(&canvas);
}
END_TEST

START_TEST(blocks_shade_what_is_high)
{
    begin(CANVAS_BLOCKS, 14, 60);
    ck_assert_int_eq(contour.columns, picture.columns);
    ck_assert_uint_eq(at(0, 0)->codepoint, 0x2593);
    ck_assert_uint_eq(at(picture.rows / 2, picture.columns / 2)->codepoint, ' ');
    plane_canvas_minimum(&picture, (const double[]){0, 0});
    ck_assert_uint_eq(at(picture.rows / 2, picture.columns / 2)->codepoint, 0x25c7);
    contour_free(&contour);
    canvas_free(&canvas);
}
END_TEST

START_TEST(any_size_is_drawn)
{
    for (int rows = 0; rows < 14; rows++)
        for (int columns = 0; columns < 30; columns++)
            for (int glyphs = 0; glyphs < CANVAS_GLYPHS; glyphs++) {
                begin((enum canvas_glyphs)glyphs, rows, columns);
                plane_canvas_minimum(&picture, (const double[]){0, 0});
                plane_canvas_path(&picture, path, 5, &star);
                plane_canvas_stand(&picture, path[0], &star);
                plane_canvas_stand(&picture, path[2], &star);
            }
    contour_free(&contour);
    canvas_free(&canvas);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("plane");
    TCase *c = tcase_create("plane");

    tcase_add_test(c, points_nearby_are_fitted_by_quarters);
    tcase_add_test(c, a_start_far_off_is_in_the_picture);
    tcase_add_test(c, zooming_goes_in_and_out_about_a_point);
    tcase_add_test(c, places_and_points_are_inverse);
    tcase_add_test(c, lines_are_cut_at_the_edges);
    tcase_add_test(c, levels_are_round_and_fill_the_picture);
    tcase_add_test(c, levels_are_counted_from_the_lowest_value);
    tcase_add_test(c, there_are_never_too_many_levels);
    tcase_add_test(c, flat_and_steep_functions_have_levels_that_make_sense);
    tcase_add_test(c, lines_pass_where_the_band_changes);
    tcase_add_test(c, paths_take_all_states_then_every_third);
    tcase_add_test(c, ascii_shows_numbers_marks_and_the_minimum);
    tcase_add_test(c, dots_are_drawn_over_lines);
    tcase_add_test(c, blocks_shade_what_is_high);
    tcase_add_test(c, any_size_is_drawn);
    suite_add_tcase(s, c);
    return s;
}

TEST_MAIN(suite)
