/* race_keep.c - rows for others, and races put together again; see race_keep.h. */
#include "race_keep.h"

#include "checkpoint.h"
#include "race_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- rows --------------------------------------------------------------------------------------
 */

bool race_copy_rows(struct race *race, int id, int index, size_t events, size_t first, size_t count,
                    struct kept_row *rows)
{
    const struct history *history = NULL;
    bool there = false;
    int place;

    pthread_mutex_lock(&race->lock);
    place = race_find(race, id);
    if (place >= 0 && race->journal.length == events && index < run_replicas(race->run[place]))
        history = run_replica(race->run[place], index)->history;
    if (history && first <= history_length(history) && count <= history_length(history) - first) {
        there = true;
        for (size_t i = 0; i < count; i++) {
            rows[i] = (struct kept_row){history_get(history, first + i), {NAN, NAN}};
            history_place(history, first + i, rows[i].place);
        }
    }
    pthread_mutex_unlock(&race->lock);
    return there;
}

uint64_t race_count_rows(struct race *race)
{
    uint64_t rows = 0;

    pthread_mutex_lock(&race->lock);
    for (int i = 0; i < race->runs; i++)
        for (int r = 0; r < run_replicas(race->run[i]); r++)
            rows += history_length(run_replica(race->run[i], r)->history);
    pthread_mutex_unlock(&race->lock);
    return rows;
}

uint64_t race_length(const struct race *race)
{
    return (uint64_t)race->iterations;
}

/* ---- putting together --------------------------------------------------------------------------
 */

struct run *race_revive(struct race *race, int id, int parent, uint64_t forked_at,
                        struct plan *plan, struct status *status)
{
    struct run *run;

    if (id < 1 || race_find(race, id) >= 0 || parent < 0 || parent >= id) {
        plan_clear(plan);
        status_fail(status, STATUS_DATA, "there cannot be a run %d with the parent %d", id, parent);
        return NULL;
    }
    if (!race_has_room(race, status)) {
        plan_clear(plan);
        return NULL;
    }
    run = run_create_planned(race->problem, plan, status);
    if (!run)
        return NULL;
    run_set_parent(run, parent, forked_at);
    pthread_mutex_lock(&race->lock);
    race->run[race->runs] = run;
    race->id[race->runs++] = id;
    race->last_id = id > race->last_id ? id : race->last_id;
    pthread_mutex_unlock(&race->lock);
    return run;
}

bool race_revive_row(struct replica *replica, const struct kept_row *kept, struct status *status)
{
    if (!history_reserve(replica->history, status))
        return false;
    history_append(replica->history, &kept->row);
    history_set_place(replica->history, kept->place, (double[]){NAN, NAN});
    return true;
}

bool race_revive_journal(struct race *race, const struct event *event, size_t events,
                         uint64_t iterations, struct status *status)
{
    for (size_t i = 0; i < events; i++) {
        if (event[i].kind == EVENT_UNDO && event[i].undone >= i)
            return status_fail(status, STATUS_DATA, "event %zu undoes one that comes later", i);
        if (!journal_reserve(&race->journal, status))
            return false;
        journal_append(&race->journal, &event[i]);
        if (event[i].run > race->last_id)
            race->last_id = event[i].run;
    }
    race->iterations = (double)iterations;
    return true;
}

void race_revive_checkpoint(struct race *race, struct replica *replica)
{
    uint64_t replicas = (uint64_t)race->runs * (uint64_t)race->problem->seeds;

    checkpoint_take(replica, race->memory / replicas, 1);
}

/* ---- training on to where it was ---------------------------------------------------------------
 */

struct comeback {
    struct race *race;
    bool compare;
    size_t replicas; /* of all runs, a run's one after the other */
    atomic_size_t next;
    atomic_bool failed;
    const atomic_bool *cancel;
    pthread_mutex_t lock; /* over status */
    struct status *status;
};

/* Adds rows to the replica's history until there are as many as in the one recorded. */
static bool follow(struct comeback *back, struct run *run, int r, const struct history *recorded,
                   const struct run_crew *crew, struct status *status)
{
    struct replica *replica = run_replica(run, r);

    while (replica->numbers->state == RUN_LIVE &&
           history_length(replica->history) < history_length(recorded)) {
        if (!history_reserve(replica->history, status))
            return false;
        if (!run_iterate_replica(run, r, crew))
            return status_fail(status, STATUS_CANCELLED, "cancelled");
        if (back->compare && !race_same_row(replica->history, recorded, "", status))
            return false;
    }
    return true;
}

static bool check_rows(const struct replica *replica, struct status *status)
{
    uint64_t rows = history_length(replica->history), iteration = replica->numbers->iteration;
    bool diverged = replica->numbers->state == RUN_DIVERGED;

    return (diverged ? iteration < rows && rows - iteration == 1 : iteration <= rows) ||
           status_fail(status, STATUS_DATA,
                       "there are rows of %llu iterations, and a state after "
                       "%llu",
                       (unsigned long long)rows, (unsigned long long)iteration);
}

/* The clock goes on from the last row's. */
static void keep_seconds(struct replica *replica, const struct history *recorded)
{
    size_t rows = history_length(recorded);
    double last = rows > 0 ? history_get(recorded, rows - 1).value[CURVE_SECONDS] : 0;

    if (last > replica->numbers->seconds)
        replica->numbers->seconds = last;
}

static bool come_back(struct comeback *back, struct run *run, int r, const struct run_crew *crew,
                      struct status *status)
{
    struct replica *replica = run_replica(run, r);
    struct history *recorded = replica->history, *beginning;
    bool done;

    if (!check_rows(replica, status))
        return false;
    if (replica->numbers->state == RUN_DIVERGED ||
        replica->numbers->iteration == history_length(recorded)) {
        replica_mark_place(replica);
        return true;
    }
    beginning = history_prefix(recorded, (size_t)replica->numbers->iteration, status);
    if (!beginning)
        return false;
    replica->history = beginning;
    done = follow(back, run, r, recorded, crew, status);
    if (done && back->compare) {
        replica->history = recorded;
        recorded = beginning;
        keep_seconds(replica, replica->history);
        replica_mark_place(replica);
    }
    history_free(recorded);
    return done;
}

static void drive(void *context, size_t driver, int thread)
{
    struct comeback *back = context;
    struct run_crew crew = race_crew(back->race, driver, thread, back->cancel);
    size_t seeds = (size_t)back->race->problem->seeds, i;

    while ((i = atomic_fetch_add(&back->next, 1)) < back->replicas && !atomic_load(&back->failed)) {
        struct status status = {.cancel = back->cancel};

        if (come_back(back, back->race->run[i / seeds], (int)(i % seeds), &crew, &status))
            continue;
        pthread_mutex_lock(&back->lock);
        if (!atomic_exchange(&back->failed, true))
            status_fail(back->status, status.code, "%s", status.message);
        pthread_mutex_unlock(&back->lock);
    }
}

bool race_catch_up(struct race *race, bool compare, const atomic_bool *cancel,
                   struct status *status)
{
    struct comeback back = {.race = race,
                            .compare = compare,
                            .replicas = (size_t)race->runs * (size_t)race->problem->seeds,
                            .cancel = cancel,
                            .status = status};
    size_t drivers = (size_t)race->drivers;

    atomic_init(&back.next, 0);
    atomic_init(&back.failed, false);
    pthread_mutex_init(&back.lock, NULL);
    if (back.replicas > 0)
        pool_run(race->pool, drive, &back, back.replicas < drivers ? back.replicas : drivers, 0);
    pthread_mutex_destroy(&back.lock);
    return !atomic_load(&back.failed);
}
