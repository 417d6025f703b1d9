/* chart.c - from a race's snapshot to plots; see chart.h. */
#include "chart.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SPANS_MAX = RACE_COLUMNS_MAX };

/* Of the spread behind a smoothed curve, and of batches as they are, this share is not fitted at
 * either end. */
#define SPREAD_CUT  0.1
#define BATCHES_CUT 0.02

/* A test loss that would have less than this share of a common axis' height has its own, where it
 * has so many times as much. */
#define OWN_AXIS_BELOW 0.3
#define OWN_AXIS_GAIN  1.5

/* The part of the height that curves keep where the axis goes as far as a target. */
#define TARGET_LEAVES 0.5

/* What is being fitted. */
struct fit {
    const struct chart_view *view;
    const struct chart_run *run;
    int runs;
    size_t columns;
};

static bool shares_axis(enum curve a, enum curve b)
{
    enum curve_view view = curve_specs[a].view;

    return a == b || (view == curve_specs[b].view &&
                      (view == CURVE_VIEW_LOSSES || view == CURVE_VIEW_ACCURACIES));
}

static bool is_logarithmic(const struct fit *fit, enum curve curve)
{
    return !fit->view->linear && curve_specs[curve].logarithmic;
}

/* Is every value that of another batch? */
static bool is_noisy(const struct fit *fit, enum curve curve)
{
    return fit->view->in_batches && !curve_specs[curve].rare && curve_specs[curve].noisy;
}

static double shown_value(const struct fit *fit, const struct span *span)
{
    return fit->view->smoothed && !isnan(span->smooth) ? span->smooth : span->last;
}

/* ---- extents --------------------------------------------------------------------------------- */

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* The value with a share `part` of the others below it; NaN of none. Sorts the values. */
static double quantile(double *value, size_t n, double part)
{
    if (n == 0)
        return NAN;
    qsort(value, n, sizeof *value, ascending);
    return value[(size_t)(part * (double)(n - 1) + 0.5)];
}

/* The bulk of a noisy curve, and all of what is shown of it when it is smoothed. */
static void add_bulk(const struct fit *fit, const struct span *span, struct axis_extent *extent)
{
    double low[SPANS_MAX], high[SPANS_MAX];
    double cut = fit->view->smoothed ? SPREAD_CUT : BATCHES_CUT, last = NAN;
    size_t n = 0, positive = 0;

    for (size_t s = 0; s < fit->columns && n < SPANS_MAX; s++) {
        if (span[s].count == 0)
            continue;
        if (span[s].min > 0)
            low[positive++] = span[s].min;
        else
            axis_extent_add_value(extent, span[s].min);
        high[n++] = span[s].max;
        last = shown_value(fit, &span[s]);
        if (fit->view->smoothed)
            axis_extent_add_value(extent, last);
    }
    axis_extent_add_value(extent, last);
    axis_extent_add_value(extent, quantile(low, positive, cut));
    axis_extent_add_value(extent, quantile(high, n, 1 - cut));
}

static bool shows_spread(const struct fit *fit, const struct chart_run *run)
{
    return run->run->replicas > 1 && fit->view->spread != SPREAD_OFF &&
           (!fit->view->chosen_spread || run->chosen);
}

static void add_finite(struct axis_extent *extent, double value)
{
    if (isfinite(value))
        axis_extent_add_value(extent, value);
}

/* Medians, and what is shown of their spread. */
static void add_spread(const struct fit *fit, enum curve curve, const struct chart_run *run,
                       struct axis_extent *extent)
{
    const struct run_snapshot *it = run->run;
    bool shown = shows_spread(fit, run);
    size_t seeds = shown && it->seed[curve] ? (size_t)it->seeds : 0;

    for (size_t s = 0; s < fit->columns; s++) {
        if (it->span[curve][s].count == 0)
            continue;
        add_finite(extent, shown_value(fit, &it->span[curve][s]));
        if (shown && it->band[curve]) {
            add_finite(extent, it->band[curve][s].low);
            add_finite(extent, it->band[curve][s].high);
        }
        for (size_t r = 0; r < seeds; r++)
            add_finite(extent, it->seed[curve][s * seeds + r]);
    }
}

static void add_curve(const struct fit *fit, enum curve curve, const struct chart_run *run,
                      struct axis_extent *extent)
{
    const struct span *span = run->run->span[curve];

    if (run->run->replicas > 1)
        add_spread(fit, curve, run, extent);
    else if (is_noisy(fit, curve))
        add_bulk(fit, span, extent);
    else
        axis_extent_add(extent, span, fit->columns);
}

static const struct span *first_span(const struct fit *fit, const struct span *span)
{
    for (size_t s = 0; s < fit->columns; s++)
        if (span[s].count > 0)
            return &span[s];
    return NULL;
}

static const struct span *last_span(const struct fit *fit, const struct span *span)
{
    for (size_t s = fit->columns; s-- > 0;)
        if (span[s].count > 0)
            return &span[s];
    return NULL;
}

/*
 * Where all runs start: the least of what they have reached in their first column, which may hold
 * more than the first row. Infinity before there is any.
 */
static double start_of(const struct fit *fit, enum curve curve)
{
    double start = INFINITY;

    for (int i = 0; i < fit->runs; i++) {
        const struct span *first = first_span(fit, fit->run[i].run->span[curve]);
        if (first && !fit->run[i].hidden)
            start = fmin(start, first->max);
    }
    return start;
}

/* The highest value at which a living run is now. */
static double highest_end(const struct fit *fit, enum curve curve)
{
    double highest = -INFINITY;

    for (int i = 0; i < fit->runs; i++) {
        const struct span *last = last_span(fit, fit->run[i].run->span[curve]);
        if (last && !fit->run[i].hidden && fit->run[i].run->state != RUN_DIVERGED)
            highest = fmax(highest, shown_value(fit, last));
    }
    return highest;
}

/* So much above the start that it takes a third of the height. */
static double third_above(double start, double low, bool logarithmic)
{
    if (logarithmic)
        return low > 0 && start > low ? start * sqrt(start / low) : start;
    return start > low ? start + (start - low) / 2 : start;
}

/* What all curves cover that share the axis of `curve`; alone: that one only. */
static struct axis_extent extent_of(const struct fit *fit, enum curve curve, bool alone)
{
    struct axis_extent extent = axis_extent_empty();
    bool logarithmic = is_logarithmic(fit, curve);
    double start = INFINITY, end = -INFINITY, limit;

    for (int c = 0; c < CURVES; c++) {
        if (c != (int)curve && (alone || !shares_axis(curve, (enum curve)c)))
            continue;
        start = fmin(start, start_of(fit, (enum curve)c));
        end = fmax(end, highest_end(fit, (enum curve)c));
        for (int i = 0; i < fit->runs; i++)
            if (!fit->run[i].hidden)
                add_curve(fit, (enum curve)c, &fit->run[i], &extent);
    }
    limit =
        fmax(end, third_above(start, logarithmic ? extent.min_positive : extent.min, logarithmic));
    if (curve_specs[curve].view != CURVE_VIEW_ACCURACIES && isfinite(limit) && extent.max > limit)
        extent.max = limit;
    return extent;
}

/* ---- axes ------------------------------------------------------------------------------------ */

/* The part of the height that an extent has on an axis. */
static double part_of(const struct axis *axis, const struct axis_extent *extent)
{
    double low = axis->scale == AXIS_LOGARITHMIC ? extent->min_positive : extent->min;

    return extent->min > extent->max
               ? 1
               : axis_place(axis, fmin(extent->max, axis->high)) - axis_place(axis, low);
}

static struct axis fit_axis(const struct fit *fit, enum curve curve, bool *own)
{
    struct axis_extent extent = extent_of(fit, curve, false), alone;
    struct axis axis, own_axis;
    double part;

    *own = false;
    if (curve_specs[curve].view == CURVE_VIEW_ACCURACIES)
        return axis_fit_share(&extent, fit->view->nines);
    axis = axis_fit(&extent, is_logarithmic(fit, curve));
    if (curve != CURVE_TEST_LOSS || !is_noisy(fit, CURVE_TRAIN_LOSS))
        return axis;
    alone = extent_of(fit, curve, true);
    part = part_of(&axis, &alone);
    own_axis = axis_fit(&alone, is_logarithmic(fit, curve));
    *own = part < OWN_AXIS_BELOW && part_of(&own_axis, &alone) > OWN_AXIS_GAIN * part;
    return *own ? own_axis : axis;
}

struct axis_range chart_range(const struct race_view *view, double iterations_per_epoch)
{
    bool epochs = view->x == X_ITERATIONS && iterations_per_epoch > 1;

    return (struct axis_range){.begin = view->begin,
                               .end = view->end,
                               .per_unit = epochs ? iterations_per_epoch : 1,
                               .unit = epochs ? "epochs" : x_specs[view->x].unit,
                               .real = x_specs[view->x].real,
                               .logarithmic = view->logarithmic,
                               .least = view->least};
}

/* A target is in sight where that leaves the curves most of the height. */
static void stretch_to_target(const struct fit *fit, enum curve curve, struct axis *axis)
{
    struct axis_extent extent = extent_of(fit, curve, true), all = extent;
    struct axis stretched;

    if (fit->view->target_curve != curve || extent.min > extent.max)
        return;
    axis_extent_add_value(&all, axis->low);
    axis_extent_add_value(&all, axis->high);
    axis_extent_add_value(&all, fit->view->target);
    stretched = axis->percent ? axis_fit_share(&all, fit->view->nines)
                              : axis_fit(&all, is_logarithmic(fit, curve));
    stretched.row_apart = axis->row_apart;
    if (part_of(&stretched, &extent) > TARGET_LEAVES)
        *axis = stretched;
}

/* ---- charts ---------------------------------------------------------------------------------- */

/* Is any of what is shown a smoothed value? */
static bool is_smoothed(const struct fit *fit, enum curve curve)
{
    for (int i = 0; i < fit->runs && fit->view->smoothed; i++)
        for (size_t s = 0; s < fit->columns; s++)
            if (!fit->run[i].hidden && !isnan(fit->run[i].run->span[curve][s].smooth))
                return true;
    return false;
}

/* "64 of 70 runs" where there is no room for all; "" otherwise. */
static void count_left_out(const struct fit *fit, int curves, char *text, size_t size)
{
    int wanted = 0;

    for (int i = 0; i < fit->runs; i++)
        wanted += !fit->run[i].hidden;
    text[0] = '\0';
    if (wanted > curves)
        snprintf(text, size, "%d of %d runs", curves, wanted);
}

/* "batch loss (log, smoothed)". */
static void make_title(struct plot *plot, enum curve curve, const struct fit *fit, bool own)
{
    char some[48];
    bool medians = fit->runs > 0 && fit->run[0].run->replicas > 1;
    const char *const remarks[] = {plot->y.scale == AXIS_LOGARITHMIC ? "log" : "",
                                   plot->smoothed ? "smoothed" : "",
                                   medians ? spread_specs[fit->view->spread].name : "",
                                   own ? "own axis" : "",
                                   some};
    const char *before = " (";

    count_left_out(fit, plot->curves, some, sizeof some);
    curve_title(curve, fit->view->in_batches, false, plot->title, sizeof plot->title);
    for (size_t i = 0; i < sizeof remarks / sizeof remarks[0]; i++) {
        size_t used = strlen(plot->title);

        if (!remarks[i][0])
            continue;
        snprintf(plot->title + used, sizeof plot->title - used, "%s%s", before, remarks[i]);
        before = ", ";
    }
    if (before[0] == ',')
        snprintf(plot->title + strlen(plot->title), sizeof plot->title - strlen(plot->title), ")");
}

/* Is the run's past drawn as another's curve? */
static bool parts(const struct fit *fit, const struct run_snapshot *run)
{
    for (int i = 0; i < fit->runs; i++)
        if (fit->run[i].run->id == run->parent)
            return !fit->run[i].hidden;
    return false;
}

/* A fork leaves its parent's curve: it begins with the last span of the past that both share. */
static void leave_parent(const struct fit *fit, const struct run_snapshot *run,
                         struct plot_curve *curve)
{
    size_t first = 0;

    if (run->parent == 0 || !parts(fit, run))
        return;
    while (first < curve->spans &&
           (curve->span[first].count == 0 || curve->span[first].x < run->forked_x))
        first++;
    while (first > 0 && (first == curve->spans || curve->span[first].count == 0 ||
                         curve->span[first].x >= run->forked_x))
        first--;
    curve->parts = curve->spans > 0 && curve->span[first].count > 0;
    curve->span += first;
    curve->spans -= first;
    if (curve->band)
        curve->band += first;
    if (curve->seed)
        curve->seed += first * (size_t)curve->seeds;
}

/* The chosen run is drawn whatever the others are. */
static int collect(const struct fit *fit, enum curve curve, struct plot_curve *out)
{
    int count = 0, chosen = 0;

    for (int i = 0; i < fit->runs; i++)
        chosen += fit->run[i].chosen && !fit->run[i].hidden;
    for (int i = 0; i < fit->runs; i++) {
        const struct chart_run *run = &fit->run[i];
        bool spread = shows_spread(fit, run);

        if (run->hidden || count == PLOT_CURVES_MAX ||
            (!run->chosen && count + chosen == PLOT_CURVES_MAX))
            continue;
        chosen -= run->chosen;
        out[count++] = (struct plot_curve){.span = run->run->span[curve],
                                           .spans = fit->columns,
                                           .median = run->run->replicas > 1,
                                           .band = spread ? run->run->band[curve] : NULL,
                                           .seed = spread ? run->run->seed[curve] : NULL,
                                           .seeds = spread ? run->run->seeds : 0,
                                           .name = run->name,
                                           .style = run->style,
                                           .chosen = run->chosen,
                                           .dim = run->dim};
        leave_parent(fit, run->run, &out[count - 1]);
    }
    return count;
}

int chart_events(const struct chart_run *run, int runs, struct plot_event event[CHART_EVENTS_MAX])
{
    int events = 0;

    for (int i = 0; i < runs; i++) {
        const struct run_snapshot *it = run[i].run;

        if (run[i].hidden)
            continue;
        for (int c = 0; c < it->changes && events < CHART_EVENTS_MAX; c++)
            event[events++] = (struct plot_event){it->changed_x[c], run[i].style};
        if (it->parent > 0 && events < CHART_EVENTS_MAX)
            event[events++] = (struct plot_event){it->forked_x, run[i].style};
    }
    return events;
}

void chart_make(struct chart *chart, enum curve curve, const struct chart_view *view,
                const struct chart_run *run, int runs, size_t columns)
{
    const struct fit fit = {view, run, runs, columns};
    struct plot *plot = &chart->plot;
    bool own;

    *plot = (struct plot){.x = view->x,
                          .smoothed = is_smoothed(&fit, curve),
                          .curve = chart->curve,
                          .curves = collect(&fit, curve, chart->curve),
                          .event = view->event,
                          .events = view->events,
                          .has_cursor = view->has_cursor,
                          .cursor = view->cursor,
                          .has_target = view->target_curve == curve,
                          .target = view->target};
    plot->y = fit_axis(&fit, curve, &own);
    stretch_to_target(&fit, curve, &plot->y);
    make_title(plot, curve, &fit, own);
}
