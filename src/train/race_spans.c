/*
 * race_spans.c - the curves of a snapshot: a run's rows in the columns of a view, and the medians
 * over its replicas; see race.h.
 */
#include "base/statistics.h"
#include "race_private.h"

#include <math.h>

/* ---- rows and columns ---------------------------------------------------------------------------
 */

double race_view_edge(const struct race_view *view, size_t column)
{
    const struct x_scale scale = {view->begin, view->end, view->logarithmic, view->least};

    if (column >= view->columns)
        return view->end;
    return column == 0 ? view->begin
                       : x_scale_value(&scale, (double)column / (double)view->columns);
}

bool race_view_has(const struct race_view *view, enum curve curve)
{
    return view->curves == 0 || (view->curves >> curve & 1);
}

/* The curve whose values are the rows' x; CURVES: their numbers are. */
static enum curve x_curve(enum x_kind kind)
{
    return kind == X_GRADIENTS ? CURVE_GRADIENTS : kind == X_SECONDS ? CURVE_SECONDS : CURVES;
}

/* What rounding made of a row's own x still is that row's. */
size_t race_row_from(const struct history *history, enum x_kind kind, double x)
{
    size_t rows = history_length(history);

    x -= 1e-9 * fabs(x);
    if (kind != X_ITERATIONS)
        return history_find(history, x_curve(kind), x);
    return x >= (double)rows ? rows : x > 0 ? (size_t)ceil(x) : 0;
}

size_t race_rows_to(const struct history *history, enum x_kind kind, double x)
{
    return x < 0 ? 0 : race_row_from(history, kind, nextafter(x, INFINITY) * (1 + 2e-9));
}

double race_row_x(const struct history *history, enum x_kind kind, size_t row)
{
    return kind == X_ITERATIONS ? (double)row : history_value(history, x_curve(kind), row);
}

double race_reached(const struct replica *replica, enum x_kind kind)
{
    switch (kind) {
    case X_GRADIENTS:
        return (double)replica->numbers->gradients;
    case X_SECONDS:
        return replica->numbers->seconds;
    default:
        return (double)history_length(replica->history);
    }
}

enum smoothing race_smoothing(const struct problem *problem, const struct race_view *view,
                              enum curve curve)
{
    const struct curve_spec *spec = &curve_specs[curve];

    return spec->noisy && (!spec->rare || problem_evaluates_always(problem)) ? view->smoothing
                                                                             : SMOOTHING_OFF;
}

/* ---- one replica --------------------------------------------------------------------------------
 */

/* Rows begin ... end-1 of a curve, which exist; the last of them is where the span lies. */
static struct span sample(const struct history *history, enum curve curve, size_t begin, size_t end,
                          enum smoothing smoothing, enum x_kind x)
{
    struct history_span it = history_span(history, curve, begin, end);

    if (it.count == 0)
        return span_empty();
    return (struct span){it.min,
                         it.max,
                         it.last,
                         it.count,
                         .x = race_row_x(history, x, end - 1),
                         .smooth = smoothing == SMOOTHING_OFF
                                       ? NAN
                                       : history_smooth(history, curve, smoothing, end - 1)};
}

/* Each column has rows of its own, so a run's rows are looked for once a column. */
static void sample_one(const struct problem *problem, const struct history *history,
                       const struct race_view *view, struct run_snapshot *out)
{
    size_t begin = race_row_from(history, view->x, view->begin);

    for (size_t column = 0; column < view->columns; column++) {
        size_t end = race_row_from(history, view->x, race_view_edge(view, column + 1));

        for (int c = 0; c < CURVES; c++)
            out->span[c][column] =
                race_view_has(view, (enum curve)c)
                    ? sample(history, (enum curve)c, begin, end > begin ? end : begin,
                             race_smoothing(problem, view, (enum curve)c), view->x)
                    : span_empty();
        begin = end > begin ? end : begin;
    }
}

/* ---- several replicas ---------------------------------------------------------------------------
 */

/* The rows of a replica that a column covers. */
struct stretch {
    size_t begin, end;
};

_Static_assert(4 * sizeof(double) + sizeof(struct stretch) <= SNAPSHOT_SCRATCH * sizeof(double),
               "the scratch has room for what is sampled of a replica");

/* A run while its columns are sampled one after the other. */
struct sampling {
    const struct problem *problem;
    const struct run *run;
    const struct race_view *view;
    struct run_snapshot *out;
    size_t column;
    double end_x;                      /* where the first live replica ends; infinity: none lives */
    struct stretch *rows;              /* of each replica, in this column */
    double *min, *max, *last, *smooth; /* of those that count */
};

static double least_end(const struct run *run, enum x_kind x)
{
    double end = INFINITY;

    for (int r = 0; r < run_replicas(run); r++) {
        const struct replica *replica = run_replica(run, r);
        size_t rows = history_length(replica->history);

        if (replica->numbers->state == RUN_LIVE)
            end = fmin(end, rows > 0 ? race_row_x(replica->history, x, rows - 1) : -1);
    }
    return end;
}

/* A diverged replica keeps all its rows. */
static void find_rows(const struct sampling *s, int r, double edge)
{
    const struct replica *replica = run_replica(s->run, r);
    size_t end = race_row_from(replica->history, s->view->x, edge);

    if (replica->numbers->state == RUN_LIVE && edge > s->end_x) {
        size_t least = race_rows_to(replica->history, s->view->x, s->end_x);

        end = end < least ? end : least;
    }
    s->rows[r].end = end > s->rows[r].begin ? end : s->rows[r].begin;
}

/* What a replica counts with in a column in which only others have rows; NaN: it does not. */
static double value_before(const struct sampling *s, int r, enum curve curve,
                           enum smoothing smoothing)
{
    const struct replica *replica = run_replica(s->run, r);
    size_t end = s->rows[r].end;
    struct history_span before;

    if (replica->numbers->state == RUN_DIVERGED && end == history_length(replica->history))
        return race_worst(replica->problem, curve);
    before = history_span(replica->history, curve, 0, end);
    if (before.count == 0)
        return NAN;
    return smoothing == SMOOTHING_OFF ? before.last
                                      : history_smooth(replica->history, curve, smoothing, end - 1);
}

static double median(double *value, size_t n)
{
    statistics_sort(value, n);
    return statistics_quantile(value, n, 0.5);
}

/* Of sorted values. */
static struct band band_of(const double *low, const double *high, size_t n, enum spread spread)
{
    if (spread == SPREAD_QUARTILES)
        return (struct band){statistics_quantile(low, n, 0.25), statistics_quantile(high, n, 0.75)};
    if (spread == SPREAD_RANGE)
        return (struct band){low[0], high[n - 1]};
    return (struct band){NAN, NAN};
}

/* Of each replica by its number, where it has rows; returns the largest x, NaN if none has. */
static double collect(const struct sampling *s, enum curve curve, enum smoothing smoothing)
{
    double x = NAN;

    for (int r = 0; r < run_replicas(s->run); r++) {
        const struct stretch *rows = &s->rows[r];
        struct span span = rows->end > rows->begin
                               ? sample(run_replica(s->run, r)->history, curve, rows->begin,
                                        rows->end, smoothing, s->view->x)
                               : span_empty();

        s->min[r] = span.min;
        s->max[r] = span.max;
        s->last[r] = span.last;
        s->smooth[r] = smoothing == SMOOTHING_OFF ? span.last : span.smooth;
        x = fmax(x, span.x);
    }
    return x;
}

/* The others, too; then those that count come first. Returns how many. */
static size_t complete(const struct sampling *s, enum curve curve, enum smoothing smoothing)
{
    double *seeds = s->out->seed[curve];
    size_t n = 0;

    for (int r = 0; r < run_replicas(s->run); r++) {
        if (isnan(s->last[r]))
            s->min[r] = s->max[r] = s->last[r] = s->smooth[r] =
                value_before(s, r, curve, smoothing);
        if (seeds && r < s->out->seeds && isfinite(s->smooth[r]))
            seeds[s->column * (size_t)s->out->seeds + (size_t)r] = s->smooth[r];
        if (isnan(s->last[r]))
            continue;
        s->min[n] = s->min[r];
        s->max[n] = s->max[r];
        s->last[n] = s->last[r];
        s->smooth[n++] = s->smooth[r];
    }
    return n;
}

static void sample_column(const struct sampling *s, enum curve curve)
{
    enum smoothing smoothing = race_smoothing(s->problem, s->view, curve);
    bool smooth = smoothing != SMOOTHING_OFF;
    struct span *span = &s->out->span[curve][s->column];
    struct band *band = &s->out->band[curve][s->column];
    double x = race_view_has(s->view, curve) ? collect(s, curve, smoothing) : (double)NAN;
    size_t n;

    *span = span_empty();
    *band = (struct band){NAN, NAN};
    for (int r = 0; s->out->seed[curve] && r < s->out->seeds; r++)
        s->out->seed[curve][s->column * (size_t)s->out->seeds + (size_t)r] = NAN;
    if (isnan(x))
        return;
    n = complete(s, curve, smoothing);
    *span = (struct span){.min = median(s->min, n),
                          .max = median(s->max, n),
                          .last = median(s->last, n),
                          .count = n,
                          .x = x,
                          .smooth = smooth ? median(s->smooth, n) : (double)NAN};
    *band = smooth ? band_of(s->smooth, s->smooth, n, s->view->spread)
                   : band_of(s->min, s->max, n, s->view->spread);
    if (isfinite(span->last))
        return;
    *span = span_empty();
    *band = (struct band){NAN, NAN};
}

static void sample_all(const struct race *race, const struct run *run,
                       struct race_snapshot *snapshot, struct run_snapshot *out)
{
    const struct race_view *view = &snapshot->view;
    size_t replicas = (size_t)run_replicas(run);
    double *scratch = snapshot->scratch;
    struct sampling s = {.problem = race->problem,
                         .run = run,
                         .view = view,
                         .out = out,
                         .end_x = least_end(run, view->x),
                         .min = scratch,
                         .max = scratch + replicas,
                         .last = scratch + 2 * replicas,
                         .smooth = scratch + 3 * replicas,
                         .rows = (struct stretch *)(void *)(scratch + 4 * replicas)};

    for (size_t r = 0; r < replicas; r++)
        s.rows[r].end = race_row_from(run_replica(run, (int)r)->history, view->x, view->begin);
    for (s.column = 0; s.column < view->columns; s.column++) {
        double edge = race_view_edge(view, s.column + 1);

        for (int r = 0; r < (int)replicas; r++) {
            s.rows[r].begin = s.rows[r].end;
            find_rows(&s, r, edge);
        }
        for (int c = 0; c < CURVES; c++)
            sample_column(&s, (enum curve)c);
    }
}

void race_sample(const struct race *race, int i, struct race_snapshot *snapshot)
{
    const struct run *run = race->run[i];

    if (run_replicas(run) > 1)
        sample_all(race, run, snapshot, &snapshot->run[i]);
    else
        sample_one(race->problem, run_get_history(run), &snapshot->view, &snapshot->run[i]);
}
