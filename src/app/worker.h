/*
 * worker.h - trains beside the screen: a thread that owns the race and obeys commands. Every call
 * here returns at once; a command takes effect between two iterations (an iteration that
 * takes long is abandoned: the runs that have not done it do it again later), within 100 ms.
 *
 * Knows no screen. Used by the screen only; batch mode drives the race itself.
 */
#ifndef OPTOP_WORKER_H
#define OPTOP_WORKER_H

#include "train/race.h"

/* Iterations a second; 0 is full speed. The steps of `<` and `>`. */
extern const double worker_speeds[];
extern const int worker_speed_count;

enum worker_state {
    WORKER_LOADING,  /* data are being read, a race is being set up */
    WORKER_READY,    /* not started yet */
    WORKER_RUNNING,
    WORKER_PAUSED,
    WORKER_FINISHED, /* the wanted number of iterations is done */
    WORKER_EMPTY,    /* no run, or none that lives */
    WORKER_FAILED,   /* no race could be set up: see `error`; another problem can be given */
};

/* What the screen draws besides the race's snapshot. */
struct worker_view {
    uint64_t version;          /* changes whenever anything here or in the race may have changed */
    enum worker_state state;
    struct problem_config problem; /* of the race at hand */
    size_t m_train, m_test;
    struct network_shape shape;
    size_t iterations_per_epoch;
    char dataset[DATASET_NAME_MAX];
    uint64_t iterations;       /* how many are wanted */
    int threads;               /* as wanted: 0 is one per core */
    int speed;                 /* index into worker_speeds */
    double rate;               /* iterations/s over the last second or so; 0 when not running */
    char error[STATUS_MESSAGE_MAX]; /* the last command's failure, or "" */
    uint64_t error_number;     /* changes with every new error */
    char notice[STATUS_MESSAGE_MAX]; /* the last good news: "wrote race.csv: 400 rows" */
    uint64_t notice_number;    /* changes with every new notice */
};

struct worker;

/*
 * Starts the thread, which loads the problem and adds the runs. Only lack of memory or threads
 * makes this fail; errors of the data arrive in the view.
 */
struct worker *worker_create(const struct problem_config *problem, const struct run_config *runs,
                             int n_runs, uint64_t iterations, int threads, struct status *status);

/* Stops as worker_stop does, and frees. NULL is allowed. */
void worker_free(struct worker *worker);

void worker_run(struct worker *worker);
void worker_pause(struct worker *worker);
void worker_step(struct worker *worker, unsigned iterations); /* pauses after that many */
void worker_reset(struct worker *worker);
void worker_set_speed(struct worker *worker, int speed);
void worker_set_iterations(struct worker *worker, uint64_t iterations);
void worker_set_threads(struct worker *worker, int threads);
void worker_add(struct worker *worker, const struct run_config *config);
void worker_configure(struct worker *worker, int id, const struct run_config *config);
void worker_remove(struct worker *worker, int id);
/* Loads another problem and starts its race, with the same runs, from the beginning. */
void worker_set_problem(struct worker *worker, const struct problem_config *problem);
/* Writes the histories; the outcome arrives in `notice` or `error`. `replace` overwrites. */
void worker_save(struct worker *worker, const char *path, bool replace);

/*
 * Copies the view and, when there is a race, its snapshot. False when there is none yet (snapshot
 * then has 0 runs).
 */
bool worker_snapshot(struct worker *worker, const struct race_view *view, struct worker_view *out,
                     struct race_snapshot *snapshot);

/* A file descriptor that becomes readable when the view's version has changed; -1: none. */
int worker_descriptor(const struct worker *worker);
/* Empties it. */
void worker_acknowledge(struct worker *worker);

/*
 * Stops training or loading (within 100 ms) and gives the race itself, for writing files at the
 * end; NULL when there is none. Commands posted before are still obeyed, but no other problem is
 * loaded any more, and what was to happen to that one is dropped.
 */
struct race *worker_stop(struct worker *worker);

#endif
