/*
 * axis.h - scales, limits, round ticks and short number labels of a plot. Arithmetic and text;
 * knows no screen and no curves beyond their spans.
 */
#ifndef OPTOP_AXIS_H
#define OPTOP_AXIS_H

#include "train/span.h"

#include <stdbool.h>

enum {
    AXIS_LABEL_COLUMNS = 7, /* the longest label */
    AXIS_LABEL_MAX = 16,    /* bytes of a label, its terminator included */
    AXIS_TICKS_MAX = 64,
};

/* What the curves that share an axis cover. Start with axis_extent_empty. */
struct axis_extent {
    double min, max;     /* of all finite values; min > max: there was none */
    double min_positive; /* of those > 0; infinity: there was none */
};

struct axis_extent axis_extent_empty(void);

/* Takes in `count` spans of a curve. Spans without values change nothing. */
void axis_extent_add(struct axis_extent *extent, const struct span *span, size_t count);

/* A vertical axis: finite limits, low < high, low > 0 when `logarithmic`. */
struct axis {
    double low, high;
    bool logarithmic;
};

/*
 * Limits a little beyond the extent, on round numbers (linear: from 0 when the values reach near
 * it; logarithmic: 1, 2 or 5 times a power of ten). No values, one value or a huge or tiny range
 * give a sane axis all the same.
 */
struct axis axis_fit(const struct axis_extent *extent, bool logarithmic);

/*
 * How far up a value lies: 0 at `low`, 1 at `high`; beyond the limits less or more. NaN has no
 * place and gives NaN; on a logarithmic axis neither do values <= 0: they give NaN too.
 */
double axis_place(const struct axis *axis, double value);

/* The row, of `rows` from the top, of a place; beyond the limits: at the edge. */
int axis_place_row(double place, int rows);

/* The same of a value that has a place. */
int axis_row(const struct axis *axis, double value, int rows);

struct axis_tick {
    double value;
    int position; /* row from the top, or column from the left */
    char label[AXIS_LABEL_MAX];
};

/*
 * Round values for an axis `rows` cells high, from the top down, at most AXIS_TICKS_MAX, no two in
 * one row, spaced so that they read well. Returns their number: at least 1 for an axis of axis_fit
 * when rows >= 1.
 */
int axis_ticks(const struct axis *axis, int rows, struct axis_tick tick[AXIS_TICKS_MAX]);

/* A horizontal axis: rows begin ... end of the histories, shown in units. */
struct axis_range {
    double begin, end; /* iterations; the right edge is `end` */
    double per_unit;   /* iterations a unit: 1, or iterations an epoch */
    const char *unit;  /* "iterations", "epochs"; NULL: not named */
};

/* The column, of `columns`, in which iteration i is drawn. */
int axis_range_column(const struct axis_range *range, double i, int columns);

/* Round values for `columns` cells, from the left, so that labels do not touch; may be none. */
int axis_range_ticks(const struct axis_range *range, int columns,
                     struct axis_tick tick[AXIS_TICKS_MAX]);

/*
 * Writes the line of labels: exactly `columns` ASCII characters and a terminator (the buffer
 * has columns + 1 bytes): each label centred below its tick but moved so that nothing is cut, and
 * the unit where it fits between the last labels.
 */
void axis_range_line(const struct axis_range *range, int columns, char *line);

/* Writes a count in at most 6 characters: 0, 2500, 12500, 200k, 1.5M. Returns text. */
char *axis_format_count(double value, char *text, size_t size);

#endif
