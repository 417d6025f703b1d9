/*
 * canvas.c - curves to cells; see canvas.h. Curves are first traced into bits of the cells (which
 * curve has a point there, which passes through, which dots are set), then the cells are turned
 * into characters.
 */
#include "canvas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* clang-format off */
const struct canvas_glyph_spec canvas_glyph_specs[CANVAS_GLYPHS] = {
    [CANVAS_ASCII] = {"ASCII",
        "a mark is its run's last value in that column; '.' is other values it has there, or its "
        "way from one mark to the next; where runs meet their marks take turns"},
    [CANVAS_BRAILLE] = {"braille",
        "dots are all values of a run and its way from one to the next, in its colour; its mark "
        "stands on them here and there, and at the end"},
    [CANVAS_BLOCKS] = {"blocks", "the same in half blocks, for fonts without braille"},
};
/* clang-format on */

enum {
    MARGIN = AXIS_LABEL_COLUMNS + 1, /* labels and the axis */
    MARGIN_FROM = 18,                /* columns from which there is a margin */
    LABELS_FROM = 4,                 /* rows from which there is a line of labels ... */
    LINE_FROM = 10,                  /* ... and an axis line above it */
    MARK_PERIOD = 12,                /* columns between a curve's marks in braille and blocks */
    GRID_PERIOD = 4,                 /* columns between the dots of a grid line */
};

/* What a glyph set divides a cell into. */
static const struct {
    int columns, rows;
} division[CANVAS_GLYPHS] = {
    [CANVAS_ASCII] = {1, 1}, [CANVAS_BRAILLE] = {2, 4}, [CANVAS_BLOCKS] = {1, 2}};

/* The bit of a braille dot, by row and column; U+2800 plus the bits is the character. */
static const uint8_t braille_dot[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};

/* A drawing under way: the plot's part of the canvas and what its cells are divided into. */
struct drawing {
    struct canvas *canvas;
    const struct canvas_plot *plot;
    int left;            /* columns of the margin */
    int columns, rows;   /* cells of the plot */
    int across, down;    /* dots a cell */
    uint32_t emphasized; /* bit c: curve c is */
    struct axis_tick tick[AXIS_TICKS_MAX];
    int ticks;
};

/* A curve while it is traced: where it was last. */
struct trace {
    uint32_t bit;
    bool begun;
    int x;        /* dot column */
    double place; /* height on the axis, 0 ... 1 */
};

static int margin_of(int columns)
{
    return columns >= MARGIN_FROM ? MARGIN : 0;
}

size_t canvas_samples(int columns, enum canvas_glyphs glyphs)
{
    int plot = columns - margin_of(columns);

    return plot > 0 ? (size_t)plot * (size_t)division[glyphs].columns : 0;
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

static struct canvas_cell *cell_at(const struct drawing *d, int row, int column)
{
    return &d->canvas->cell[(size_t)row * (size_t)d->canvas->columns + (size_t)column];
}

static void put(const struct drawing *d, int row, int column, uint32_t codepoint, uint8_t style)
{
    struct canvas_cell *cell = cell_at(d, row, column);

    cell->codepoint = codepoint;
    cell->style = style;
}

/* ---- tracing ------------------------------------------------------------------------------- */

/* The dot row of a height. */
static int dot_row(const struct drawing *d, double place)
{
    return axis_place_row(place, d->rows * d->down);
}

/* Sets the dots of one column from row a to row b, in either order. */
static void set_dots(const struct drawing *d, uint32_t bit, int x, int a, int b, bool point)
{
    int from = a < b ? a : b, to = a < b ? b : a;

    for (int y = from; y <= to; y++) {
        struct canvas_cell *cell = cell_at(d, y / d->down, d->left + x / d->across);

        cell->joins |= bit;
        if (point)
            cell->points |= bit;
        if (d->plot->glyphs == CANVAS_BRAILLE)
            cell->dots |= braille_dot[y % 4][x % 2];
        else
            cell->dots |= (uint8_t)(1 << y % d->down);
    }
}

/* From row `from`, which is drawn, towards `to`: the row after it, or itself when there is none. */
static int next_row(int from, int to)
{
    return to > from ? from + 1 : to < from ? from - 1 : from;
}

/* Goes on from where the curve was to `place` in dot column x, not including the point there. */
static void join(const struct drawing *d, const struct trace *trace, int x, double place)
{
    int row = dot_row(d, trace->place);

    for (int c = trace->x + 1; c <= x; c++) {
        double part = (double)(c - trace->x) / (x - trace->x);
        int to = dot_row(d, trace->place + (place - trace->place) * part);

        set_dots(d, trace->bit, c, next_row(row, to), to, false);
        row = to;
    }
}

static double limit(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

/* Draws what the curve does in one dot column. */
static void trace_span(const struct drawing *d, struct trace *trace, int x,
                       const struct span *span)
{
    const struct axis *axis = &d->plot->y;
    double high = axis_place(axis, span->max), low = axis_place(axis, span->min);
    double last = axis_place(axis, span->last);

    if (isnan(high)) /* nothing but values without a place */
        return;
    if (isnan(last))
        last = high;
    if (isnan(low))
        low = last;
    high = limit(high, 0, 1);
    low = limit(low, 0, 1);
    last = limit(last, 0, 1);
    /* Marks side by side need no joining in ASCII, however steep: dots would bury them. */
    if (trace->begun && (d->down > 1 || x > trace->x + 1))
        join(d, trace, x, limit(trace->place, low, high));
    set_dots(d, trace->bit, x, dot_row(d, low), dot_row(d, high), d->down > 1);
    set_dots(d, trace->bit, x, dot_row(d, last), dot_row(d, last), true);
    trace->begun = true;
    trace->x = x;
    trace->place = last;
}

/*
 * The dot column of span s. When there are fewer iterations than spans, a span that is not empty
 * holds the very iteration that it ends with (see race_view_row), and that one is placed.
 */
static int span_column(const struct drawing *d, size_t s)
{
    const struct canvas_plot *plot = d->plot;
    double columns = (double)d->columns * d->across;
    double iterations = plot->x.end - plot->x.begin, samples = (double)plot->samples;
    double place = (double)s / samples;

    if (iterations >= 1 && iterations <= samples)
        place = floor(((double)s * iterations + 0.5) / samples) / iterations;
    return (int)limit(floor(place * columns + 1e-9), 0, columns - 1);
}

static bool is_drawable(const struct span *span)
{
    return span->count > 0 && isfinite(span->min) && isfinite(span->max) && isfinite(span->last);
}

/* Spans that fall in the same dot column are taken together. */
static void trace_curve(const struct drawing *d, const struct canvas_curve *curve, uint32_t bit)
{
    struct trace trace = {.bit = bit};
    struct span sum = {0};
    int at = 0;

    for (size_t s = 0; s < d->plot->samples; s++) {
        const struct span *span = &curve->span[s];
        int x;

        if (!is_drawable(span))
            continue;
        x = span_column(d, s);
        if (sum.count > 0 && x == at) {
            sum.min = fmin(sum.min, span->min);
            sum.max = fmax(sum.max, span->max);
            sum.last = span->last;
            sum.count += span->count;
            continue;
        }
        if (sum.count > 0)
            trace_span(d, &trace, at, &sum);
        sum = *span;
        at = x;
    }
    if (sum.count > 0)
        trace_span(d, &trace, at, &sum);
}

/* ---- from bits to characters --------------------------------------------------------------- */

static int count_bits(uint32_t set)
{
    int count = 0;

    for (; set; set &= set - 1)
        count++;
    return count;
}

/* The index of the n-th bit set, counted from 0. */
static int nth_bit(uint32_t set, int n)
{
    int bit = 0;

    while (n-- > 0)
        set &= set - 1;
    while (!(set >> bit & 1))
        bit++;
    return bit;
}

/* Whose turn it is in this column: every second one is the emphasized curve's, when it is there. */
static int whose_turn(const struct drawing *d, uint32_t set, int column)
{
    uint32_t first = set & d->emphasized, others = set & ~d->emphasized;

    if (first && (column % 2 == 0 || !others))
        return nth_bit(first, column / 2 % count_bits(first));
    if (first)
        column /= 2;
    return nth_bit(others, column % count_bits(others));
}

static void put_curve(const struct drawing *d, struct canvas_cell *cell, int curve,
                      uint32_t codepoint)
{
    cell->codepoint = codepoint;
    cell->style = d->plot->curve[curve].style;
    cell->emphasized = d->plot->curve[curve].emphasized;
}

static void finish_ascii(const struct drawing *d, struct canvas_cell *cell, int column)
{
    int curve;

    if (cell->points) {
        curve = whose_turn(d, cell->points, column);
        put_curve(d, cell, curve, (uint32_t)(unsigned char)d->plot->curve[curve].mark);
    } else if (cell->joins)
        put_curve(d, cell, whose_turn(d, cell->joins, column), '.');
}

static void finish_dots(const struct drawing *d, struct canvas_cell *cell, int column)
{
    static const uint32_t blocks[] = {' ', 0x2580, 0x2584, 0x2588};
    uint32_t set = cell->joins & d->emphasized ? cell->joins & d->emphasized : cell->joins;

    if (!set)
        return;
    put_curve(d, cell, nth_bit(set, column % count_bits(set)),
              d->plot->glyphs == CANVAS_BRAILLE ? 0x2800u + cell->dots : blocks[cell->dots]);
}

/* The row in a column where the curve's mark goes: the middle of its points there; or -1. */
static int mark_row(const struct drawing *d, uint32_t bit, int column)
{
    int top = -1, bottom = -1;

    for (int row = 0; row < d->rows; row++)
        if (cell_at(d, row, d->left + column)->points & bit) {
            if (top < 0)
                top = row;
            bottom = row;
        }
    return top < 0 ? -1 : (top + bottom) / 2;
}

/* Each curve has columns of its own, so that no mark falls on another; and its last one. */
static void sprinkle_marks(const struct drawing *d, int curve, int curves)
{
    const struct canvas_curve *it = &d->plot->curve[curve];
    int period = MARK_PERIOD > 2 * curves ? MARK_PERIOD : 2 * curves;
    int first = period * (2 * curve + 1) / (2 * curves);
    bool is_last = true;

    for (int column = d->columns - 1; column >= 0; column--) {
        int row = is_last || column % period == first ? mark_row(d, 1u << curve, column) : -1;

        if (row < 0)
            continue;
        put_curve(d, cell_at(d, row, d->left + column), curve, (uint32_t)(unsigned char)it->mark);
        is_last = false;
    }
}

static void draw_curves(const struct drawing *d)
{
    const struct canvas_plot *plot = d->plot;
    int curves = plot->curves < CANVAS_CURVES_MAX ? plot->curves : CANVAS_CURVES_MAX;

    for (int c = 0; c < curves; c++)
        trace_curve(d, &plot->curve[c], 1u << c);
    for (int row = 0; row < d->rows; row++)
        for (int column = 0; column < d->columns; column++) {
            struct canvas_cell *cell = cell_at(d, row, d->left + column);

            if (plot->glyphs == CANVAS_ASCII)
                finish_ascii(d, cell, column);
            else
                finish_dots(d, cell, column);
        }
    if (plot->glyphs == CANVAS_ASCII)
        return;
    for (int pass = 0; pass < 2; pass++) /* the emphasized ones last: on top */
        for (int c = 0; c < curves; c++)
            if (plot->curve[c].emphasized == (pass == 1))
                sprinkle_marks(d, c, curves);
}

/* ---- axes ---------------------------------------------------------------------------------- */

static void put_text(const struct drawing *d, int row, int column, const char *text)
{
    for (; *text; text++, column++)
        if (*text != ' ')
            put(d, row, column, (uint32_t)(unsigned char)*text, CANVAS_STYLE_LABEL);
}

static void draw_left(const struct drawing *d)
{
    bool unicode = d->plot->unicode_axes;

    for (int row = 0; row < d->rows; row++)
        put(d, row, d->left - 1, unicode ? 0x2502 : '|', CANVAS_STYLE_AXIS);
    for (int t = 0; t < d->ticks; t++) {
        const struct axis_tick *tick = &d->tick[t];

        put_text(d, tick->position, d->left - 1 - (int)strlen(tick->label), tick->label);
        put(d, tick->position, d->left - 1, unicode ? 0x2524 : '+', CANVAS_STYLE_AXIS);
    }
}

static void draw_line(const struct drawing *d)
{
    bool unicode = d->plot->unicode_axes;
    struct axis_tick tick[AXIS_TICKS_MAX];
    int ticks = axis_range_ticks(&d->plot->x, d->columns, tick);

    if (d->left > 0)
        put(d, d->rows, d->left - 1, unicode ? 0x2514 : '+', CANVAS_STYLE_AXIS);
    for (int column = 0; column < d->columns; column++)
        put(d, d->rows, d->left + column, unicode ? 0x2500 : '-', CANVAS_STYLE_AXIS);
    for (int t = 0; t < ticks; t++)
        if (tick[t].position > 0 || d->left == 0) /* the corner stands for the first one */
            put(d, d->rows, d->left + tick[t].position, unicode ? 0x252c : '+', CANVAS_STYLE_AXIS);
}

static void draw_labels(const struct drawing *d)
{
    char line[1024];

    if (d->columns >= (int)sizeof line)
        return;
    axis_range_line(&d->plot->x, d->columns, line);
    put_text(d, d->canvas->rows - 1, d->left, line);
}

static void draw_grid(const struct drawing *d)
{
    for (int t = 0; t < d->ticks; t++)
        for (int column = 1; column < d->columns; column += GRID_PERIOD)
            put(d, d->tick[t].position, d->left + column, d->plot->unicode_axes ? 0xb7 : '-',
                CANVAS_STYLE_GRID);
}

void canvas_draw(struct canvas *canvas, const struct canvas_plot *plot)
{
    struct drawing d = {.canvas = canvas, .plot = plot};

    if (canvas->rows < 1 || canvas->columns < 1)
        return;
    for (size_t i = 0; i < (size_t)canvas->rows * (size_t)canvas->columns; i++)
        canvas->cell[i] = (struct canvas_cell){.codepoint = ' '};
    d.left = margin_of(canvas->columns);
    d.columns = canvas->columns - d.left;
    d.rows = canvas->rows - (canvas->rows >= LABELS_FROM) - (canvas->rows >= LINE_FROM);
    d.across = division[plot->glyphs].columns;
    d.down = division[plot->glyphs].rows;
    d.ticks = axis_ticks(&plot->y, d.rows, d.tick);
    for (int c = 0; c < plot->curves && c < CANVAS_CURVES_MAX; c++)
        if (plot->curve[c].emphasized)
            d.emphasized |= 1u << c;

    if (d.left > 0)
        draw_left(&d);
    if (canvas->rows >= LINE_FROM)
        draw_line(&d);
    if (canvas->rows >= LABELS_FROM)
        draw_labels(&d);
    if (plot->grid)
        draw_grid(&d);
    draw_curves(&d);
}

/* ---- previews ------------------------------------------------------------------------------ */

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
        int level = isfinite(value[i]) ? (int)limit(place * levels, 0, levels - 1) : 0;

        if (!isfinite(value[i]))
            out[i] = ' ';
        else
            out[i] = unicode ? 0x2581u + (uint32_t)level : (uint32_t)ascii[level];
    }
}
