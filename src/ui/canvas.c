/*
 * canvas.c - plots to cells; see canvas.h. Curves are first traced into bits of the cells
 * (canvas_trace.c), then the cells are turned into characters.
 */
#include "canvas.h"

#include "canvas_trace.h"
#include "plot/style.h"

#include <stdlib.h>
#include <string.h>

/* clang-format off */
const struct canvas_glyph_spec canvas_glyph_specs[CANVAS_GLYPHS] = {
    [CANVAS_ASCII] = {"ASCII",
        "a mark shows its run's last value in the column; dots show its other values and connect "
        "marks; where runs meet their marks take turns"},
    [CANVAS_BRAILLE] = {"braille",
        "dots in the run's colour show and connect all its values; its mark appears on them at "
        "intervals and at the end"},
    [CANVAS_BLOCKS] = {"blocks", "the same in half blocks, for fonts without braille"},
};
/* clang-format on */

enum {
    MARGIN = AXIS_LABEL_COLUMNS + 1, /* labels and the axis */
    MARGIN_FROM = 18,                /* columns from which there is a margin */
    LABELS_FROM = 4,                 /* rows from which there is a line of labels ... */
    LINE_FROM = 10,                  /* ... and an axis line above it */
    MARK_PERIOD = 12,                /* columns between a curve's marks in braille and blocks */
    TURN_COLUMNS = 3,                /* columns of a turn where marks meet in ASCII */
};

/* What a glyph set divides a cell into. */
static const struct {
    int columns, rows;
} division[CANVAS_GLYPHS] = {
    [CANVAS_ASCII] = {1, 1}, [CANVAS_BRAILLE] = {2, 4}, [CANVAS_BLOCKS] = {1, 2}};

int canvas_margin(int columns)
{
    return columns >= MARGIN_FROM ? MARGIN : 0;
}

size_t canvas_samples(int columns, enum canvas_glyphs glyphs)
{
    int plot = columns - canvas_margin(columns);

    return plot > 0 ? (size_t)plot * (size_t)division[glyphs].columns : 0;
}

void canvas_inside(const struct canvas *canvas, int *left, int *columns, int *rows)
{
    *left = canvas_margin(canvas->columns);
    *columns = canvas->columns - *left;
    *rows = canvas->rows - (canvas->rows >= LABELS_FROM) - (canvas->rows >= LINE_FROM);
}

void canvas_division(enum canvas_glyphs glyphs, int *across, int *down)
{
    *across = division[glyphs].columns;
    *down = division[glyphs].rows;
}

bool canvas_resize(struct canvas *canvas, int rows, int columns, struct status *status)
{
    size_t count;
    struct canvas_cell *cell;

    rows = rows > 0 ? rows : 0;
    columns = columns > 0 ? columns : 0;
    count = (size_t)rows * (size_t)columns;
    if (count > canvas->capacity) {
        cell = calloc(count, sizeof *cell);
        if (!cell)
            return status_out_of_memory(status, "the plot");
        free(canvas->cell);
        canvas->cell = cell;
        canvas->capacity = count;
    }
    canvas->rows = rows;
    canvas->columns = columns;
    return true;
}

void canvas_free(struct canvas *canvas)
{
    free(canvas->cell);
    *canvas = (struct canvas){0};
}

static void put(const struct drawing *d, int row, int column, uint32_t codepoint,
                enum canvas_ink ink)
{
    struct canvas_cell *cell = canvas_cell_at(d, row, column);

    cell->codepoint = codepoint;
    cell->ink = (uint8_t)ink;
}

/* ---- from bits to characters ----------------------------------------------------------------- */

static int count_bits(uint64_t set)
{
    int count = 0;

    for (; set; set &= set - 1)
        count++;
    return count;
}

/* The index of the n-th bit set, counted from 0. */
static int nth_bit(uint64_t set, int n)
{
    int bit = 0;

    while (n-- > 0)
        set &= set - 1;
    while (!(set >> bit & 1))
        bit++;
    return bit;
}

/* Whose turn it is among those that meet, in turns of `width` columns; the chosen one is on top. */
static int whose_turn(const struct drawing *d, uint64_t set, int column, int width)
{
    if (set & d->chosen)
        set &= d->chosen;
    return nth_bit(set, column / width % count_bits(set));
}

static void put_curve(const struct drawing *d, struct canvas_cell *cell, int curve,
                      uint32_t codepoint)
{
    const struct plot_curve *it = &d->plot->curve[curve];

    cell->codepoint = codepoint;
    cell->ink = CANVAS_CURVE;
    cell->style = it->style;
    cell->chosen = it->chosen;
    cell->dim = it->dim;
}

static uint32_t mark_of(const struct drawing *d, int curve)
{
    return (uint32_t)(unsigned char)style_mark(d->plot->curve[curve].style);
}

/* A measurement's bar. */
static void finish_bar(const struct drawing *d, struct canvas_cell *cell, int column)
{
    static const uint32_t dots =
        0x2800 + 0x01 + 0x02 + 0x04 + 0x40; /* a braille cell's left ones */

    put_curve(d, cell, whose_turn(d, cell->band, column, 1),
              d->glyphs == CANVAS_ASCII     ? ':'
              : d->glyphs == CANVAS_BRAILLE ? dots
                                            : 0x2506);
    cell->ink = CANVAS_BAND;
}

/* A band of one of the curves: every second cell or dot, so that it is lighter than a curve. */
static void finish_band(const struct drawing *d, struct canvas_cell *cell, uint64_t curves, int row,
                        int column, char ascii)
{
    enum { TWO_DOTS = 0x2800 + 0x01 + 0x20, SHADE = 0x2591 };

    if (d->glyphs == CANVAS_ASCII && (row + column) % 2 != 0)
        return;
    put_curve(d, cell, whose_turn(d, curves, column, 1),
              d->glyphs == CANVAS_ASCII     ? (uint32_t)ascii
              : d->glyphs == CANVAS_BRAILLE ? TWO_DOTS
                                            : SHADE);
    cell->ink = CANVAS_BAND;
    cell->chosen = false;
    cell->dim = true;
}

/* The curves of single seeds. */
static void finish_seeds(const struct drawing *d, struct canvas_cell *cell, int column)
{
    static const uint32_t blocks[] = {' ', 0x2580, 0x2584, 0x2588};

    put_curve(d, cell, whose_turn(d, cell->seeds, column, 1),
              d->glyphs == CANVAS_ASCII     ? ':'
              : d->glyphs == CANVAS_BRAILLE ? 0x2800u + cell->seed_dots
                                            : blocks[cell->seed_dots]);
    cell->ink = CANVAS_BAND;
    cell->chosen = false;
    cell->dim = true;
}

static void finish_ascii(const struct drawing *d, struct canvas_cell *cell, int column)
{
    if (cell->points) {
        int curve = whose_turn(d, cell->points, column, TURN_COLUMNS);
        put_curve(d, cell, curve, mark_of(d, curve));
    } else
        put_curve(d, cell, whose_turn(d, cell->joins, column, 1), '.');
}

static void finish_dots(const struct drawing *d, struct canvas_cell *cell, int column)
{
    static const uint32_t blocks[] = {' ', 0x2580, 0x2584, 0x2588};

    put_curve(d, cell, whose_turn(d, cell->joins, column, 1),
              d->glyphs == CANVAS_BRAILLE ? 0x2800u + cell->dots : blocks[cell->dots]);
}

static void finish_cell(const struct drawing *d, int row, int column)
{
    struct canvas_cell *cell = canvas_cell_at(d, row, d->left + column);

    if (cell->joins && d->glyphs == CANVAS_ASCII)
        finish_ascii(d, cell, column);
    else if (cell->joins)
        finish_dots(d, cell, column);
    else if (cell->seeds)
        finish_seeds(d, cell, column);
    else if (cell->spread)
        finish_band(d, cell, cell->spread, row, column, ':'); /* unlike the dots that join marks */
    else if (cell->band && d->plot->measured)
        finish_bar(d, cell, column);
    else if (cell->band)
        finish_band(d, cell, cell->band, row, column, '.');
}

/* The row in a column where the curve's mark goes: the middle of its points there; or -1. */
static int mark_row(const struct drawing *d, uint64_t bit, int column)
{
    int top = -1, bottom = -1;

    for (int row = 0; row < d->rows; row++)
        if (canvas_cell_at(d, row, d->left + column)->points & bit) {
            if (top < 0)
                top = row;
            bottom = row;
        }
    return top < 0 ? -1 : (top + bottom) / 2;
}

/* Each curve has columns of its own, so that no mark falls on another. */
static bool is_mark_column(const struct drawing *d, int curve, int column)
{
    int curves = d->curves, period = MARK_PERIOD > 2 * curves ? MARK_PERIOD : 2 * curves;

    return column % period == period * (2 * curve + 1) / (2 * curves);
}

/* Marks on the dots, and at the end; none upon the chosen curve. */
static void sprinkle_marks(const struct drawing *d, int curve)
{
    uint64_t bit = (uint64_t)1 << curve;
    bool is_last = true;

    for (int column = d->columns - 1; column >= 0; column--) {
        int row = -1;

        if (is_last || d->plot->measured || is_mark_column(d, curve, column))
            row = mark_row(d, bit, column);
        if (row < 0)
            continue;
        struct canvas_cell *cell = canvas_cell_at(d, row, d->left + column);
        if (d->chosen & bit || !(cell->joins & d->chosen))
            put_curve(d, cell, curve, mark_of(d, curve));
        is_last = false;
    }
}

/* Where a fork leaves its parent's curve. */
static void put_parting(const struct drawing *d, int c)
{
    const struct plot_curve *curve = &d->plot->curve[c];
    size_t s = 0;
    int column;

    if (!curve->parts)
        return;
    while (s < curve->spans && (curve->span[s].count == 0 || !isfinite(curve->span[s].last)))
        s++;
    if (s == curve->spans || axis_side(&d->y, curve->span[s].last) != 0)
        return;
    if (!(axis_range_place(&d->plot->x, curve->span[s].x) >= 0 &&
          axis_range_place(&d->plot->x, curve->span[s].x) <= 1))
        return;
    column = axis_range_column(&d->plot->x, curve->span[s].x, d->columns);
    put_curve(d, canvas_cell_at(d, axis_row(&d->y, curve->span[s].last, d->rows), d->left + column),
              c, d->unicode ? 0x25c6 : '@');
}

/* The best measurement: its mark in brackets, whatever is beside it. */
static void put_best(const struct drawing *d, int c)
{
    const struct span *best = d->plot->curve[c].best;
    double value, place;
    int column, row;

    if (!best || best->count == 0)
        return;
    value = d->plot->smoothed ? best->smooth : best->last;
    place = axis_range_place(&d->plot->x, best->x);
    if (!isfinite(value) || axis_side(&d->y, value) != 0 || !(place >= 0 && place <= 1))
        return;
    column = axis_range_column(&d->plot->x, best->x, d->columns);
    row = axis_row(&d->y, value, d->rows);
    if (column > 0)
        put_curve(d, canvas_cell_at(d, row, d->left + column - 1), c, '[');
    put_curve(d, canvas_cell_at(d, row, d->left + column), c, mark_of(d, c));
    if (column + 1 < d->columns)
        put_curve(d, canvas_cell_at(d, row, d->left + column + 1), c, ']');
}

/* ---- beyond the edges ------------------------------------------------------------------------ */

/* A sign where a curve leaves and returns; while it is away, its mark and a sign now and then. */
static void put_signs(const struct drawing *d, int curve, bool top)
{
    const struct canvas_edge *edge = top ? d->top : d->bottom;
    uint32_t sign = d->unicode ? (top ? 0x25b2 : 0x25bc) : (top ? '^' : 'v');
    uint64_t bit = (uint64_t)1 << curve;
    int row = top ? 0 : d->rows - 1 - (d->y.scale == AXIS_LOGARITHMIC && d->y.apart > 0);

    if (top && d->y.scale == AXIS_NINES && d->y.apart > 0)
        row = 1;
    for (int column = 0; column < d->columns && column < CANVAS_COLUMNS_MAX; column++) {
        bool turn = edge[column].turns & bit;

        if (!turn && !(edge[column].away & bit && is_mark_column(d, curve, column)))
            continue;
        struct canvas_cell *cell = canvas_cell_at(d, row, d->left + column);
        put_curve(d, cell, curve, sign);
        if (!turn && column > 0 && (d->chosen & bit || !(cell[-1].joins & d->chosen)))
            put_curve(d, cell - 1, curve, mark_of(d, curve));
    }
}

static void draw_curves(struct drawing *d)
{
    for (int c = 0; c < d->curves; c++)
        canvas_trace(d, c);
    for (int row = 0; row < d->rows; row++)
        for (int column = 0; column < d->columns; column++)
            finish_cell(d, row, column);
    for (int pass = 0; pass < 2; pass++) /* the chosen one last: on top */
        for (int c = 0; c < d->curves; c++) {
            if (d->plot->curve[c].chosen != (pass == 1))
                continue;
            if (d->glyphs != CANVAS_ASCII)
                sprinkle_marks(d, c);
            put_signs(d, c, true);
            put_signs(d, c, false);
            put_parting(d, c);
        }
    for (int pass = 0; pass < 2; pass++)
        for (int c = 0; c < d->curves; c++)
            if (d->plot->curve[c].chosen == (pass == 1))
                put_best(d, c);
}

/* ---- axes ------------------------------------------------------------------------------------ */

static void put_text(const struct drawing *d, int row, int column, const char *text)
{
    for (; *text; text++, column++)
        if (*text != ' ')
            put(d, row, column, (uint32_t)(unsigned char)*text, CANVAS_LABEL);
}

static void draw_left(const struct drawing *d)
{
    struct axis_tick tick[AXIS_TICKS_MAX];
    int ticks = axis_ticks(&d->y, d->rows, tick);

    for (int row = 0; row < d->rows; row++)
        put(d, row, d->left - 1, d->unicode ? 0x2502 : '|', CANVAS_AXIS);
    for (int t = 0; t < ticks; t++) {
        put_text(d, tick[t].position, d->left - 1 - (int)strlen(tick[t].label), tick[t].label);
        put(d, tick[t].position, d->left - 1, d->unicode ? 0x2524 : '+', CANVAS_AXIS);
    }
}

/* The column of an event, -1 when it lies outside. */
static int event_column(const struct drawing *d, const struct plot_event *event)
{
    double place = axis_range_place(&d->plot->x, event->x);

    return place >= 0 && place <= 1 ? axis_range_column(&d->plot->x, event->x, d->columns) : -1;
}

/* The unit at the right end of the axis line, where no event is in its way. */
static void draw_unit(const struct drawing *d)
{
    const char *unit = d->plot->x.unit ? d->plot->x.unit : "";
    int length = (int)strlen(unit), column = d->columns - length - 2;

    if (length == 0 || column <= length)
        return;
    for (int e = 0; e < d->plot->events; e++)
        if (event_column(d, &d->plot->event[e]) >= column)
            return;
    put(d, d->rows, d->left + column, ' ', CANVAS_BLANK);
    put_text(d, d->rows, d->left + column + 1, unit);
    put(d, d->rows, d->left + d->columns - 1, ' ', CANVAS_BLANK);
}

/* The axis line with its ticks, and a sign where something happened. */
static void draw_line(const struct drawing *d)
{
    struct axis_tick tick[AXIS_TICKS_MAX];
    int ticks = axis_range_ticks(&d->plot->x, d->columns, tick);

    if (d->left > 0)
        put(d, d->rows, d->left - 1, d->unicode ? 0x2514 : '+', CANVAS_AXIS);
    for (int column = 0; column < d->columns; column++)
        put(d, d->rows, d->left + column, d->unicode ? 0x2500 : '-', CANVAS_AXIS);
    for (int t = 0; t < ticks; t++)
        if (tick[t].position > 0 || d->left == 0) /* the corner stands for the first one */
            put(d, d->rows, d->left + tick[t].position, d->unicode ? 0x252c : '+', CANVAS_AXIS);
    draw_unit(d);
    for (int e = 0; e < d->plot->events; e++) {
        int column = event_column(d, &d->plot->event[e]);

        if (column < 0)
            continue;
        put(d, d->rows, d->left + column, d->unicode ? 0x25b4 : '^', CANVAS_CURVE);
        canvas_cell_at(d, d->rows, d->left + column)->style = d->plot->event[e].style;
    }
}

static void draw_labels(const struct drawing *d)
{
    char line[CANVAS_COLUMNS_MAX];

    if (d->columns >= CANVAS_COLUMNS_MAX)
        return;
    axis_range_line(&d->plot->x, d->columns, line);
    put_text(d, d->canvas->rows - 1, d->left, line);
}

/* The lines of cursor and target lie behind the curves. */
static void draw_lines(const struct drawing *d)
{
    const struct plot *plot = d->plot;
    double place = plot->has_cursor ? axis_range_place(&plot->x, plot->cursor) : -1;

    if (plot->has_target && axis_side(&d->y, plot->target) == 0)
        for (int column = 0; column < d->columns; column++)
            put(d, axis_row(&d->y, plot->target, d->rows), d->left + column,
                d->unicode ? 0x2504 : '-', CANVAS_LINE);
    if (!(place >= 0 && place <= 1))
        return;
    for (int row = 0; row < d->rows; row++)
        put(d, row, d->left + axis_range_column(&plot->x, plot->cursor, d->columns),
            d->unicode ? 0x2506 : '|', CANVAS_LINE);
}

void canvas_draw(struct canvas *canvas, const struct plot *plot, enum canvas_glyphs glyphs,
                 bool unicode_axes)
{
    struct drawing d = {.canvas = canvas, .plot = plot, .y = plot->y, .glyphs = glyphs};

    if (canvas->rows < 1 || canvas->columns < 1)
        return;
    for (size_t i = 0; i < (size_t)canvas->rows * (size_t)canvas->columns; i++)
        canvas->cell[i] = (struct canvas_cell){.codepoint = ' '};
    d.unicode = unicode_axes;
    d.curves = plot->curves < PLOT_CURVES_MAX ? plot->curves : PLOT_CURVES_MAX;
    canvas_inside(canvas, &d.left, &d.columns, &d.rows);
    canvas_division(glyphs, &d.across, &d.down);
    axis_set_rows(&d.y, d.rows);
    for (int c = 0; c < d.curves; c++)
        if (plot->curve[c].chosen)
            d.chosen |= (uint64_t)1 << c;

    if (d.left > 0)
        draw_left(&d);
    if (canvas->rows >= LINE_FROM)
        draw_line(&d);
    if (canvas->rows >= LABELS_FROM)
        draw_labels(&d);
    draw_lines(&d);
    draw_curves(&d);
}

/* ---- previews -------------------------------------------------------------------------------- */

void canvas_sparkline(const double *value, int columns, bool unicode, uint32_t *out)
{
    static const char ascii[] = "_.-~^";
    int levels = unicode ? 8 : (int)sizeof ascii - 1;
    double low = INFINITY, high = -INFINITY;

    for (int i = 0; i < columns; i++)
        if (isfinite(value[i])) {
            low = fmin(low, value[i]);
            high = fmax(high, value[i]);
        }
    for (int i = 0; i < columns; i++) {
        /* Halves, so that the range stays finite. */
        double place = high > low ? (value[i] / 2 - low / 2) / (high / 2 - low / 2) : 0.5;
        int level = isfinite(value[i]) ? (int)fmax(0, fmin(place * levels, levels - 1)) : 0;

        if (!isfinite(value[i]))
            out[i] = ' ';
        else
            out[i] = unicode ? 0x2581u + (uint32_t)level : (uint32_t)ascii[level];
    }
}
