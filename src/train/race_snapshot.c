/* race_snapshot.c - copies of a race's figures for those who look at it; see race.h. */
#include "path.h"
#include "race_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- memory -------------------------------------------------------------------------------------
 */

/* Curves that a view samples. */
static size_t curves_of(const struct race_view *view)
{
    size_t count = 0;

    for (int c = 0; c < CURVES; c++)
        count += race_view_has(view, (enum curve)c);
    return count;
}

/* Replicas of a run that have curves of their own. */
static int drawn(const struct race *race, const struct race_view *view)
{
    int seeds = race->problem->seeds;

    if (seeds == 1 || view->spread != SPREAD_SEEDS)
        return 0;
    return seeds < SPREAD_SEEDS_MAX ? seeds : SPREAD_SEEDS_MAX;
}

static void *make(size_t count, size_t each, size_t size)
{
    return count > 0 && each > 0 && count <= SIZE_MAX / each / size ? malloc(count * each * size)
                                                                    : NULL;
}

/* The runs' parts of the memory. */
static void share_out(struct race_snapshot *snapshot, size_t seeds)
{
    size_t columns = snapshot->spans;

    for (size_t i = 0; i < (size_t)snapshot->capacity; i++) {
        struct run_snapshot *run = &snapshot->run[i];

        run->replica = snapshot->replicas + i * seeds;
        for (size_t c = 0; c < CURVES; c++) {
            run->span[c] = snapshot->storage + (i * CURVES + c) * columns;
            if (snapshot->bands)
                run->band[c] = snapshot->bands + (i * CURVES + c) * columns;
        }
    }
}

/* Makes room for `runs` runs, each with the spans that the view needs. */
static bool ensure_storage(struct race_snapshot *snapshot, int runs, int seeds,
                           const struct race_view *view, struct status *status)
{
    size_t capacity = (size_t)(runs > snapshot->capacity ? runs : snapshot->capacity);
    size_t columns = (size_t)CURVES * view->columns, replicas = (size_t)seeds;

    if (runs <= snapshot->capacity && view->columns <= snapshot->spans && seeds <= snapshot->seeds)
        return true;
    race_snapshot_free(snapshot);
    snapshot->run = calloc(capacity, sizeof *snapshot->run);
    snapshot->storage = make(capacity, columns, sizeof *snapshot->storage);
    snapshot->replicas = make(capacity, replicas, sizeof *snapshot->replicas);
    snapshot->scratch = make(replicas, SNAPSHOT_SCRATCH, sizeof *snapshot->scratch);
    snapshot->bands = seeds > 1 ? make(capacity, columns, sizeof *snapshot->bands) : NULL;
    if (!snapshot->run || !snapshot->storage || !snapshot->replicas || !snapshot->scratch ||
        (seeds > 1 && !snapshot->bands)) {
        race_snapshot_free(snapshot);
        return status_out_of_memory(status, "a snapshot");
    }
    snapshot->capacity = (int)capacity;
    snapshot->spans = view->columns;
    snapshot->seeds = seeds;
    share_out(snapshot, replicas);
    return true;
}

/* Makes room for curves of `seeds` replicas of each run. */
static bool ensure_values(struct race_snapshot *snapshot, int runs, int seeds,
                          const struct race_view *view, struct status *status)
{
    size_t each = (size_t)seeds * view->columns, needed = each * curves_of(view);
    double *values = snapshot->values;

    if (needed * (size_t)runs > snapshot->values_room) {
        values = make((size_t)runs, needed, sizeof *values);
        if (!values)
            return status_out_of_memory(status, "a snapshot");
        free(snapshot->values);
        snapshot->values = values;
        snapshot->values_room = needed * (size_t)runs;
    }
    for (int i = 0; i < runs; i++) {
        struct run_snapshot *run = &snapshot->run[i];

        run->seeds = seeds;
        for (int c = 0; c < CURVES; c++) {
            run->seed[c] = NULL;
            if (each == 0 || !race_view_has(view, (enum curve)c))
                continue;
            run->seed[c] = values;
            values += each;
        }
    }
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

/* ---- the cursor ---------------------------------------------------------------------------------
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
    return race_row_x(history, view->x, view->cursor < rows ? view->cursor : rows - 1);
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
    return race_row_x(history, x, state < rows ? (size_t)state : rows - 1);
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

static void copy_run(const struct race *race, int i, struct race_snapshot *snapshot)
{
    const struct race_view *view = &snapshot->view;
    const struct run *run = race->run[i];
    struct run_snapshot *out = &snapshot->run[i];

    out->id = race->id[i];
    out->config = run_config_in_force(run, race->iterations);
    out->asked = *run_get_config(run);
    race_copy_replicas(race, i, snapshot);
    copy_lineage(run, view->x, out);
    out->path = view->paths
                    ? follow(run_get_history(run), &out->at, snapshot->places + i * PATH_POINTS_MAX)
                    : (struct run_path){0};
    race_sample(race, i, snapshot);
}

/* How far the race has come along the view's x, and where on it the cursor is. */
static void measure(const struct race *race, struct race_snapshot *snapshot)
{
    enum x_kind x = snapshot->view.x;

    snapshot->reached = snapshot->least = 0;
    for (int i = 0; i < race->runs; i++) {
        const struct history *history = run_get_history(race->run[i]);
        double reached = race_reached(run_speaker(race->run[i]), x);
        double first = history_length(history) > 1 ? race_row_x(history, x, 1) : 0;

        snapshot->reached = fmax(snapshot->reached, reached);
        if (first > 0 && (snapshot->least == 0 || first < snapshot->least))
            snapshot->least = first;
    }
    snapshot->cursor_x = snapshot->view.has_cursor ? find_cursor(race, &snapshot->view) : 0;
}

static bool has_room(const struct race *race, const struct race_view *view,
                     const struct race_snapshot *snapshot)
{
    return race->runs == 0 ||
           (race->runs <= snapshot->capacity && view->columns <= snapshot->spans &&
            race->problem->seeds <= snapshot->seeds);
}

/* Takes the lock when there is room for all runs; without memory it stays free. */
static bool lock_with_room(struct race *race, const struct race_view *view,
                           struct race_snapshot *snapshot, struct status *status)
{
    pthread_mutex_lock(&race->lock);
    while (!has_room(race, view, snapshot)) {
        int runs = race->capacity;

        pthread_mutex_unlock(&race->lock);
        if (!ensure_storage(snapshot, runs, race->problem->seeds, view, status))
            return false;
        pthread_mutex_lock(&race->lock);
    }
    if (!ensure_values(snapshot, race->runs, drawn(race, view), view, status) ||
        (view->paths && race->runs > 0 && !ensure_places(snapshot, status))) {
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
    snapshot->runs = race->runs;
    snapshot->measures = race->measures;
    snapshot->iteration = race_iteration(race);
    measure(race, snapshot);
    for (int i = 0; i < race->runs; i++)
        copy_run(race, i, snapshot);
    race_choose_figures(race, snapshot);
    pthread_mutex_unlock(&race->lock);
    return true;
}

void race_snapshot_free(struct race_snapshot *snapshot)
{
    free(snapshot->storage);
    free(snapshot->bands);
    free(snapshot->values);
    free(snapshot->replicas);
    free(snapshot->scratch);
    free(snapshot->places);
    free(snapshot->run);
    memset(snapshot, 0, sizeof *snapshot);
}
