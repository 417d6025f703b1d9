/*
 * history.h - a run's recorded curves: one row per iteration, appended and never changed, drawn at
 * any width in time proportional to the width. Knows no run and no screen.
 *
 * Rows are kept in blocks; above them lies a pyramid of (minimum, maximum, last) over 16, 256,
 * 4096 ... rows, so that a column of a plot that spans any number of rows costs a few look-ups.
 *
 * Not thread-safe: the race appends and samples under its own lock.
 */
#ifndef OPTOP_HISTORY_H
#define OPTOP_HISTORY_H

#include "base/status.h"
#include "curve.h"
#include "smoothing.h"

#include <stdint.h>

/* The figures of row i: losses and accuracies before update i, in the notebook's order. */
struct history_row {
    double value[CURVES]; /* NaN where it was not taken */
    bool evaluated;       /* the rare ones of curve_specs were taken */
};

/* A row without any figure. */
struct history_row history_no_row(void);

struct history;

struct history *history_create(struct status *status);
void history_free(struct history *history);

/*
 * A history of its own that begins with the first `rows` rows of another (at most as many as there
 * are). They share full blocks, which never change again. NULL on lack of memory.
 */
struct history *history_prefix(const struct history *history, size_t rows, struct status *status);

/* Makes sure that one more row can be appended without allocating. */
bool history_reserve(struct history *history, struct status *status);

/* Appends; there must be room (history_reserve). */
void history_append(struct history *history, const struct history_row *row);

size_t history_length(const struct history *history);
struct history_row history_get(const struct history *history, size_t i);
/* One of its values. */
double history_value(const struct history *history, enum curve curve, size_t i);

/* The range of a curve between two rows; count is the number of its finite values there. */
struct history_span {
    double min, max, last; /* over the finite values; NaN when count is 0 */
    size_t count;
};

/* Rows begin ... end-1 (cut to what exists) of one curve. O(log(end - begin)). */
struct history_span history_span(const struct history *history, enum curve curve, size_t begin,
                                 size_t end);

/*
 * The exponential average of a curve at row i (smoothing.h), over rows 0 up to that one,
 * independent of the range in view. NaN where no row up to there has a value. O(1): at most 64 rows
 * are read.
 */
double history_smooth(const struct history *history, enum curve curve, enum smoothing smoothing,
                      size_t i);

/*
 * The first row of a curve that never falls (gradients, seconds) with a value of at least x; as
 * many as there are rows when there is none. O(log(rows)).
 */
size_t history_find(const struct history *history, enum curve curve, double x);

/*
 * The first row at which a curve is below (or else above) a value; false when there is none.
 * `smoothed`: the train loss, smoothed weakly, instead of a curve. O(log(rows)).
 */
struct history_question {
    enum curve curve;
    bool smoothed;
    bool below;
    double value;
};
bool history_first(const struct history *history, const struct history_question *question,
                   size_t *row);

/*
 * The history of a run with two parameters can also record its place in their plane at each row:
 * from `start` on, before the first row. Then each row appended is followed by its place and the
 * one that its update reached.
 */
void history_keep_places(struct history *history, const double start[2]);
void history_set_place(struct history *history, const double at[2], const double reached[2]);
/* Only the place that the last row's update reached. */
void history_reach(struct history *history, const double reached[2]);

/*
 * The place of state i, 0 ... the number of rows. False when there is no such state, or no places.
 */
bool history_place(const struct history *history, size_t i, double place[2]);

/* Bytes that a history of so many rows needs; UINT64_MAX on overflow. */
uint64_t history_memory_for(uint64_t rows);

/* Bytes held. */
size_t history_memory(const struct history *history);

#endif
