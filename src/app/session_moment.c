/* session_moment.c - a race as it is at a moment, copied by its owner; see session_private.h. */
#include "session_private.h"

#include "train/race_keep.h"
#include "train/replica_bytes.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

void moment_clear(struct moment *moment)
{
    for (int i = 0; i < moment->runs; i++)
        plan_clear(&moment->run[i].plan);
    for (size_t i = 0; i < moment->replica_capacity; i++)
        free(moment->replica[i].bytes);
    free(moment->run);
    free(moment->replica);
    free(moment->event);
    *moment = (struct moment){0};
}

/* Forgets the runs; the memory of states stays for the next time. */
static void reuse(struct moment *moment)
{
    for (int i = 0; i < moment->runs; i++)
        plan_clear(&moment->run[i].plan);
    free(moment->run);
    free(moment->event);
    moment->run = NULL;
    moment->event = NULL;
    moment->events = 0;
    moment->runs = 0;
}

static bool make_room(struct moment *moment, const struct race *race, struct status *status)
{
    const struct journal *journal = race_journal(race);
    size_t runs = (size_t)race_runs(race), seeds = (size_t)race_problem(race)->seeds;
    struct moment_replica *replica = moment->replica;

    moment->run = calloc(runs + 1, sizeof *moment->run);
    moment->event = malloc((journal->length + 1) * sizeof *moment->event);
    if (runs * seeds > moment->replica_capacity) {
        replica = realloc(replica, runs * seeds * sizeof *replica);
        if (replica) {
            memset(replica + moment->replica_capacity, 0,
                   (runs * seeds - moment->replica_capacity) * sizeof *replica);
            moment->replica = replica;
            moment->replica_capacity = runs * seeds;
        }
    }
    return (moment->run && moment->event && (replica || runs == 0)) ||
           status_out_of_memory(status, "the session");
}

static bool copy_state(struct moment_replica *to, const struct replica *replica,
                       struct status *status)
{
    size_t size = replica_bytes(replica);

    if (size > to->capacity) {
        free(to->bytes);
        to->bytes = size < SIZE_MAX ? malloc(size) : NULL;
        to->capacity = to->bytes ? size : 0;
        if (!to->bytes)
            return status_out_of_memory(status, "a state for the session");
    }
    replica_write(replica, to->bytes);
    to->size = size;
    return true;
}

static bool copy_replica(struct moment_replica *to, const struct replica *replica, bool state,
                         struct status *status)
{
    const struct history_row *final = replica_final(replica);

    to->rows = history_length(replica->history);
    to->iteration = replica->numbers->iteration;
    to->has_final = final != NULL;
    if (final)
        to->final = *final;
    to->size = 0;
    return !state || to->iteration == 0 || copy_state(to, replica, status);
}

static bool copy_run(struct moment *moment, struct race *race, int i, struct status *status)
{
    const struct run *run = race_run(race, i);
    struct moment_run *to = &moment->run[i];

    to->id = race_run_id(race, i);
    to->parent = run_parent(run);
    to->forked_at = run_forked_at(run);
    to->config = *run_get_config(run);
    if (!plan_copy(&to->plan, run_plan(run), status))
        return false;
    moment->runs = i + 1;
    for (int r = 0; r < moment->seeds; r++)
        if (!copy_replica(&moment->replica[i * moment->seeds + r], run_replica(run, r),
                          moment->states, status))
            return false;
    return true;
}

static double processor_seconds(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

bool moment_take(struct moment *moment, struct race *race, bool states, struct status *status)
{
    const struct journal *journal = race_journal(race);
    double began = processor_seconds();
    bool good;

    reuse(moment);
    good = make_room(moment, race, status);
    moment->states = states;
    moment->seeds = race_problem(race)->seeds;
    moment->iterations = race_length(race);
    if (good && journal->length > 0)
        memcpy(moment->event, journal->event, journal->length * sizeof *moment->event);
    moment->events = good ? journal->length : 0;
    for (int i = 0; i < race_runs(race) && good; i++)
        good = copy_run(moment, race, i, status);
    moment->seconds = processor_seconds() - began;
    return good;
}
