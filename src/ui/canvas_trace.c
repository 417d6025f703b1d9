/* canvas_trace.c - from spans to bits and dots of cells; see canvas_trace.h. */
#include "canvas_trace.h"

/* The bit of a braille dot, by row and column; U+2800 plus the bits is the character. */
static const uint8_t braille_dot[4][2] = {{0x01, 0x08}, {0x02, 0x10}, {0x04, 0x20}, {0x40, 0x80}};

/* A curve while it is traced: where it was last. */
struct trace {
    uint64_t bit;
    bool begun;
    int x;          /* dot column */
    double place;   /* height on the axis, 0 ... 1 */
    int side;       /* 1: above the axis, -1: below */
    bool over[2];   /* some of it was: above the top, below the bottom */
    bool is_median; /* of seeds: what it is smoothed from has no band */
};

struct canvas_cell *canvas_cell_at(const struct drawing *d, int row, int column)
{
    return &d->canvas->cell[(size_t)row * (size_t)d->canvas->columns + (size_t)column];
}

static double limit(double value, double low, double high)
{
    return value < low ? low : value > high ? high : value;
}

/* The dot row of a height. */
static int dot_row(const struct drawing *d, double place)
{
    return axis_place_row(place, d->rows * d->down);
}

/* The height of a value; of one beyond the limits: of the limit. */
static double height(const struct drawing *d, double value)
{
    int side = axis_side(&d->y, value);

    return limit(axis_place(&d->y, side > 0 ? d->y.high : side < 0 ? d->y.low : value), 0, 1);
}

enum part { PART_JOIN, PART_POINT, PART_BAND, PART_SPREAD, PART_SEED };

/* Which dot of a cell. */
static uint8_t dot_at(const struct drawing *d, int x, int y)
{
    return d->glyphs == CANVAS_BRAILLE ? braille_dot[y % 4][x % 2] : (uint8_t)(1 << y % d->down);
}

/* Sets the dots of one column from row a to row b, in either order. */
static void set_dots(const struct drawing *d, uint64_t bit, int x, int a, int b, enum part part)
{
    int from = a < b ? a : b, to = a < b ? b : a;

    for (int y = from; y <= to; y++) {
        struct canvas_cell *cell = canvas_cell_at(d, y / d->down, d->left + x / d->across);

        switch (part) {
        case PART_BAND:
            cell->band |= bit;
            break;
        case PART_SPREAD:
            cell->spread |= bit;
            break;
        case PART_SEED:
            cell->seeds |= bit;
            cell->seed_dots |= dot_at(d, x, y);
            break;
        case PART_POINT:
            cell->points |= bit;
            cell->joins |= bit;
            cell->dots |= dot_at(d, x, y);
            break;
        case PART_JOIN:
            cell->joins |= bit;
            cell->dots |= dot_at(d, x, y);
            break;
        }
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

        set_dots(d, trace->bit, c, next_row(row, to), to, PART_JOIN);
        row = to;
    }
}

/* Notes whether the curve goes beyond an edge in this column, or has come back from there. */
static void note_edge(struct canvas_edge *edge, const struct trace *trace, int column, int before,
                      bool was, bool is)
{
    if (is) {
        edge[column].away |= trace->bit;
        if (!was)
            edge[column].turns |= trace->bit;
    } else if (was)
        edge[before].turns |= trace->bit;
}

static void note_edges(struct drawing *d, struct trace *trace, int x, bool above, bool below)
{
    int column = x / d->across, before = trace->x / d->across;

    if (column >= CANVAS_COLUMNS_MAX || d->rows < CANVAS_SIGNS_FROM)
        return;
    note_edge(d->top, trace, column, before, trace->over[0], above);
    note_edge(d->bottom, trace, column, before, trace->over[1], below);
    trace->over[0] = above;
    trace->over[1] = below;
}

/* What the curve does in one dot column. */
struct stroke {
    double min, max, last;
};

static void trace_stroke(struct drawing *d, struct trace *trace, int x, const struct stroke *stroke)
{
    bool signs = d->rows >= CANVAS_SIGNS_FROM;
    int highest = signs ? axis_side(&d->y, stroke->max) : 0;
    int lowest = signs ? axis_side(&d->y, stroke->min) : 0;
    int side = signs ? axis_side(&d->y, stroke->last) : 0;
    double high = height(d, stroke->max), low = height(d, stroke->min);
    double last = height(d, stroke->last);

    note_edges(d, trace, x, highest > 0, lowest < 0);
    /* Marks side by side need no joining in ASCII, however steep: dots would bury them. */
    if (trace->begun && (d->down > 1 || x > trace->x + 1) && (side == 0 || side != trace->side))
        join(d, trace, x, limit(trace->place, low, high));
    if (highest == 0 || lowest != highest) /* else all of it lies beyond */
        set_dots(d, trace->bit, x, dot_row(d, low), dot_row(d, high),
                 d->down > 1 ? PART_POINT : PART_JOIN);
    if (side == 0)
        set_dots(d, trace->bit, x, dot_row(d, last), dot_row(d, last), PART_POINT);
    trace->begun = true;
    trace->x = x;
    trace->place = last;
    trace->side = side;
}

/* Values outside of the axis on one side have no band. */
static void trace_band(const struct drawing *d, uint64_t bit, int x, const struct span *span)
{
    if (axis_side(&d->y, span->max) >= 0 && axis_side(&d->y, span->min) <= 0)
        set_dots(d, bit, x, dot_row(d, height(d, span->min)), dot_row(d, height(d, span->max)),
                 PART_BAND);
}

static void trace_span(struct drawing *d, struct trace *trace, int x, const struct span *span)
{
    struct stroke stroke = {span->min, span->max, span->last};

    if (d->plot->smoothed && !isnan(span->smooth)) {
        if (!trace->is_median)
            trace_band(d, trace->bit, x, span);
        stroke = (struct stroke){span->smooth, span->smooth, span->smooth};
    }
    trace_stroke(d, trace, x, &stroke);
}

static bool is_drawable(const struct drawing *d, const struct span *span)
{
    double place;

    if (span->count == 0 || !isfinite(span->min) || !isfinite(span->max) || !isfinite(span->last))
        return false;
    place = axis_range_place(&d->plot->x, span->x);
    return place >= -1e-9 && place <= 1 + 1e-9;
}

/* ---- spreads ---------------------------------------------------------------------------------
 */

/* The spread in a dot column; none where all of it is beyond one edge. */
static void set_spread(const struct drawing *d, uint64_t bit, int x, double low, double high)
{
    if (low <= 1 && high >= 0)
        set_dots(d, bit, x, dot_row(d, limit(low, 0, 1)), dot_row(d, limit(high, 0, 1)),
                 PART_SPREAD);
}

/* Where a limit lies: 0 ... 1 within the axis, and a little beyond it. */
static double limit_place(const struct drawing *d, double value)
{
    int side = axis_side(&d->y, value);

    return side > 0 ? 1.01 : side < 0 ? -0.01 : limit(axis_place(&d->y, value), 0, 1);
}

/* Between two spans the limits go on in straight lines. */
static void trace_spread(const struct drawing *d, int c)
{
    const struct plot_curve *curve = &d->plot->curve[c];
    double low_before = 0, high_before = 0;
    int before = -1;

    for (size_t s = 0; s < curve->spans; s++) {
        double low, high;
        int x;

        if (!is_drawable(d, &curve->span[s]) || isnan(curve->band[s].low))
            continue;
        x = axis_range_column(&d->plot->x, curve->span[s].x, d->columns * d->across);
        low = limit_place(d, curve->band[s].low);
        high = limit_place(d, curve->band[s].high);
        for (int at = before < 0 ? x : before + 1; at <= x; at++) {
            double part = before < 0 ? 1 : (double)(at - before) / (x - before);

            set_spread(d, (uint64_t)1 << c, at, low_before + (low - low_before) * part,
                       high_before + (high - high_before) * part);
        }
        if (x == before)
            set_spread(d, (uint64_t)1 << c, x, low, high);
        before = x;
        low_before = low;
        high_before = high;
    }
}

/* The curve of one seed, its points joined as far as they lie within the axis. */
static void trace_seed(const struct drawing *d, int c, int r)
{
    const struct plot_curve *curve = &d->plot->curve[c];
    int before = -1, row = 0;

    for (size_t s = 0; s < curve->spans; s++) {
        double value = curve->seed[s * (size_t)curve->seeds + (size_t)r];
        int x, to, from;

        if (!is_drawable(d, &curve->span[s]) || isnan(value))
            continue;
        if (axis_side(&d->y, value) != 0) {
            before = -1;
            continue;
        }
        x = axis_range_column(&d->plot->x, curve->span[s].x, d->columns * d->across);
        to = dot_row(d, height(d, value));
        from = before < 0 ? to : row;
        for (int at = before < 0 || before == x ? x : before + 1; at <= x; at++) {
            int next =
                before < 0 || x == before ? to : row + (to - row) * (at - before) / (x - before);

            set_dots(d, (uint64_t)1 << c, at, next_row(from, next), next, PART_SEED);
            from = next;
        }
        before = x;
        row = to;
    }
}

/* Spans that fall in the same dot column are taken together. */
void canvas_trace(struct drawing *d, int c)
{
    const struct plot_curve *curve = &d->plot->curve[c];
    struct trace trace = {.bit = (uint64_t)1 << c, .is_median = curve->median};
    struct span sum = {0};
    int at = 0;

    if (curve->band)
        trace_spread(d, c);
    for (int r = 0; curve->seed && r < curve->seeds; r++)
        trace_seed(d, c, r);

    for (size_t s = 0; s < curve->spans; s++) {
        const struct span *span = &curve->span[s];
        int x;

        if (!is_drawable(d, span))
            continue;
        x = axis_range_column(&d->plot->x, span->x, d->columns * d->across);
        if (sum.count > 0 && x == at) {
            sum.min = fmin(sum.min, span->min);
            sum.max = fmax(sum.max, span->max);
            sum.last = span->last;
            sum.smooth = isnan(span->smooth) ? sum.smooth : span->smooth;
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
    note_edges(d, &trace, trace.x, false, false); /* one that ends beyond says so there */
}
