/* plane_canvas.c - parts of the plane as character cells; see plane_canvas.h. */
#include "plane_canvas.h"

#include "plot/style.h"

#include <math.h>

/* clang-format off */
const struct plane_spec plane_specs[PLANE_KINDS] = {
    [PLANE_CONTOURS] = {"contours",
        "for test functions: lines at the levels given in the title, in ASCII the numbers of the "
        "levels, 1 for the lowest, in blocks shades, light for low values; a lozenge, in ASCII (), "
        "at each minimum; each run's path in its colour up to the cursor, with its mark at the "
        "current position; +, - and 0 zoom about the chosen run's position"},
    [PLANE_DECISIONS] = {"decisions",
        "for networks with two inputs, one picture per run: the predicted class, of two classes "
        "the second one shaded, densely where the prediction is certain, and training samples, the "
        "first class hollow, the second full, in ASCII o and #, more than two classes by number; "
        "samples on the wrong side are reversed; in a regression shades, light for low values; "
        "during training the pictures are redrawn so rarely that at most 2 % of the time is lost"},
    [PLANE_FITS] = {"fits",
        "for networks with one input: each run's output as a curve in its colour with its mark, "
        "over the training samples as dots"},
    [PLANE_WEIGHTS] = {"weights",
        "for networks whose inputs are images: the weights of the first units of the chosen run's "
        "first layer, an image per unit; positive weights are filled (shades or dots, in ASCII + "
        "and #), negative ones are lines (- and =), weak ones blank, relative to the unit's "
        "strongest; C shows images that are classified wrongly"},
};
/* clang-format on */

enum {
    MARK_EVERY = 12, /* cells of a path between its marks */
    MARK_SHIFT = 5,  /* so that marks of paths side by side lie apart */
    MARKS_MAX = 256,
};

static struct canvas_cell *cell_at(const struct plane_canvas *picture, int row, int column)
{
    struct canvas *canvas = picture->canvas;

    return &canvas->cell[row * canvas->columns + picture->left + column];
}

void plane_canvas_begin(struct plane_canvas *picture, struct canvas *canvas,
                        const struct plane *plane, enum canvas_glyphs glyphs, bool unicode)
{
    const struct plot axes = {
        .y = {.low = plane->low[1], .high = plane->high[1]},
        .x = {.begin = plane->low[0], .end = plane->high[0], .per_unit = 1, .real = true}};

    *picture = (struct plane_canvas){
        .canvas = canvas, .plane = *plane, .glyphs = glyphs, .unicode = unicode};
    canvas_draw(canvas, &axes, glyphs, unicode);
    canvas_inside(canvas, &picture->left, &picture->columns, &picture->rows);
    canvas_division(glyphs, &picture->across, &picture->down);
}

void plane_canvas_grid(const struct plane_canvas *picture, int *columns, int *rows)
{
    bool shades = picture->glyphs == CANVAS_BLOCKS;

    *columns = picture->columns * (shades ? 1 : picture->across);
    *rows = picture->rows * (shades ? 1 : picture->down);
}

/* ---- the function -------------------------------------------------------------------------------
 */

/* The bit of a dot of a cell. */
static uint8_t dot_bit(enum canvas_glyphs glyphs, int across, int down)
{
    static const uint8_t braille[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};

    return glyphs == CANVAS_BRAILLE ? braille[down][across] : (uint8_t)(1 << down);
}

static uint32_t dots_glyph(const struct plane_canvas *picture, uint8_t dots)
{
    static const uint32_t blocks[] = {' ', 0x2580, 0x2584, 0x2588};

    return picture->glyphs == CANVAS_BRAILLE ? 0x2800u + dots : blocks[dots & 3];
}

static uint32_t shade(const struct contour *contour, int column, int row)
{
    static const uint32_t shades[] = {' ', 0x2591, 0x2592, 0x2593};
    int band = contour->band[row * contour->columns + column];

    return shades[contour->levels > 0 ? band * 3 / contour->levels : 0];
}

/* What a cell shows of the level lines that pass through it. */
static uint32_t lines(const struct plane_canvas *picture, const struct contour *contour, int column,
                      int row)
{
    uint8_t dots = 0;
    int line = -1;

    for (int y = 0; y < picture->down; y++)
        for (int x = 0; x < picture->across; x++) {
            line = contour_line(contour, column * picture->across + x, row * picture->down + y);
            if (line >= 0)
                dots |= dot_bit(picture->glyphs, x, y);
        }
    if (picture->glyphs == CANVAS_ASCII)
        return line >= 0 ? (uint32_t)('1' + line) : ' ';
    return dots ? dots_glyph(picture, dots) : ' ';
}

void plane_canvas_contour(const struct plane_canvas *picture, const struct contour *contour)
{
    for (int row = 0; row < picture->rows; row++)
        for (int column = 0; column < picture->columns; column++) {
            struct canvas_cell *cell = cell_at(picture, row, column);

            cell->codepoint = picture->glyphs == CANVAS_BLOCKS
                                  ? shade(contour, column, row)
                                  : lines(picture, contour, column, row);
            cell->ink = CANVAS_LINE;
        }
}

/* The cell of a place; false: it lies outside, and the cell is the nearest. */
static bool find_cell(const struct plane_canvas *picture, const double place[2], int *row,
                      int *column)
{
    double at[2];

    plane_find(&picture->plane, place, picture->columns, picture->rows, at);
    *column = at[0] >= picture->columns ? picture->columns - 1 : at[0] > 0 ? (int)at[0] : 0;
    *row = at[1] >= picture->rows ? picture->rows - 1 : at[1] > 0 ? (int)at[1] : 0;
    return at[0] >= 0 && at[1] >= 0 && at[0] <= picture->columns && at[1] <= picture->rows;
}

static void put_label(const struct plane_canvas *picture, int row, int column, uint32_t codepoint)
{
    struct canvas_cell *cell = cell_at(picture, row, column);

    if (column < 0 || column >= picture->columns)
        return;
    *cell = (struct canvas_cell){.codepoint = codepoint, .ink = CANVAS_LABEL};
}

void plane_canvas_minimum(const struct plane_canvas *picture, const double place[2])
{
    int row, column;

    if (picture->columns < 1 || picture->rows < 1 || !find_cell(picture, place, &row, &column))
        return;
    if (picture->unicode) {
        put_label(picture, row, column, 0x25c7);
        return;
    }
    put_label(picture, row, column, '(');
    put_label(picture, row, column + 1, ')');
}

/* ---- paths --------------------------------------------------------------------------------------
 */

/* A path being drawn. */
struct trail {
    const struct plane_canvas *picture;
    const struct plane_style *style;
    int cells;  /* entered so far */
    int latest; /* the one entered last: row * columns + column; -1: none */
    int marks;
    int mark[MARKS_MAX];
};

static void ink(const struct plane_style *style, struct canvas_cell *cell, uint32_t codepoint)
{
    cell->codepoint = codepoint;
    cell->ink = CANVAS_CURVE;
    cell->style = style->style;
    cell->chosen = style->chosen;
    cell->dim = style->dim;
}

static uint32_t mark_of(const struct plane_style *style)
{
    return (uint32_t)(unsigned char)style_mark(style->style);
}

/* A dot of the path, counted in dots of the picture. */
static void put_dot(struct trail *trail, int x, int y)
{
    const struct plane_canvas *picture = trail->picture;
    int column = x / picture->across, row = y / picture->down;
    int place = row * picture->columns + column;
    struct canvas_cell *cell = cell_at(picture, row, column);

    if (place != trail->latest) {
        trail->latest = place;
        if (trail->cells++ % MARK_EVERY == trail->style->style * MARK_SHIFT % MARK_EVERY &&
            trail->marks < MARKS_MAX)
            trail->mark[trail->marks++] = place;
    }
    if (picture->glyphs == CANVAS_ASCII) {
        if (cell->ink != CANVAS_CURVE || cell->codepoint == '.' || trail->style->chosen)
            ink(trail->style, cell, '.');
        return;
    }
    if (cell->ink != CANVAS_CURVE)
        cell->dots = 0;
    cell->dots |= dot_bit(picture->glyphs, x % picture->across, y % picture->down);
    ink(trail->style, cell, dots_glyph(picture, cell->dots));
}

static int within(double value, int end)
{
    return value >= end ? end - 1 : value > 0 ? (int)value : 0;
}

static void put_line(struct trail *trail, const double a[2], const double b[2])
{
    const struct plane_canvas *picture = trail->picture;
    int columns = picture->columns * picture->across, rows = picture->rows * picture->down, steps;
    double from[2], to[2], length;

    plane_find(&picture->plane, a, columns, rows, from);
    plane_find(&picture->plane, b, columns, rows, to);
    if (!plane_clip(columns, rows, from, to))
        return;
    length = fmax(fabs(to[0] - from[0]), fabs(to[1] - from[1]));
    steps = (int)ceil(length);
    for (int i = 0; i <= steps; i++) {
        double share = steps > 0 ? (double)i / steps : 0;

        put_dot(trail, within(from[0] + share * (to[0] - from[0]), columns),
                within(from[1] + share * (to[1] - from[1]), rows));
    }
}

/* In ASCII a mark at each point. */
static void put_points(const struct trail *trail, const double (*place)[2], size_t points)
{
    int row, column;

    for (size_t p = 0; p < points; p++)
        if (isfinite(place[p][0]) && isfinite(place[p][1]) &&
            find_cell(trail->picture, place[p], &row, &column))
            ink(trail->style, cell_at(trail->picture, row, column), mark_of(trail->style));
}

void plane_canvas_path(const struct plane_canvas *picture, const double (*place)[2], size_t points,
                       const struct plane_style *style)
{
    struct trail trail = {.picture = picture, .style = style, .latest = -1};

    if (picture->columns < 1 || picture->rows < 1)
        return;
    for (size_t p = 1; p < points; p++)
        put_line(&trail, place[p - 1], place[p]);
    if (picture->glyphs == CANVAS_ASCII) {
        put_points(&trail, place, points);
        return;
    }
    for (int m = 0; m < trail.marks; m++)
        ink(style,
            cell_at(picture, trail.mark[m] / picture->columns, trail.mark[m] % picture->columns),
            mark_of(style));
}

void plane_canvas_line(const struct plane_canvas *picture, const double from[2], const double to[2],
                       const struct plane_style *style)
{
    struct trail trail = {.picture = picture, .style = style, .latest = -1};

    if (picture->columns > 0 && picture->rows > 0)
        put_line(&trail, from, to);
}

void plane_canvas_point(const struct plane_canvas *picture, const double place[2])
{
    int row, column;

    if (picture->columns < 1 || picture->rows < 1 || !find_cell(picture, place, &row, &column))
        return;
    *cell_at(picture, row, column) =
        (struct canvas_cell){.codepoint = picture->unicode ? 0xb7 : ':', .ink = CANVAS_LABEL};
}

void plane_canvas_stand(const struct plane_canvas *picture, const double place[2],
                        const struct plane_style *style)
{
    int row, column;

    if (picture->columns < 1 || picture->rows < 1 || !isfinite(place[0]) || !isfinite(place[1]))
        return;
    find_cell(picture, place, &row, &column);
    ink(style, cell_at(picture, row, column), mark_of(style));
}
