/*
 * experiment.h - a sweep that the screen asks for and the training thread carries out: the list of
 * its jobs, which does not change, and the results that have come so far. Both threads have it at
 * once: what changes is behind a lock. Knows no race and no screen.
 *
 * Use: experiment_create, then in the training thread experiment_measure, then experiment_run.
 */
#ifndef OPTOP_EXPERIMENT_H
#define OPTOP_EXPERIMENT_H

#include "sweep_estimate.h"
#include "sweep_store.h"
#include "sweep_team.h"

enum { EXPERIMENT_JOBS_MAX = 20000 }; /* batch mode does more */

enum experiment_state {
    EXPERIMENT_NEW,     /* it has not been measured how long it takes */
    EXPERIMENT_READY,   /* it has: `estimate` says so */
    EXPERIMENT_RUNNING, /* or paused */
    EXPERIMENT_FINISHED,
    EXPERIMENT_CANCELLED, /* the results up to then are kept */
    EXPERIMENT_FAILED     /* `message` says why; so are they */
};

struct experiment;

/*
 * The sweep of the request, which is copied; `tag` has a number a run, for the caller. It has one
 * owner. NULL with a status as sweep_plan_make, or STATUS_MEMORY.
 */
struct experiment *experiment_create(const struct sweep_request *request, const int *tag,
                                     struct status *status);

/* Is it not too large to be begun on the screen? STATUS_INVALID. To be shown, none is. */
bool experiment_may_begin(const struct experiment *experiment, struct status *status);

/* Another owner; the last one to let go of it frees it. NULL is allowed. */
struct experiment *experiment_hold(struct experiment *experiment);
void experiment_release(struct experiment *experiment);

/* These never change. */
const struct sweep_plan *experiment_plan(const struct experiment *experiment);
const struct sweep_wish *experiment_wish(const struct experiment *experiment);
int experiment_tag(const struct experiment *experiment, int run);

/* ---- for the screen -------------------------------------------------------------------------- */

struct experiment_view {
    enum experiment_state state;
    bool paused;
    bool lost; /* set by the screen: the file is only shown, new results go nowhere */
    uint64_t jobs, done;
    double left;       /* seconds, as far as can be said; NaN: nothing can */
    double work;       /* seconds of one thread for the results that are new, as estimated */
    char estimate[96]; /* "260 jobs, about 4:05, 180 MB" */
    char message[STATUS_MESSAGE_MAX];
};

/*
 * How far it is. Results that have come since the last call are added to `results`, which
 * sweep_results_make made for the plan, and which have none but these.
 */
void experiment_look(struct experiment *experiment, struct experiment_view *view,
                     struct sweep_results *results);

void experiment_pause(struct experiment *experiment, bool paused);
/* Ends it; jobs under way are lost. */
void experiment_cancel(struct experiment *experiment);

/* ---- for the training thread ----------------------------------------------------------------- */

/* Adds results that were there before. */
void experiment_add(struct experiment *experiment, const struct sweep_result *result);

/* Measures how long the jobs take that are left, and what memory; without any it has finished. */
void experiment_measure(struct experiment *experiment, const struct problem *problem, int threads);

/* What the training thread is told while jobs are done. */
struct experiment_watch {
    void *context;
    /* A result came; false ends it, with the status as its message. NULL: not told. */
    bool (*keep)(void *context, const struct sweep_done *done, struct status *status);
    void (*tell)(void *context); /* a few times a second: something has changed */
};

/*
 * Does the jobs that are left on so many threads: all configurations with the first seed, then with
 * the next ones, so that the whole range is seen early. Returns when all are done, or cancelled.
 */
void experiment_run(struct experiment *experiment, const struct problem *problem, int threads,
                    const struct experiment_watch *watch);

/* It has ended: finished when all jobs are there, else cancelled. */
void experiment_end(struct experiment *experiment);

/* It has failed, before a job was done. */
void experiment_fail(struct experiment *experiment, const struct status *status);

#endif
