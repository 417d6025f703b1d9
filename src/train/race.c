/* race.c - runs in lockstep; see race.h. */
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
                             .cosines = measures_ask(&race->measures, CURVE_UPDATE_COSINE),
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

static uint64_t whole(double bytes)
{
    return bytes < 0x1p63 ? (uint64_t)bytes : UINT64_MAX;
}

uint64_t race_memory_for(const struct problem *problem, const struct run_config *runs, int n_runs,
                         int threads)
{
    double bytes;

    threads = pool_threads_for(threads);
    threads = threads < n_runs ? threads : n_runs;
    bytes = run_scratch_memory(problem) * (threads < DRIVERS_MAX ? threads : DRIVERS_MAX);
    for (int i = 0; i < n_runs; i++)
        bytes += (double)run_memory(problem, &runs[i]);
    return whole(bytes);
}

uint64_t race_memory(const struct race *race)
{
    double bytes = run_scratch_memory(race->problem) * race->drivers;

    for (int i = 0; i < race->runs; i++)
        bytes += (double)run_memory(race->problem, run_get_config(race->run[i]));
    return whole(bytes);
}

uint64_t race_checkpoint_memory(const struct race *race)
{
    double all = REPLICA_CHECKPOINTS_MAX * (double)race_memory(race);

    return whole(fmin(all, (double)race->memory));
}

void race_set_measures(struct race *race, const struct measures *measures)
{
    pthread_mutex_lock(&race->lock);
    race->measures = *measures;
    pthread_mutex_unlock(&race->lock);
}

const struct measures *race_measures(const struct race *race)
{
    return &race->measures;
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
    bool lacks = false;

    for (int r = 0; r < run_replicas(run); r++) {
        const struct replica *replica = run_replica(run, r);

        lacks = lacks || (replica->numbers->state == RUN_LIVE && replica->numbers->iteration > 0 &&
                          !replica_final(replica));
    }
    return lacks && !problem_evaluates_always(race->problem);
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
