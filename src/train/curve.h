/*
 * curve.h - THE table of curves: the figures that a run records at each iteration. History,
 * snapshot, panels, CSV columns, manual and tests use its rows. Knows no run and no screen.
 *
 * To add a curve: a row in curve.c, its name in the enumeration below, in the same place, and the
 * code that computes it.
 */
#ifndef OPTOP_CURVE_H
#define OPTOP_CURVE_H

#include <stdbool.h>
#include <stddef.h>

/* The order of the rows; the first four are the CSV columns of the command line's contract. */
enum curve {
    CURVE_TRAIN_LOSS,
    CURVE_TEST_LOSS,
    CURVE_TRAIN_ACCURACY,
    CURVE_TEST_ACCURACY,
    CURVE_LEARNING_RATE,
    CURVE_GRADIENT_NORM,
    CURVE_UPDATE_NORM,
    CURVE_WEIGHT_NORM,
    CURVE_UPDATE_RATIO,
    CURVE_UPDATE_COSINE,
    CURVE_GRADIENTS,
    CURVE_SECONDS,
    CURVES
};

/* Where a curve is shown: panels of one view stand beside each other, in the table's order. */
enum curve_view {
    CURVE_VIEW_LOSSES,
    CURVE_VIEW_ACCURACIES,
    CURVE_VIEW_NORMS,
    CURVE_VIEW_RATES,
    CURVE_VIEW_OTHERS, /* each for itself */
    CURVE_VIEWS
};
extern const char *const curve_view_names[CURVE_VIEWS + 1]; /* the last one is NULL */

struct curve_spec {
    const char *name;        /* "train_loss": CSV, JSON, options */
    const char *title;       /* "train loss": panels */
    const char *batch_title; /* the same where it is that of a minibatch alone; NULL: `title` */
    const char *unit;        /* "%": of what panels show; "": none */
    double scale;            /* times this, values have that unit */
    const char *help;        /* for the manual: a line or two, no full stop */
    enum curve_view view;
    bool logarithmic; /* a logarithmic axis makes sense */
    bool noisy;       /* fluctuates from row to row, so that smoothing makes sense */
    bool asked;       /* recorded only on request: see struct measures */
    bool rare;        /* taken only at the iterations of problem_evaluates */
};

extern const struct curve_spec curve_specs[CURVES];

/* "train loss (log)", "batch accuracy": the heading of a panel. Returns text. */
char *curve_title(enum curve curve, bool in_batches, bool logarithmic, char *text, size_t size);

/* The curve of this name; CURVES when there is none. */
enum curve curve_find(const char *name);

#endif
