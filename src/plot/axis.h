/*
 * axis.h - scales, limits, round ticks and short number labels of a plot. Arithmetic and text;
 * knows no screen and no curves beyond their spans.
 */
#ifndef OPTOP_AXIS_H
#define OPTOP_AXIS_H

#include "train/span.h"
#include "train/x_scale.h"

#include <stdbool.h>

enum {
    AXIS_LABEL_COLUMNS = 7, /* the longest label */
    AXIS_LABEL_MAX = 16,    /* bytes of a label, its terminator included */
    AXIS_TICKS_MAX = 64,
};

/* ---- the vertical axis ----------------------------------------------------------------------- */

/* The range covered by the curves that share an axis. Start with axis_extent_empty. */
struct axis_extent {
    double min, max;     /* of all finite values; min > max: there was none */
    double min_positive; /* of those > 0; infinity: there was none */
    double max_partial;  /* of those < 1; -infinity: there was none */
};

struct axis_extent axis_extent_empty(void);

/* Takes in one value; one that is not finite changes nothing. */
void axis_extent_add_value(struct axis_extent *extent, double value);

/* Takes in `count` spans of a curve. Spans without values change nothing. */
void axis_extent_add(struct axis_extent *extent, const struct span *span, size_t count);

enum axis_scale {
    AXIS_LINEAR,
    AXIS_LOGARITHMIC, /* 0 has no place on it, but may have a row of its own at the bottom */
    AXIS_NINES,       /* shares of 1 by the logarithm of what is missing: 90, 99, 99.9 %; 1 has
                         no place on it, but may have a row of its own at the top */
};

/*
 * A vertical axis: finite limits, low < high, both in the domain of the scale. Fields that are 0
 * are harmless.
 */
struct axis {
    double low, high;
    enum axis_scale scale;
    bool percent;   /* labels show 100 times the value */
    bool row_apart; /* the value without a place (0 or 1) occurs: a row is set apart for it */
    double apart;   /* the share of the height that this row takes; see axis_set_rows */
};

/*
 * Limits a little beyond the extent, on round numbers. Linear: from 0 when the values reach near
 * it. Logarithmic: 1, 2 or 5 times a power of ten, at least a decade apart. No values, one value
 * or a huge or tiny range give a sane axis all the same.
 */
struct axis axis_fit(const struct axis_extent *extent, bool logarithmic);

/* The same for shares of 1, such as accuracies: within 0 ... 1, labelled in percent. */
struct axis axis_fit_share(const struct axis_extent *extent, bool nines);

/* Makes the row set apart one of `rows`; less than three rows have no room for it. */
void axis_set_rows(struct axis *axis, int rows);

/*
 * How far up a value lies: 0 at `low`, 1 at `high`; beyond the limits less or more. A row set
 * apart takes its share from 0 up (from 1 down on the scale of nines). NaN gives NaN; a value
 * without a place and without a row set apart gives minus or plus infinity.
 */
double axis_place(const struct axis *axis, double value);

/* Through which edge does the value leave? 1: the upper, -1: the lower, 0: it is on the axis. */
int axis_side(const struct axis *axis, double value);

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
 * one row, spaced so that they read well; among them the row set apart. Labels are all plain
 * decimals or all with exponents. Returns their number: at least 1 for an axis of axis_fit when
 * rows >= 1.
 */
int axis_ticks(const struct axis *axis, int rows, struct axis_tick tick[AXIS_TICKS_MAX]);

/* ---- the horizontal axis --------------------------------------------------------------------- */

/* From `begin` to `end`, shown in units. */
struct axis_range {
    double begin, end; /* the right edge is `end` */
    double per_unit;   /* 1, or iterations per epoch */
    const char *unit;  /* "iterations", "epochs", "seconds"; NULL: not named */
    bool real;         /* ticks may lie between whole numbers: seconds */
    bool logarithmic;
    double least; /* logarithmic: the smallest x > 0 that occurs; 0: 1 */
};

/* Where x lies: 0 at the left edge, 1 at the right one. On a logarithmic axis 0 is at the edge. */
double axis_range_place(const struct axis_range *range, double x);

/* The column, of `columns`, in which x is drawn. */
int axis_range_column(const struct axis_range *range, double x, int columns);

/* Round values for `columns` cells, from the left, so that labels do not touch; may be none. */
int axis_range_ticks(const struct axis_range *range, int columns,
                     struct axis_tick tick[AXIS_TICKS_MAX]);

/*
 * Writes the line of labels: exactly `columns` ASCII characters and a terminator (the buffer
 * has columns + 1 bytes): each label centred below its tick but moved so that nothing is cut, at
 * least two blanks apart.
 */
void axis_range_line(const struct axis_range *range, int columns, char *line);

/* Writes a count in at most 6 characters: 0, 2500, 12500, 200k, 1.5M. Returns text. */
char *axis_format_count(double value, char *text, size_t size);

#endif
