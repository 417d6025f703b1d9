/* run.c - a plan and its replicas; see run.h. */
#include "run.h"

#include <stdlib.h>

struct run {
    const struct problem *problem;
    struct plan plan;
    int parent;
    uint64_t forked_at;
    struct probe probe; /* of the first replica's updates, while the run is watched */
    bool watched;
    int replicas;
    struct replica *replica[];
};

/* ---- creation ----------------------------------------------------------------------------------
 */

/* Takes over the plan. */
static struct run *allocate(const struct problem *problem, struct plan *plan, struct status *status)
{
    size_t seeds = (size_t)problem->seeds;
    struct run *run = calloc(1, sizeof *run + seeds * sizeof(struct replica *));

    if (!run) {
        plan_clear(plan);
        status_out_of_memory(status, "a run");
        return NULL;
    }
    run->problem = problem;
    run->plan = *plan;
    run->replicas = problem->seeds;
    *plan = (struct plan){0};
    return run;
}

uint64_t run_memory(const struct problem *problem, const struct run_config *config)
{
    uint64_t bytes = replica_memory(problem, config), all;

    return __builtin_mul_overflow(bytes, (uint64_t)problem->seeds, &all) ? UINT64_MAX : all;
}

struct run *run_create(const struct problem *problem, const struct run_config *config,
                       struct status *status)
{
    struct plan plan;

    return plan_make(&plan, config, status) ? run_create_planned(problem, &plan, status) : NULL;
}

struct run *run_create_planned(const struct problem *problem, struct plan *plan,
                               struct status *status)
{
    struct run *run = allocate(problem, plan, status);

    for (int i = 0; run && i < run->replicas; i++) {
        run->replica[i] = replica_create(problem, problem->seed[i], &run->plan, status);
        if (!run->replica[i]) {
            run_free(run);
            return NULL;
        }
    }
    return run;
}

struct run *run_branch(const struct run *run, struct plan *plan, struct status *status)
{
    struct run *branch = allocate(run->problem, plan, status);

    if (branch)
        run_set_parent(branch, run->parent, run->forked_at);
    return branch;
}

void run_free(struct run *run)
{
    if (!run)
        return;
    for (int i = 0; i < run->replicas; i++)
        replica_free(run->replica[i]);
    plan_clear(&run->plan);
    run_watch(run, false);
    free(run);
}

/* ---- iterating ---------------------------------------------------------------------------------
 */

bool run_reserve(struct run *run, struct status *status)
{
    for (int i = 0; i < run->replicas; i++)
        if (!history_reserve(run->replica[i]->history, status))
            return false;
    return true;
}

/* The segment at which the clock of the schedule in force in segment i started. */
static int clock_of(const struct plan *plan, int i)
{
    while (i > 0 && !plan->segment[i].restarts)
        i--;
    return i;
}

/* The plan keeps what a schedule's first update resolved: a replica that returns needs it. */
static void keep_total(struct run *run, const struct replica *replica, const struct run_crew *crew)
{
    double *total = &run->plan.segment[clock_of(&run->plan, replica->numbers->segment)].total;

    if (*total == replica->numbers->total)
        return;
    pthread_mutex_lock(crew->lock);
    *total = replica->numbers->total;
    pthread_mutex_unlock(crew->lock);
}

static void resolve_total(struct run *run, struct replica *replica, double iterations)
{
    struct run_numbers *numbers = replica->numbers;
    int i = plan_at(&run->plan, numbers->iteration), clock = clock_of(&run->plan, i);
    struct segment *start = &run->plan.segment[clock];
    double left = iterations - (double)start->from;
    struct run_config config =
        run_config_resolve(&run->plan.segment[i].config, left > 1 ? left : 1);

    if (start->total == 0)
        start->total = run_config_total(&config);
    if (numbers->segment >= clock)
        numbers->total = start->total;
}

void run_resolve_totals(struct run *run, uint64_t state, double iterations)
{
    for (int i = 0; i < run->replicas; i++) {
        const struct run_numbers *numbers = run->replica[i]->numbers;

        if (numbers->state == RUN_LIVE && numbers->iteration == state)
            resolve_total(run, run->replica[i], iterations);
    }
}

bool run_iterate_replica(struct run *run, int i, const struct run_crew *crew)
{
    struct run_crew own = *crew;
    bool done;

    own.probe = i == 0 && run->watched ? &run->probe : NULL;
    done = replica_iterate(run->replica[i], &run->plan, &own);
    if (done)
        keep_total(run, run->replica[i], crew);
    return done;
}

bool run_iterate(struct run *run, const struct run_crew *crew)
{
    uint64_t laggard = run_laggard(run);
    bool done = true;

    for (int i = 0; i < run->replicas; i++) {
        struct replica *replica = run->replica[i];

        if (replica->numbers->state != RUN_LIVE || replica->numbers->iteration != laggard)
            continue;
        done = run_iterate_replica(run, i, crew) && done;
    }
    return done;
}

void run_watch(struct run *run, bool on)
{
    if (!on)
        probe_free(&run->probe);
    run->watched = on;
}

const struct probe *run_probe(const struct run *run)
{
    return run->watched ? &run->probe : NULL;
}

/* ---- the state reached ---------------------------------------------------------------------- */

bool run_evaluate(struct run *run, const struct run_crew *crew)
{
    for (int i = 0; i < run->replicas; i++) {
        struct replica *replica = run->replica[i];

        if (replica->numbers->state == RUN_LIVE && !replica_final(replica) &&
            !replica_evaluate(replica, crew))
            return false;
    }
    return true;
}

const struct replica *run_speaker(const struct run *run)
{
    const struct replica *furthest = run->replica[0];

    for (int i = 0; i < run->replicas; i++) {
        if (run->replica[i]->numbers->state == RUN_LIVE)
            return run->replica[i];
        if (run->replica[i]->numbers->iteration > furthest->numbers->iteration)
            furthest = run->replica[i];
    }
    return furthest;
}

const struct history_row *run_final(const struct run *run)
{
    return replica_final(run_speaker(run));
}

/* ---- looking at a run --------------------------------------------------------------------------
 */

int run_replicas(const struct run *run)
{
    return run->replicas;
}

struct replica *run_replica(const struct run *run, int i)
{
    return run->replica[i];
}

void run_set_replica(struct run *run, int i, struct replica *replica)
{
    replica_free(run->replica[i]);
    run->replica[i] = replica;
}

const struct plan *run_plan(const struct run *run)
{
    return &run->plan;
}

int run_parent(const struct run *run)
{
    return run->parent;
}

uint64_t run_forked_at(const struct run *run)
{
    return run->forked_at;
}

void run_set_parent(struct run *run, int parent, uint64_t at)
{
    run->parent = parent;
    run->forked_at = at;
}

void run_rename(struct run *run, const char *name)
{
    plan_rename(&run->plan, name);
    for (int i = 0; i < run->replicas; i++)
        replica_take_name(run->replica[i], &run->plan);
}

bool run_is_live(const struct run *run)
{
    for (int i = 0; i < run->replicas; i++)
        if (run->replica[i]->numbers->state == RUN_LIVE)
            return true;
    return false;
}

uint64_t run_iteration(const struct run *run)
{
    uint64_t most = 0;

    for (int i = 0; i < run->replicas; i++)
        if (run->replica[i]->numbers->iteration > most)
            most = run->replica[i]->numbers->iteration;
    return most;
}

uint64_t run_laggard(const struct run *run)
{
    uint64_t least = UINT64_MAX;

    for (int i = 0; i < run->replicas; i++)
        if (run->replica[i]->numbers->state == RUN_LIVE &&
            run->replica[i]->numbers->iteration < least)
            least = run->replica[i]->numbers->iteration;
    return least;
}

uint64_t run_leader(const struct run *run)
{
    uint64_t most = 0;

    for (int i = 0; i < run->replicas; i++)
        if (run->replica[i]->numbers->state == RUN_LIVE &&
            run->replica[i]->numbers->iteration > most)
            most = run->replica[i]->numbers->iteration;
    return most;
}

/* The segment of the next update; of a run that has diverged, that of the last one. */
static int segment_now(const struct run *run, const struct replica *speaker)
{
    const struct run_numbers *numbers = speaker->numbers;

    return numbers->state == RUN_LIVE ? plan_at(&run->plan, numbers->iteration) : numbers->segment;
}

const struct run_config *run_get_config(const struct run *run)
{
    const struct replica *speaker = run_speaker(run);
    int now = segment_now(run, speaker);

    return now == speaker->numbers->segment ? &speaker->numbers->config
                                            : &run->plan.segment[now].config;
}

struct run_config run_config_in_force(const struct run *run, double iterations)
{
    const struct replica *speaker = run_speaker(run);
    int now = segment_now(run, speaker), clock = clock_of(&run->plan, now);
    double left = iterations - (double)run->plan.segment[clock].from;
    double total = run->plan.segment[clock].total;

    if (now == speaker->numbers->segment)
        return replica_config(speaker, iterations);
    return run_config_resolve(&run->plan.segment[now].config, total > 0  ? total
                                                              : left > 1 ? left
                                                                         : 1);
}

const struct run_numbers *run_get_numbers(const struct run *run)
{
    return run_speaker(run)->numbers;
}

const struct history *run_get_history(const struct run *run)
{
    return run_speaker(run)->history;
}

double run_seconds(const struct run *run)
{
    return run_speaker(run)->numbers->seconds;
}

const real *run_parameters(const struct run *run)
{
    return run_speaker(run)->w;
}
