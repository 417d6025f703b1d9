/* race.c - runs in lockstep, and snapshots of them; see race.h. */
#include "checkpoint.h"
#include "race_private.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* ---- creation ----------------------------------------------------------------------------------
 */

static void free_workspaces(const struct objective *objective, void **workspace, int count)
{
    for (int i = 0; workspace && i < count; i++)
        if (workspace[i])
            objective->type->workspace_free(workspace[i]);
    free(workspace);
}

/* One a thread, or NULL. */
static void **make_workspaces(const struct objective *objective, int count, struct status *status)
{
    void **workspace = calloc((size_t)count, sizeof *workspace);

    if (!workspace)
        status_out_of_memory(status, "the threads' activations");
    for (int i = 0; workspace && objective->type->workspace_create && i < count; i++) {
        workspace[i] = objective->type->workspace_create(objective, status);
        if (!workspace[i]) {
            free_workspaces(objective, workspace, count);
            return NULL;
        }
    }
    return workspace;
}

struct race *race_create(struct problem *problem, int threads, struct status *status)
{
    struct race *race = calloc(1, sizeof *race);

    if (!race) {
        problem_free(problem);
        status_out_of_memory(status, "the race");
        return NULL;
    }
    race->problem = problem;
    race->iterations = RACE_ITERATIONS;
    race->memory = RACE_MEMORY;
    pthread_mutex_init(&race->lock, NULL);
    if (!race_set_threads(race, threads, status)) {
        race_free(race);
        return NULL;
    }
    return race;
}

void race_free(struct race *race)
{
    if (!race)
        return;
    for (int i = 0; i < race->runs; i++)
        run_free(race->run[i]);
    race_forget_undo(race);
    journal_clear(&race->journal);
    for (int i = 0; i < race->drivers; i++)
        run_scratch_free(race->scratch[i]);
    if (race->pool)
        free_workspaces(race->problem->objective, race->workspace, pool_threads(race->pool));
    pool_free(race->pool);
    problem_free(race->problem);
    free(race->run);
    free(race->id);
    free(race->turn);
    pthread_mutex_destroy(&race->lock);
    free(race);
}

/* ---- threads -----------------------------------------------------------------------------------
 */

bool race_ensure_drivers(struct race *race, int runs, int threads, struct status *status)
{
    int wanted = runs < threads ? runs : threads;

    wanted = wanted < DRIVERS_MAX ? wanted : DRIVERS_MAX;
    while (race->drivers < wanted) {
        struct run_scratch *scratch = run_scratch_create(race->problem, status);
        if (!scratch)
            return false;
        race->scratch[race->drivers++] = scratch;
    }
    return true;
}

bool race_set_threads(struct race *race, int threads, struct status *status)
{
    struct pool *pool = pool_create(threads, status);
    void **workspace =
        pool ? make_workspaces(race->problem->objective, pool_threads(pool), status) : NULL;

    if (!workspace || !race_ensure_drivers(race, race->runs, pool_threads(pool), status)) {
        if (workspace)
            free_workspaces(race->problem->objective, workspace, pool_threads(pool));
        pool_free(pool);
        return false;
    }
    if (race->pool)
        free_workspaces(race->problem->objective, race->workspace, pool_threads(race->pool));
    pool_free(race->pool);
    race->pool = pool;
    race->workspace = workspace;
    return true;
}

/* ---- iterating ----------------------------------------------------------------------------------
 */

/* The runs whose turn it is, shared out among the drivers. */
struct turn {
    struct race *race;
    size_t runs; /* of race->turn */
    atomic_size_t next;
    const atomic_bool *cancel;
    atomic_bool cancelled;
};

struct run_crew race_crew(struct race *race, size_t driver, int thread, const atomic_bool *cancel)
{
    return (struct run_crew){.pool = race->pool,
                             .workspace = race->workspace,
                             .scratch = race->scratch[driver],
                             .iterations = race->iterations,
                             .thread = thread,
                             .lock = &race->lock,
                             .cancel = cancel};
}

static void drive(void *context, size_t driver, int thread)
{
    struct turn *turn = context;
    struct run_crew crew = race_crew(turn->race, driver, thread, turn->cancel);
    size_t i;

    while ((i = atomic_fetch_add(&turn->next, 1)) < turn->runs)
        if (!run_iterate(turn->race->turn[i], &crew))
            atomic_store(&turn->cancelled, true);
}

/* Of the runs whose turn it was. */
static void take_checkpoints(struct race *race, size_t runs)
{
    uint64_t share = race->memory / ((uint64_t)race->runs * (uint64_t)race->problem->seeds);

    for (size_t i = 0; i < runs; i++)
        for (int r = 0; r < run_replicas(race->turn[i]); r++) {
            struct replica *replica = run_replica(race->turn[i], r);
            checkpoint_take(replica, share,
                            race->interval > 0 ? race->interval : checkpoint_interval(replica));
        }
}

void race_set_memory(struct race *race, uint64_t bytes, uint64_t interval)
{
    race->memory = bytes;
    race->interval = interval;
}

/*
 * Has any of the runs whose turn it was done the iteration that was cancelled? Then the others take
 * from it how long the race was meant to be: what happens before they do it makes no difference.
 */
static bool settle_cut(struct race *race, size_t runs, uint64_t laggard)
{
    bool done = false;

    for (size_t i = 0; i < runs; i++)
        for (int r = 0; r < run_replicas(race->turn[i]); r++)
            done = done || run_replica(race->turn[i], r)->numbers->iteration > laggard;
    for (size_t i = 0; i < runs && done; i++)
        run_resolve_totals(race->turn[i], laggard, race->iterations);
    return done;
}

bool race_iterate(struct race *race, const atomic_bool *cancel, struct status *status)
{
    struct turn turn = {.race = race, .cancel = cancel};
    uint64_t laggard = race_laggard(race);
    bool reserved = true, cancelled;

    atomic_init(&turn.next, 0);
    atomic_init(&turn.cancelled, false);
    pthread_mutex_lock(&race->lock);
    for (int i = 0; i < race->runs && reserved; i++)
        if (run_is_live(race->run[i]) && run_laggard(race->run[i]) == laggard) {
            race->turn[turn.runs++] = race->run[i];
            reserved = run_reserve(race->run[i], status);
        }
    pthread_mutex_unlock(&race->lock);
    if (!reserved)
        return false;

    pool_run(race->pool, drive, &turn,
             turn.runs < (size_t)race->drivers ? turn.runs : (size_t)race->drivers, 0);
    cancelled = atomic_load(&turn.cancelled);
    pthread_mutex_lock(&race->lock);
    race->cut_short = cancelled && (settle_cut(race, turn.runs, laggard) || race->cut_short);
    pthread_mutex_unlock(&race->lock);
    race_forget_past(race);
    if (turn.runs > 0)
        take_checkpoints(race, turn.runs);
    return !cancelled || status_fail(status, STATUS_CANCELLED, "cancelled");
}

/* ---- the states reached -------------------------------------------------------------------------
 */

static bool lacks_final(const struct race *race, int i)
{
    const struct run *run = race->run[i];

    return run_is_live(run) && run_get_numbers(run)->iteration > 0 && !run_final(run) &&
           !problem_evaluates_always(race->problem);
}

bool race_wants_evaluation(const struct race *race)
{
    for (int i = 0; i < race->runs; i++)
        if (lacks_final(race, i))
            return true;
    return false;
}

bool race_evaluate(struct race *race, const atomic_bool *cancel, struct status *status)
{
    const struct run_crew crew = {.pool = race->pool,
                                  .workspace = race->workspace,
                                  .scratch = race->scratch[0],
                                  .lock = &race->lock,
                                  .cancel = cancel};

    for (int i = 0; i < race->runs; i++) {
        if (!lacks_final(race, i))
            continue;
        if (!run_evaluate(race->run[i], &crew))
            return status_fail(status, STATUS_CANCELLED, "cancelled");
    }
    return true;
}

/* ---- looking at a race --------------------------------------------------------------------------
 */

uint64_t race_iteration(const struct race *race)
{
    uint64_t most = 0;

    for (int i = 0; i < race->runs; i++)
        if (run_iteration(race->run[i]) > most)
            most = run_iteration(race->run[i]);
    return most;
}

uint64_t race_leader(const struct race *race)
{
    uint64_t most = 0;

    for (int i = 0; i < race->runs; i++)
        if (run_leader(race->run[i]) > most)
            most = run_leader(race->run[i]);
    return most;
}

uint64_t race_laggard(const struct race *race)
{
    uint64_t least = UINT64_MAX;

    for (int i = 0; i < race->runs; i++)
        if (run_laggard(race->run[i]) < least)
            least = run_laggard(race->run[i]);
    return least == UINT64_MAX ? race_iteration(race) : least;
}

int race_runs(const struct race *race)
{
    return race->runs;
}

int race_live(const struct race *race)
{
    int live = 0;

    for (int i = 0; i < race->runs; i++)
        live += run_is_live(race->run[i]);
    return live;
}

const struct problem *race_problem(const struct race *race)
{
    return race->problem;
}

const struct run *race_run(const struct race *race, int i)
{
    return race->run[i];
}

int race_run_id(const struct race *race, int i)
{
    return race->id[i];
}

/* ---- snapshots ----------------------------------------------------------------------------------
 */

size_t race_view_row(const struct race_view *view, size_t column)
{
    size_t rows = view->end - view->begin;

    /* In two steps, so that the product cannot overflow. */
    return view->begin + rows / view->columns * column +
           rows % view->columns * column / view->columns;
}

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

/* Rows begin ... end-1 of a curve; the last of them that exists is where the span lies. */
static struct span sample(const struct history *history, enum curve curve, size_t begin, size_t end)
{
    struct history_span it = history_span(history, curve, begin, end);
    size_t rows = history_length(history);

    if (it.count == 0)
        return span_empty();
    return (struct span){
        it.min,       it.max, it.last, it.count, .x = (double)(end < rows ? end : rows) - 1,
        .smooth = NAN};
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

static void choose_figures(const struct race *race, struct race_snapshot *snapshot)
{
    bool batches = race->problem->iterations_per_epoch > 1, evaluated = false;

    for (int i = 0; i < snapshot->runs; i++)
        evaluated = evaluated || snapshot->run[i].has_final;
    evaluated = evaluated && !race_wants_evaluation(race);
    snapshot->whole = evaluated || !batches;
    snapshot->untested = race_wants_evaluation(race);
    for (int i = 0; i < snapshot->runs; i++)
        snapshot->run[i].shown = figures_of(&snapshot->run[i], evaluated, batches);
}

static struct run_at figures_at(const struct run *run, const struct problem *problem, size_t state)
{
    const struct history *history = run_get_history(run);
    struct run_at at = {.row = history_no_row(), .evaluated = history_no_row()};

    if (state >= history_length(history))
        return at;
    at.there = true;
    at.row = history_get(history, state);
    at.evaluated_at = (size_t)problem_last_evaluation(problem, (uint64_t)state + 1);
    at.evaluated = history_get(history, at.evaluated_at);
    return at;
}

/* Where it comes from, and the latest changes that it has gone through. */
static void copy_lineage(const struct run *run, struct run_snapshot *out)
{
    const struct plan *plan = run_plan(run);

    out->parent = run_parent(run);
    out->forked_at = run_forked_at(run);
    out->changes = 0;
    for (int i = plan->segments - 1; i > 0 && out->changes < RUN_CHANGES_SHOWN; i--)
        if (out->parent == 0 || plan->segment[i].from > out->forked_at)
            out->changed_at[out->changes++] = plan->segment[i].from;
}

static void copy_run(const struct race *race, int i, const struct race_view *view,
                     struct run_snapshot *out)
{
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
    copy_lineage(run, out);
    out->last = rows > 0 ? history_get(history, rows - 1) : history_no_row();
    out->evaluated_at = rows > 0 ? problem_last_evaluation(race->problem, rows) : 0;
    out->last_evaluated = rows > 0 ? history_get(history, out->evaluated_at) : history_no_row();
    out->has_final = run_final(run) != NULL;
    if (out->has_final)
        out->final = *run_final(run);
    out->at = view->has_cursor ? figures_at(run, race->problem, view->cursor) : (struct run_at){0};
    for (int c = 0; c < CURVES; c++)
        for (size_t column = 0; column < view->columns; column++)
            out->span[c][column] = sample(history, (enum curve)c, race_view_row(view, column),
                                          race_view_row(view, column + 1));
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
    snapshot->iteration = race_iteration(race);
    snapshot->runs = race->runs;
    for (int i = 0; i < race->runs; i++)
        copy_run(race, i, view, &snapshot->run[i]);
    choose_figures(race, snapshot);
    pthread_mutex_unlock(&race->lock);
    return true;
}

void race_snapshot_free(struct race_snapshot *snapshot)
{
    free(snapshot->storage);
    free(snapshot->run);
    memset(snapshot, 0, sizeof *snapshot);
}
