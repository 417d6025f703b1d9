/*
 * chart.h - plots made from a race's snapshot: their curves, axes and titles, the same for panels
 * of the screen and for pictures. Knows no screen.
 */
#ifndef OPTOP_CHART_H
#define OPTOP_CHART_H

#include "plot.h"
#include "train/race.h"

/* A run as it is shown. */
struct chart_run {
    const struct run_snapshot *run;
    const char *name; /* for a legend; NULL: none */
    int style;        /* its place in the table of style.h */
    bool hidden, chosen, dim;
};

/* The view of the curves: the same for all charts of a screen. */
struct chart_view {
    bool linear;        /* losses and what else can be logarithmic on a linear axis */
    bool nines;         /* accuracies on the scale of nines; see axis.h */
    bool in_batches;    /* train figures are those of minibatches */
    bool smoothed;      /* spans with smooth values are shown by them */
    enum spread spread; /* of runs with several seeds */
    bool chosen_spread; /* only the chosen run's: where a band does not say whose it is */
    struct axis_range x;
    const struct plot_event *event;
    int events;
    bool has_cursor;
    double cursor;           /* an x */
    enum curve target_curve; /* CURVES: there is no target */
    double target;
};

struct chart {
    struct plot plot; /* draws from the fields below, and from the snapshot */
    struct plot_curve curve[PLOT_CURVES_MAX];
};

/*
 * The chart of one curve of all runs that are not hidden, in `columns` spans each. Its axis fits
 * the visible part, also of the other curves that share it (the losses; the accuracies), but:
 * - a curve far above the loss at the start leaves through the upper edge, except for the last
 *   value of a live run;
 * - of figures of minibatches, the smoothed curve and the bulk of the spread are fitted;
 * - of runs with several seeds, the spread shown is fitted, too;
 * - where that would press the test loss into a small part, it has an axis of its own, and the
 *   title says so.
 */
void chart_make(struct chart *chart, enum curve curve, const struct chart_view *view,
                const struct chart_run *run, int runs, size_t columns);

/* The events of the runs shown: their forks and latest changes. Returns their number. */
enum { CHART_EVENTS_MAX = 64 };
int chart_events(const struct chart_run *run, int runs, struct plot_event event[CHART_EVENTS_MAX]);

/* The x axis of a snapshot; iterations in epochs when these have more than one. */
struct axis_range chart_range(const struct race_view *view, double iterations_per_epoch);

#endif
