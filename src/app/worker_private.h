/*
 * worker_private.h - what the two sides of the worker share: the screen's side posts commands and
 * copies the view (worker.c), the training thread obeys and iterates (worker_thread.c).
 */
#ifndef OPTOP_WORKER_PRIVATE_H
#define OPTOP_WORKER_PRIVATE_H

#include "worker.h"

#include <pthread.h>
#include <stdatomic.h>

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
    bool patient; /* iterations are short: let them finish */

    atomic_bool cancel; /* abandon the iteration under way */

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

/* Tells the screen that the view or the race has changed. Under the lock. */
void worker_changed(struct worker *worker);

/* Puts an error in the view. Takes the lock. */
void worker_report(struct worker *worker, const struct status *status);

/* The oldest command, now the caller's; NULL: there is none. Under the lock. */
struct command *worker_take_command(struct worker *worker);

/* The training thread: loads the problem, then obeys and iterates until COMMAND_STOP. */
void *worker_thread(void *worker);

#endif
