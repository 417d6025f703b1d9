/*
 * plot.h - a picture of curves as data, for the terminal's canvas and the SVG writer. Knows no
 * race: chart.h makes it from one.
 */
#ifndef OPTOP_PLOT_H
#define OPTOP_PLOT_H

#include "axis.h"

enum { PLOT_CURVES_MAX = 64, PLOT_TITLE_MAX = 128 };

struct plot_curve {
    const struct span *span; /* from left to right; they carry their x */
    size_t spans;
    bool median; /* of several seeds: what it is smoothed from is not shown */
    const struct band
        *band;          /* the spread about each span, which is a median; NULL: there is none */
    const double *seed; /* for each span the values of curves to be drawn behind, or NaN */
    int seeds;          /* how many; 0: none */
    const char *name;   /* for a legend; NULL: none */
    int style;          /* its place in the table of style.h */
    bool chosen;        /* drawn over the others */
    bool dim;           /* drawn so that others stand out */
    bool parts;         /* it leaves another curve at its first span, which has a sign */
    const struct span *best; /* of a measured plot: one of them, in brackets; NULL: none */
};

/* Something that happened at an x: a change, a fork. */
struct plot_event {
    double x;
    int style; /* of the run it happened to */
};

struct plot {
    char title[PLOT_TITLE_MAX];
    struct axis y;
    struct axis_range x;
    bool smoothed; /* curves are the spans' smooth values, min ... max a band behind them */
    bool measured; /* each span is a measurement: it has its mark, and min ... max as a bar */
    const struct plot_curve *curve;
    int curves; /* at most PLOT_CURVES_MAX, the rest is left out */
    const struct plot_event *event;
    int events;
    bool has_cursor, has_target;
    double cursor; /* x of a vertical line */
    double target; /* value of a horizontal line */
};

#endif
