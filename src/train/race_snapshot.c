/* race_snapshot.c - copies of a race's figures for those who look at it; see race.h. */
#include "path.h"
#include "race_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

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

/* The curve whose values are the rows' x; CURVES: their numbers are. */
static enum curve x_curve(enum x_kind kind)
{
    return kind == X_GRADIENTS ? CURVE_GRADIENTS : kind == X_SECONDS ? CURVE_SECONDS : CURVES;
}

/* The first row at or after x. What rounding made of a row's own x still is that row's. */
static size_t row_from(const struct history *history, enum x_kind kind, double x)
{
    size_t rows = history_length(history);

    x -= 1e-9 * fabs(x);
    if (kind != X_ITERATIONS)
        return history_find(history, x_curve(kind), x);
    return x >= (double)rows ? rows : x > 0 ? (size_t)ceil(x) : 0;
}

static double x_of(const struct history *history, enum x_kind kind, size_t row)
{
    return kind == X_ITERATIONS ? (double)row : history_value(history, x_curve(kind), row);
}

/* How far a run has come, the iteration included that has no row yet. */
static double x_reached(const struct run *run, enum x_kind kind)
{
    const struct run_numbers *numbers = run_get_numbers(run);

    switch (kind) {
    case X_GRADIENTS:
        return (double)numbers->gradients;
    case X_SECONDS:
        return run_seconds(run);
    default:
        return (double)history_length(run_get_history(run));
    }
}

/* ---- memory -------------------------------------------------------------------------------------
 */

/* Makes room for `runs` runs, each with the spans that the view needs. */
static bool ensure_storage(struct race_snapshot *snapshot, int runs, const struct race_view *view,
                           struct status *status)
{
    int capacity = runs > snapshot->capacity ? runs : snapshot->capacity;
    size_t spans = (size_t)CURVES * view->columns;

    if (runs <= snapshot->capacity && view->columns <= snapshot->spans)
        return true;
    race_snapshot_free(snapshot);
    snapshot->run = calloc((size_t)capacity, sizeof *snapshot->run);
    if (snapshot->run && (size_t)capacity <= SIZE_MAX / sizeof(struct span) / spans)
        snapshot->storage = malloc((size_t)capacity * spans * sizeof *snapshot->storage);
    if (!snapshot->storage) {
        race_snapshot_free(snapshot);
        return status_out_of_memory(status, "a snapshot");
    }
    snapshot->capacity = capacity;
    snapshot->spans = view->columns;
    for (size_t i = 0; i < (size_t)capacity; i++)
        for (size_t c = 0; c < CURVES; c++)
            snapshot->run[i].span[c] = snapshot->storage + i * spans + c * view->columns;
    return true;
}

static bool ensure_places(struct race_snapshot *snapshot, struct status *status)
{
    if (snapshot->places)
        return true;
    snapshot->places =
        calloc((size_t)snapshot->capacity, PATH_POINTS_MAX * sizeof *snapshot->places);
    return snapshot->places || status_out_of_memory(status, "the paths");
}

/* ---- a run's figures ----------------------------------------------------------------------------
 */

/* How a curve is smoothed: not at all where most rows have no value, or nothing fluctuates. */
static enum smoothing smoothing_of(const struct problem *problem, const struct race_view *view,
                                   enum curve curve)
{
    const struct curve_spec *spec = &curve_specs[curve];

    return spec->noisy && (!spec->rare || problem_evaluates_always(problem)) ? view->smoothing
                                                                             : SMOOTHING_OFF;
}

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
                         .x = x_of(history, x, end - 1),
                         .smooth = smoothing == SMOOTHING_OFF
                                       ? NAN
                                       : history_smooth(history, curve, smoothing, end - 1)};
}

/* Each column has rows of its own, so a run's rows are looked for once a column. */
static void sample_curves(const struct problem *problem, const struct history *history,
                          const struct race_view *view, struct run_snapshot *out)
{
    size_t begin = row_from(history, view->x, view->begin);

    for (size_t column = 0; column < view->columns; column++) {
        size_t end = row_from(history, view->x, race_view_edge(view, column + 1));

        for (int c = 0; c < CURVES; c++)
            out->span[c][column] = sample(history, (enum curve)c, begin, end > begin ? end : begin,
                                          smoothing_of(problem, view, (enum curve)c), view->x);
        begin = end > begin ? end : begin;
    }
}

/*
 * What a table shows: where the states reached were evaluated, that; else the latest rows. A run
 * that diverged has no figures of all training samples, then, unless each row is of all.
 */
static struct run_figures figures_of(const struct run_snapshot *run, bool evaluated, bool batches)
{
    struct run_figures figures = {.tested = run->evaluated_at};

    for (int c = 0; c <= CURVE_TEST_ACCURACY; c++)
        figures.value[c] = curve_specs[c].rare ? run->last_evaluated.value[c] : run->last.value[c];
    if (evaluated && run->has_final) {
        memcpy(figures.value, run->final.value, sizeof figures.value);
        figures.tested = run->iteration;
    } else if (evaluated && batches) {
        if (isfinite(figures.value[CURVE_TRAIN_LOSS]))
            figures.value[CURVE_TRAIN_LOSS] = NAN;
        figures.value[CURVE_TRAIN_ACCURACY] = NAN;
    }
    return figures;
}

/* A loss of a batch says little; one that is not finite says all. */
static void show_smoothed(struct run_snapshot *run)
{
    double *loss = &run->shown.value[CURVE_TRAIN_LOSS];

    if (isfinite(*loss))
        *loss = run->smoothed;
}

static void choose_figures(const struct race *race, struct race_snapshot *snapshot)
{
    bool batches = race->problem->iterations_per_epoch > 1, evaluated = false;

    for (int i = 0; i < snapshot->runs; i++)
        evaluated = evaluated || snapshot->run[i].has_final;
    evaluated = evaluated && !race_wants_evaluation(race);
    snapshot->whole = evaluated || !batches;
    snapshot->untested = race_wants_evaluation(race);
    snapshot->smoothed = !snapshot->whole && snapshot->view.smoothing != SMOOTHING_OFF;
    for (int i = 0; i < snapshot->runs; i++) {
        snapshot->run[i].shown = figures_of(&snapshot->run[i], evaluated, batches);
        if (snapshot->smoothed)
            show_smoothed(&snapshot->run[i]);
    }
}

/* ---- the cursor and the target ------------------------------------------------------------------
 */

/* The x of the state at which the cursor was set, in the run in which it was. */
static double find_cursor(const struct race *race, const struct race_view *view)
{
    int i = race_find(race, view->cursor_run);
    const struct history *history;
    size_t rows;

    if (view->at_x)
        return view->cursor_x;
    if (view->x == X_ITERATIONS)
        return (double)view->cursor;
    if (race->runs == 0)
        return 0;
    history = run_get_history(race->run[i < 0 ? 0 : i]);
    rows = history_length(history);
    if (rows == 0)
        return 0;
    return x_of(history, view->x, view->cursor < rows ? view->cursor : rows - 1);
}

/* The last row at or before x; false when the run has not come so far. */
static bool row_at(const struct run *run, enum x_kind kind, double x, size_t *row)
{
    const struct history *history = run_get_history(run);
    size_t rows = history_length(history);

    if (rows == 0 || (x >= x_reached(run, kind) && x > x_of(history, kind, rows - 1)))
        return false;
    *row = row_from(history, kind, nextafter(x, INFINITY) * (1 + 2e-9));
    *row = kind == X_ITERATIONS ? (size_t)x : *row > 0 ? *row - 1 : 0;
    return true;
}

static struct run_at figures_at(const struct run *run, const struct problem *problem,
                                const struct race_view *view, double x)
{
    const struct history *history = run_get_history(run);
    struct run_at at = {
        .row = history_no_row(), .evaluated = history_no_row(), .smoothed = (double)NAN};

    at.there = row_at(run, view->x, x, &at.state);
    if (!at.there)
        return at;
    at.row = history_get(history, at.state);
    at.evaluated_at = (size_t)problem_last_evaluation(problem, (uint64_t)at.state + 1);
    at.evaluated = history_get(history, at.evaluated_at);
    at.smoothed = history_smooth(history, CURVE_TRAIN_LOSS, view->smoothing, at.state);
    return at;
}

static struct run_target look_for(const struct target *target, const struct history *history,
                                  bool in_batches)
{
    struct run_target found = {.reached = false};

    found.reached = target_reached(target, history, in_batches, &found.at);
    if (!found.reached)
        return found;
    found.gradients = history_value(history, CURVE_GRADIENTS, found.at);
    found.seconds = history_value(history, CURVE_SECONDS, found.at);
    return found;
}

/* ---- paths --------------------------------------------------------------------------------------
 */

/* Up to the state at the cursor, or the one reached; that is the last point in any case. */
static struct run_path follow(const struct history *history, const struct run_at *at,
                              double (*place)[2])
{
    size_t end = at->there ? at->state : history_length(history);
    struct run_path path = {.place = place};

    if (!history_place(history, end, place[0]))
        return path;
    while (path.points < path_points(end)) {
        history_place(history, path_state(path.points), place[path.points]);
        path.points++;
    }
    if (path_state(path.points - 1) != end)
        history_place(history, end, place[path.points++]);
    return path;
}

/* ---- snapshots ----------------------------------------------------------------------------------
 */

/* The x of a state that a run has come to: of its last row where that one has none yet. */
static double x_of_state(const struct history *history, enum x_kind x, uint64_t state)
{
    size_t rows = history_length(history);

    if (x == X_ITERATIONS || rows == 0)
        return (double)state;
    return x_of(history, x, state < rows ? (size_t)state : rows - 1);
}

/* Where it comes from, and the latest changes that it has gone through. */
static void copy_lineage(const struct run *run, enum x_kind x, struct run_snapshot *out)
{
    const struct plan *plan = run_plan(run);
    const struct history *history = run_get_history(run);

    out->parent = run_parent(run);
    out->forked_at = run_forked_at(run);
    out->forked_x = x_of_state(history, x, out->forked_at);
    out->changes = 0;
    for (int i = plan->segments - 1; i > 0 && out->changes < RUN_CHANGES_SHOWN; i--) {
        uint64_t from = plan->segment[i].from;

        if ((out->parent > 0 && from <= out->forked_at) || from > out->iteration)
            continue;
        out->changed_x[out->changes] = x_of_state(history, x, from);
        out->changed_at[out->changes++] = from;
    }
}

static void copy_run(const struct race *race, int i, const struct race_snapshot *snapshot,
                     struct run_snapshot *out)
{
    const struct race_view *view = &snapshot->view;
    const struct run *run = race->run[i];
    const struct run_numbers *numbers = run_get_numbers(run);
    const struct history *history = run_get_history(run);
    size_t rows = history_length(history);

    out->id = race->id[i];
    out->config = run_config_in_force(run, race->iterations);
    out->asked = *run_get_config(run);
    out->state = numbers->state;
    out->iteration = numbers->iteration;
    out->diverged_at = numbers->diverged_at;
    out->condition = numbers->state == RUN_LIVE ? numbers->condition : RUN_MOVING;
    out->condition_at = numbers->latest_from;
    out->gradients = numbers->gradients;
    out->seconds = run_seconds(run);
    copy_lineage(run, view->x, out);
    out->last = rows > 0 ? history_get(history, rows - 1) : history_no_row();
    out->evaluated_at = rows > 0 ? problem_last_evaluation(race->problem, rows) : 0;
    out->last_evaluated = rows > 0 ? history_get(history, out->evaluated_at) : history_no_row();
    out->has_final = run_final(run) != NULL;
    if (out->has_final)
        out->final = *run_final(run);
    out->smoothed = rows > 0 ? history_smooth(history, CURVE_TRAIN_LOSS, view->smoothing, rows - 1)
                             : (double)NAN;
    out->at = view->has_cursor ? figures_at(run, race->problem, view, snapshot->cursor_x)
                               : (struct run_at){0};
    out->target =
        look_for(&race->measures.target, history, race->problem->iterations_per_epoch > 1);
    out->path = view->paths ? follow(history, &out->at, snapshot->places + i * PATH_POINTS_MAX)
                            : (struct run_path){0};
    sample_curves(race->problem, history, view, out);
}

/* How far the race has come along the view's x, and where on it the cursor is. */
static void measure(const struct race *race, struct race_snapshot *snapshot)
{
    enum x_kind x = snapshot->view.x;

    snapshot->reached = snapshot->least = 0;
    for (int i = 0; i < race->runs; i++) {
        const struct history *history = run_get_history(race->run[i]);
        double reached = x_reached(race->run[i], x);
        double first = history_length(history) > 1 ? x_of(history, x, 1) : 0;

        snapshot->reached = fmax(snapshot->reached, reached);
        if (first > 0 && (snapshot->least == 0 || first < snapshot->least))
            snapshot->least = first;
    }
    snapshot->cursor_x = snapshot->view.has_cursor ? find_cursor(race, &snapshot->view) : 0;
}

/* Takes the lock when there is room for all runs; without memory it stays free. */
static bool lock_with_room(struct race *race, const struct race_view *view,
                           struct race_snapshot *snapshot, struct status *status)
{
    pthread_mutex_lock(&race->lock);
    while (race->runs > snapshot->capacity || (race->runs > 0 && view->columns > snapshot->spans)) {
        int runs = race->capacity;

        pthread_mutex_unlock(&race->lock);
        if (!ensure_storage(snapshot, runs, view, status))
            return false;
        pthread_mutex_lock(&race->lock);
    }
    if (view->paths && race->runs > 0 && !ensure_places(snapshot, status)) {
        pthread_mutex_unlock(&race->lock);
        return false;
    }
    return true;
}

bool race_snapshot(struct race *race, const struct race_view *view, struct race_snapshot *snapshot,
                   struct status *status)
{
    if (view->columns < 1 || view->columns > RACE_COLUMNS_MAX || view->end < view->begin)
        return status_fail(status, STATUS_INVALID, "a view of %zu columns is not possible",
                           view->columns);
    if (!lock_with_room(race, view, snapshot, status))
        return false;
    snapshot->view = *view;
    snapshot->measures = race->measures;
    snapshot->iteration = race_iteration(race);
    snapshot->runs = race->runs;
    measure(race, snapshot);
    for (int i = 0; i < race->runs; i++)
        copy_run(race, i, snapshot, &snapshot->run[i]);
    choose_figures(race, snapshot);
    pthread_mutex_unlock(&race->lock);
    return true;
}

void race_snapshot_free(struct race_snapshot *snapshot)
{
    free(snapshot->storage);
    free(snapshot->places);
    free(snapshot->run);
    memset(snapshot, 0, sizeof *snapshot);
}
