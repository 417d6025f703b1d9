/* experiment.c - a sweep for the screen, done by the training thread; see experiment.h. */
#include "experiment.h"

#include "base/clock.h"

#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const double INTERVAL = 0.1; /* seconds between two looks at pause and cancel */

struct experiment {
    struct sweep_wish wish;
    struct sweep_plan plan;
    int *tag; /* of each run */
    atomic_int owners;
    atomic_bool cancel;
    atomic_bool paused;

    pthread_mutex_t lock; /* over the rest */
    enum experiment_state state;
    struct sweep_results results;
    uint64_t *order; /* of the jobs that are there, as they came */
    struct sweep_estimate estimate;
    double begun, spent;  /* when it went on last; seconds of work before */
    double owed, settled; /* seconds of one thread for all jobs that were left, and those done */
    char message[STATUS_MESSAGE_MAX];
};

/* ---- beginning and end ----------------------------------------------------------------------- */

static void destroy(struct experiment *experiment)
{
    sweep_plan_clear(&experiment->plan);
    sweep_results_clear(&experiment->results);
    sweep_estimate_clear(&experiment->estimate);
    pthread_mutex_destroy(&experiment->lock);
    free(experiment->tag);
    free(experiment->order);
    free(experiment);
}

static bool fill(struct experiment *experiment, const struct sweep_request *request, const int *tag,
                 struct status *status)
{
    size_t runs = (size_t)request->runs;

    if (!sweep_plan_make(&experiment->plan, request, status) ||
        !sweep_results_make(&experiment->results, &experiment->plan, status))
        return false;
    experiment->tag = calloc(runs + 1, sizeof *experiment->tag);
    experiment->order = calloc((size_t)sweep_jobs(&experiment->plan), sizeof *experiment->order);
    if (!experiment->tag || !experiment->order)
        return status_out_of_memory(status, "the experiment");
    memcpy(experiment->tag, tag, runs * sizeof *tag);
    return true;
}

struct experiment *experiment_create(const struct sweep_request *request, const int *tag,
                                     struct status *status)
{
    struct experiment *experiment = calloc(1, sizeof *experiment);

    if (!experiment) {
        status_out_of_memory(status, "the experiment");
        return NULL;
    }
    pthread_mutex_init(&experiment->lock, NULL);
    atomic_init(&experiment->owners, 1);
    experiment->wish = *request->wish;
    if (fill(experiment, request, tag, status))
        return experiment;
    destroy(experiment);
    return NULL;
}

bool experiment_may_begin(const struct experiment *experiment, struct status *status)
{
    return sweep_jobs(&experiment->plan) <= EXPERIMENT_JOBS_MAX ||
           status_fail(status, STATUS_INVALID,
                       "the experiment has %llu jobs (allowed on the screen: up to %d; "
                       "--batch --sweep does more)",
                       (unsigned long long)sweep_jobs(&experiment->plan), EXPERIMENT_JOBS_MAX);
}

struct experiment *experiment_hold(struct experiment *experiment)
{
    if (experiment)
        atomic_fetch_add(&experiment->owners, 1);
    return experiment;
}

void experiment_release(struct experiment *experiment)
{
    if (experiment && atomic_fetch_sub(&experiment->owners, 1) == 1)
        destroy(experiment);
}

const struct sweep_plan *experiment_plan(const struct experiment *experiment)
{
    return &experiment->plan;
}

const struct sweep_wish *experiment_wish(const struct experiment *experiment)
{
    return &experiment->wish;
}

int experiment_tag(const struct experiment *experiment, int run)
{
    return experiment->tag[run];
}

/* ---- for the screen -------------------------------------------------------------------------- */

/* From the pace so far, as jobs of a run take alike; before the first one from the estimate. Under
 * the lock. */
static double time_left(const struct experiment *experiment)
{
    double spent = experiment->spent;

    if (experiment->state != EXPERIMENT_RUNNING || !experiment->estimate.of_run)
        return NAN;
    if (!atomic_load(&experiment->paused))
        spent += clock_now() - experiment->begun;
    return sweep_estimate_left(experiment->estimate.seconds, spent, experiment->owed,
                               experiment->settled);
}

void experiment_look(struct experiment *experiment, struct experiment_view *view,
                     struct sweep_results *results)
{
    pthread_mutex_lock(&experiment->lock);
    *view = (struct experiment_view){.state = experiment->state,
                                     .paused = atomic_load(&experiment->paused),
                                     .jobs = experiment->results.jobs,
                                     .done = experiment->results.count,
                                     .left = time_left(experiment),
                                     .work = experiment->settled};
    if (experiment->estimate.of_run)
        sweep_estimate_format(&experiment->estimate, view->estimate, sizeof view->estimate);
    snprintf(view->message, sizeof view->message, "%s", experiment->message);
    while (results && results->count < experiment->results.count)
        sweep_results_add(results, &experiment->results.result[experiment->order[results->count]]);
    pthread_mutex_unlock(&experiment->lock);
}

void experiment_pause(struct experiment *experiment, bool paused)
{
    pthread_mutex_lock(&experiment->lock);
    if (atomic_load(&experiment->paused) != paused && experiment->state == EXPERIMENT_RUNNING) {
        if (paused)
            experiment->spent += clock_now() - experiment->begun;
        experiment->begun = clock_now();
        atomic_store(&experiment->paused, paused);
    }
    pthread_mutex_unlock(&experiment->lock);
}

void experiment_cancel(struct experiment *experiment)
{
    atomic_store(&experiment->cancel, true);
}

/* ---- for the training thread ----------------------------------------------------------------- */

static void set_state(struct experiment *experiment, enum experiment_state state)
{
    pthread_mutex_lock(&experiment->lock);
    experiment->state = state;
    experiment->begun = clock_now();
    pthread_mutex_unlock(&experiment->lock);
}

void experiment_fail(struct experiment *experiment, const struct status *status)
{
    pthread_mutex_lock(&experiment->lock);
    experiment->state = status->code == STATUS_CANCELLED ? EXPERIMENT_CANCELLED : EXPERIMENT_FAILED;
    snprintf(experiment->message, sizeof experiment->message, "%s", status->message);
    pthread_mutex_unlock(&experiment->lock);
}

void experiment_end(struct experiment *experiment)
{
    pthread_mutex_lock(&experiment->lock);
    experiment->state = experiment->results.count == experiment->results.jobs
                            ? EXPERIMENT_FINISHED
                            : EXPERIMENT_CANCELLED;
    pthread_mutex_unlock(&experiment->lock);
}

void experiment_add(struct experiment *experiment, const struct sweep_result *result)
{
    pthread_mutex_lock(&experiment->lock);
    if (!experiment->results.there[result->job]) {
        experiment->order[experiment->results.count] = result->job;
        sweep_results_add(&experiment->results, result);
    }
    pthread_mutex_unlock(&experiment->lock);
}

/* Seconds that a job takes, unless it ends early. */
static double seconds_of(const struct experiment *experiment, uint64_t job)
{
    const struct sweep_plan *plan = &experiment->plan;

    return experiment->estimate.of_run[plan->config[sweep_job_config(plan, job)].run];
}

void experiment_measure(struct experiment *experiment, const struct problem *problem, int threads)
{
    const struct sweep_effort effort = {.problem = problem,
                                        .plan = &experiment->plan,
                                        .results = &experiment->results,
                                        .threads = threads,
                                        .cancel = &experiment->cancel};
    struct sweep_estimate estimate = {0};
    struct status status = {0};

    if (experiment->results.count == experiment->results.jobs) {
        experiment_end(experiment);
        return;
    }
    if (!sweep_estimate_make(&estimate, &effort, &status)) {
        experiment_fail(experiment, &status);
        return;
    }
    pthread_mutex_lock(&experiment->lock);
    experiment->estimate = estimate;
    pthread_mutex_unlock(&experiment->lock);
    set_state(experiment, EXPERIMENT_READY);
}

static void begin(struct experiment *experiment)
{
    pthread_mutex_lock(&experiment->lock);
    for (uint64_t job = 0; job < experiment->results.jobs; job++)
        if (!experiment->results.there[job])
            experiment->owed += seconds_of(experiment, job);
    pthread_mutex_unlock(&experiment->lock);
    set_state(experiment, EXPERIMENT_RUNNING);
}

/* Jobs in the order in which they are given out. */
struct queue {
    uint64_t place, places;
};

/* The next job that is left: seed by seed, run by run within a configuration's place. */
static bool next_job(const struct experiment *experiment, struct queue *queue, uint64_t *job)
{
    uint64_t configs = (uint64_t)experiment->plan.configs;
    uint64_t seeds = (uint64_t)experiment->plan.seeds;

    for (; queue->place < queue->places; queue->place++) {
        *job = queue->place % configs * seeds + queue->place / configs;
        if (!experiment->results.there[*job]) {
            queue->place++;
            return true;
        }
    }
    return false;
}

static bool give_jobs(const struct experiment *experiment, struct sweep_team *team,
                      struct queue *queue, struct status *status)
{
    uint64_t most = (uint64_t)sweep_team_threads(team) + 1, job;

    while (sweep_team_busy(team) < most && next_job(experiment, queue, &job))
        if (!sweep_team_give(team, job, status))
            return false;
    return true;
}

static bool take_result(struct experiment *experiment, struct sweep_team *team,
                        const struct experiment_watch *watch, struct status *status)
{
    struct sweep_done done;

    if (!sweep_team_take(team, &done, INTERVAL))
        return true;
    if (done.status.code != STATUS_OK)
        return status_fail(status, done.status.code, "%s", done.status.message);
    if (watch->keep && !watch->keep(watch->context, &done, status))
        return false;
    experiment_add(experiment, &done.result);
    pthread_mutex_lock(&experiment->lock);
    experiment->settled += seconds_of(experiment, done.result.job);
    pthread_mutex_unlock(&experiment->lock);
    return true;
}

static bool do_jobs(struct experiment *experiment, struct sweep_team *team,
                    const struct experiment_watch *watch, struct status *status)
{
    struct queue queue = {0, experiment->results.jobs};
    bool good = true, paused = false;

    while (good) {
        if (atomic_load(&experiment->cancel))
            return status_fail(status, STATUS_CANCELLED, "cancelled");
        if (atomic_load(&experiment->paused) != paused) {
            paused = !paused;
            sweep_team_pause(team, paused);
        }
        good = give_jobs(experiment, team, &queue, status);
        if (good && sweep_team_busy(team) == 0)
            return true;
        good = good && take_result(experiment, team, watch, status);
        if (watch->tell)
            watch->tell(watch->context);
    }
    return false;
}

void experiment_run(struct experiment *experiment, const struct problem *problem, int threads,
                    const struct experiment_watch *watch)
{
    struct status status = {0};
    struct sweep_team *team;
    bool good;

    begin(experiment);
    team = sweep_team_start(problem, &experiment->plan, threads, &experiment->cancel, &status);
    good = team && do_jobs(experiment, team, watch, &status);
    sweep_team_free(team);
    if (good)
        set_state(experiment, EXPERIMENT_FINISHED);
    else
        experiment_fail(experiment, &status);
}
