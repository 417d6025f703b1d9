/*
 * sensitivity.h - a figure against a hyperparameter, as a plot: a curve a run with its spread over
 * seeds. Knows no sweep and no screen.
 */
#ifndef OPTOP_SENSITIVITY_H
#define OPTOP_SENSITIVITY_H

#include "base/status.h"
#include "plot.h"

enum { SENSITIVITY_COLUMNS_MAX = 1024 };

/* The figure of a configuration over its seeds: quartiles and median. */
struct sensitivity_point {
    double x;                 /* the hyperparameter */
    double low, median, high; /* low <= high; infinite: diverged; a NaN median: not known yet */
    int diverged;             /* seeds with which it diverged */
};

struct sensitivity_curve {
    const struct sensitivity_point *point; /* ascending x */
    int points;
    const char *name;
    int style;
    bool chosen;
    const struct sensitivity_point *best; /* one of them, marked as such; NULL: none */
};

struct sensitivity_request {
    const char *second; /* another one, which is at its best everywhere; NULL: there is none */
    const struct sensitivity_curve *curve;
    int curves;         /* those beyond PLOT_CURVES_MAX are left out */
    const char *figure; /* "test loss" */
    const char *key;    /* "lr" */
    int seeds;
    bool logarithmic_x;
    bool share; /* the figure is a share of 1: an accuracy */
    bool has_cursor;
    double cursor;
};

/* Start with all zero. */
struct sensitivity {
    struct plot plot; /* draws from the fields below, and from the request's names and key */
    struct plot_curve curve[PLOT_CURVES_MAX];
    struct span *span;
    size_t capacity;
};

/*
 * The axes hold all finite medians and quartiles, and the x of all points, known or not. A curve
 * whose median is infinite leaves through the edge. The best are marked. The chosen curve has its
 * quartiles as bars: of several, nobody could tell which is whose. STATUS_MEMORY.
 */
bool sensitivity_make(struct sensitivity *sensitivity, const struct sensitivity_request *request,
                      struct status *status);
void sensitivity_free(struct sensitivity *sensitivity);

/*
 * The marks of runs that diverged, for a line of `columns` characters above the plot, of which
 * those beyond SENSITIVITY_COLUMNS_MAX are left out: mark[column]
 * is the index of a curve that diverged with some seed at the x of that column, or -1. Where
 * several did, they stand side by side, as many as there is room for.
 */
void sensitivity_diverged(const struct sensitivity_request *request, const struct axis_range *range,
                          int columns, int *mark);

/* The different x of all curves, ascending, to x, which has room for all points; returns their
 * number. */
int sensitivity_places(const struct sensitivity_request *request, double *x);

#endif
