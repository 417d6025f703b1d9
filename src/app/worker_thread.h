/*
 * worker_thread.h - the two sides of the worker: what the screen's side (worker.c) and the
 * training thread (worker_thread.c) share. For these two files only.
 */
#ifndef OPTOP_WORKER_THREAD_H
#define OPTOP_WORKER_THREAD_H

#include "worker.h"

#include <pthread.h>

enum command_kind {
    COMMAND_RUN,
    COMMAND_PAUSE,
    COMMAND_STEP,
    COMMAND_RESET,
    COMMAND_SPEED,
    COMMAND_ITERATIONS,
    COMMAND_THREADS,
    COMMAND_ADD,
    COMMAND_CONFIGURE,
    COMMAND_REMOVE,
    COMMAND_PROBLEM,
    COMMAND_SAVE,
    COMMAND_STOP,
};

struct command {
    enum command_kind kind;
    uint64_t number; /* iterations, threads, speed, id; replace */
    struct run_config run;
    struct problem_config problem; /* also the path of COMMAND_SAVE, in its `data` */
    struct command *next;
};

struct worker {
    pthread_t thread;
    pthread_mutex_t lock; /* over all down to `race`; held briefly by either side */
    pthread_cond_t wake;
    struct command *first, **last;
    struct worker_view view;
    struct race *race; /* replaced under the lock; iterated by the thread alone */
    int wake_pipe[2];  /* written when the view's version changes, once until acknowledged */
    bool told;
    bool patient;         /* iterations are short: let them finish */
    double longest;       /* seconds that an iteration of this race has taken so far */
    struct command *stop; /* COMMAND_STOP, kept ready so that ending needs no memory; then NULL */

    atomic_bool cancel; /* abandon the iteration under way */
    atomic_bool ending; /* abandon the race that is being set up, too */

    /* The thread's own. */
    struct run_config wanted[RACE_RUNS_MAX]; /* the runs of the next race to be set up */
    int n_wanted;
    bool running;
    bool catching_up; /* a run was added or edited: train it up to the others */
    uint64_t stop_at; /* pause there: the end of a step; UINT64_MAX: none */
    double next_due;  /* when the next iteration may start, for slow speeds */
    double rate_since;
    uint64_t rate_iteration;
    bool ended;
};

/* The training thread: sets up the first race, then obeys and trains until COMMAND_STOP. */
void *worker_thread_main(void *worker);

/* Puts a failure into the view. */
void worker_report_error(struct worker *worker, const struct status *status);

/* The oldest command that waits, or NULL; the caller owns it. Under the lock. */
struct command *worker_take_command(struct worker *worker);

#endif
