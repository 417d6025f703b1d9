/* race_travel.c - runs put at other states, by restoring and training on; see race_private.h. */
#include "checkpoint.h"
#include "race_private.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A replica on its way. */
struct traveller {
    struct race *race;
    const struct replica *from;
    const struct plan *plan;
    struct run *to;
    int index; /* of the replica in its run */
    uint64_t s;
};

struct expedition {
    struct race *race;
    struct traveller *traveller;
    size_t travellers;
    atomic_size_t next;
    atomic_bool failed;
    const atomic_bool *cancel;
    pthread_mutex_t lock; /* over status */
    struct status *status;
};

/* Nothing to go back for: it has not come to s, or diverged before. */
static bool stays(const struct traveller *t)
{
    const struct run_numbers *numbers = t->from->numbers;

    return numbers->iteration < t->s;
}

/* Is the state reached the one at s, before anything that comes into force there? */
static bool has_arrived(const struct traveller *t)
{
    const struct run_numbers *numbers = t->from->numbers;

    return numbers->state == RUN_LIVE && numbers->iteration == t->s && t->s > 0 &&
           numbers->segment == plan_at(t->plan, t->s - 1);
}

static struct replica *depart_from_checkpoint(const struct traveller *t, struct status *status)
{
    struct replica *replica = replica_copy(t->from, t->plan, status);
    struct history *rows =
        replica ? history_prefix(t->from->history, (size_t)checkpoint_before(t->from, t->s), status)
                : NULL;

    if (!rows || !checkpoint_restore(replica, t->from, t->s)) {
        history_free(rows);
        replica_free(replica);
        return NULL;
    }
    history_free(replica->history);
    replica->history = rows;
    return replica;
}

/* The nearest state at or before s. */
static struct replica *depart(const struct traveller *t, struct status *status)
{
    if (stays(t) || has_arrived(t))
        return replica_copy(t->from, t->plan, status);
    if (checkpoint_before(t->from, t->s) > 0)
        return depart_from_checkpoint(t, status);
    return replica_create(t->from->problem, t->from->numbers->seed, t->plan, status);
}

static bool same_value(enum curve curve, double now, double then)
{
    bool asked = curve_specs[curve].asked && (isnan(now) || isnan(then));

    return curve == CURVE_SECONDS || asked || (isnan(now) && isnan(then)) ||
           memcmp(&now, &then, sizeof now) == 0;
}

bool race_same_row(const struct history *history, const struct history *recorded,
                   const char *sequel, struct status *status)
{
    size_t i = history_length(history) - 1;
    struct history_row now = history_get(history, i), then = history_get(recorded, i);

    for (int c = 0; c < CURVES; c++)
        if (!same_value((enum curve)c, now.value[c], then.value[c]))
            return status_fail(status, STATUS_DATA,
                               "recomputing iteration %zu gave another %s: %.17g, not %.17g%s", i,
                               curve_specs[c].title, now.value[c], then.value[c], sequel);
    return true;
}

/* How many iterations it is from the nearest state to s. */
static uint64_t distance(const struct traveller *t)
{
    return stays(t) || has_arrived(t) ? 0 : t->s - checkpoint_before(t->from, t->s);
}

/* Trains on to s; then the history is the recorded one's beginning. */
static bool go(const struct traveller *t, struct replica *replica, const struct run_crew *crew,
               struct status *status)
{
    const struct history *recorded = t->from->history;
    struct history *beginning;

    if (stays(t))
        return true;
    while (replica->numbers->iteration < t->s) {
        if (!history_reserve(replica->history, status))
            return false;
        if (!replica_iterate(replica, t->plan, crew))
            return status_fail(status, STATUS_CANCELLED, "cancelled");
        if (!race_same_row(replica->history, recorded, "; nothing was changed", status))
            return false;
        atomic_fetch_add(&t->race->recomputed, 1);
    }
    beginning = history_prefix(recorded, (size_t)t->s, status);
    if (!beginning)
        return false;
    history_free(replica->history);
    replica->history = beginning;
    return true;
}

static void travel(struct expedition *expedition, const struct traveller *t,
                   const struct run_crew *crew)
{
    struct status status = {.cancel = expedition->cancel};
    struct replica *replica = depart(t, &status);

    if (replica && go(t, replica, crew, &status)) {
        replica_take_name(replica, t->plan);
        checkpoint_share(replica, t->from, t->s);
        run_set_replica(t->to, t->index, replica);
        return;
    }
    replica_free(replica);
    pthread_mutex_lock(&expedition->lock);
    if (!atomic_exchange(&expedition->failed, true))
        status_fail(expedition->status, status.code, "%s", status.message);
    pthread_mutex_unlock(&expedition->lock);
}

static void drive(void *context, size_t driver, int thread)
{
    struct expedition *expedition = context;
    struct run_crew crew = race_crew(expedition->race, driver, thread, expedition->cancel);
    size_t i;

    while ((i = atomic_fetch_add(&expedition->next, 1)) < expedition->travellers &&
           !atomic_load(&expedition->failed))
        travel(expedition, &expedition->traveller[i], &crew);
}

static void forecast(struct race *race, const struct traveller *traveller, size_t travellers)
{
    uint64_t all = 0;

    for (size_t i = 0; i < travellers; i++)
        all += distance(&traveller[i]);
    atomic_store(&race->recomputed, 0);
    atomic_store(&race->to_recompute, all);
}

void race_recomputed(const struct race *race, uint64_t *done, uint64_t *all)
{
    *all = atomic_load(&race->to_recompute);
    *done = atomic_load(&race->recomputed);
}

bool race_travel(struct race *race, struct journey *journey, int journeys,
                 const atomic_bool *cancel, struct status *status)
{
    size_t seeds = (size_t)race->problem->seeds;
    struct expedition expedition = {.race = race, .cancel = cancel, .status = status};
    size_t drivers = (size_t)race->drivers;

    expedition.traveller = calloc((size_t)journeys * seeds + 1, sizeof *expedition.traveller);
    if (!expedition.traveller)
        return status_out_of_memory(status, "going to another iteration");
    for (int j = 0; j < journeys; j++)
        for (int r = 0; r < run_replicas(journey[j].from); r++)
            expedition.traveller[expedition.travellers++] =
                (struct traveller){.race = race,
                                   .from = run_replica(journey[j].from, r),
                                   .plan = run_plan(journey[j].to),
                                   .to = journey[j].to,
                                   .index = r,
                                   .s = journey[j].s};
    forecast(race, expedition.traveller, expedition.travellers);
    atomic_init(&expedition.next, 0);
    atomic_init(&expedition.failed, false);
    pthread_mutex_init(&expedition.lock, NULL);
    if (expedition.travellers > 0)
        pool_run(race->pool, drive, &expedition,
                 expedition.travellers < drivers ? expedition.travellers : drivers, 0);
    pthread_mutex_destroy(&expedition.lock);
    free(expedition.traveller);
    atomic_store(&race->to_recompute, 0);
    return !atomic_load(&expedition.failed);
}

/* ---- checkpoints --------------------------------------------------------------------------------
 */

int race_checkpoints_within(const struct race *race, const struct run_config *config, int runs)
{
    uint64_t share = race->memory / ((uint64_t)runs * (uint64_t)race->problem->seeds);
    uint64_t size = replica_memory(race->problem, config) - sizeof(struct replica);

    return share / size < REPLICA_CHECKPOINTS_MAX ? (int)(share / size) : REPLICA_CHECKPOINTS_MAX;
}

uint64_t race_iterations_wanted(const struct race *race)
{
    return (uint64_t)race->iterations;
}
