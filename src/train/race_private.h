/*
 * race_private.h - declarations shared by the race's files: race.c (runs in lockstep) and
 * race_*.c. For these only.
 */
#ifndef OPTOP_RACE_PRIVATE_H
#define OPTOP_RACE_PRIVATE_H

#include "race.h"

/*
 * Runs that compute at the same time. Each needs gradients of its own for every lane; the lanes
 * of a run keep further threads busy.
 */
enum { DRIVERS_MAX = 4 };

struct undo;

struct race {
    struct problem *problem;
    struct pool *pool;
    void **workspace; /* one a thread */
    struct run_scratch *scratch[DRIVERS_MAX];
    int drivers; /* how many scratches there are */
    double iterations;
    uint64_t memory;   /* for all checkpoints, in bytes */
    uint64_t interval; /* updates between checkpoints; 0: by the estimate */
    struct measures measures;
    struct journal journal;
    struct undo *undo; /* the last event that is not undone, the ones before it behind it */
    bool cut_short;    /* some runs have done an iteration that was cancelled, others have not */
    atomic_uint_fast64_t recomputed, to_recompute; /* iterations of the journey under way */

    pthread_mutex_t lock; /* for the figures that a snapshot reads */
    struct run **run;
    int *id;
    struct run **turn; /* those that iterate, room for all */
    int runs, capacity;
    int last_id;
};

/* As many scratches as runs can compute at once. */
bool race_ensure_drivers(struct race *race, int runs, int threads, struct status *status);

/* The workspaces of driver number `driver` on a thread of the pool. */
struct run_crew race_crew(struct race *race, size_t driver, int thread, const atomic_bool *cancel);

/* Makes room for one more run, and scratches for it. A snapshot may be taken meanwhile. */
bool race_has_room(struct race *race, struct status *status);

/* The place of a run, -1 when there is none of that id. */
int race_find(const struct race *race, int id);

/* Frees the memory for undoing if the race was trained beyond the state that allows it. */
void race_forget_past(struct race *race);

/* ---- snapshots ---- */

enum { SNAPSHOT_SCRATCH = 6 }; /* doubles for each replica */

/* What a diverged replica counts as: more than any loss, less than any accuracy that the problem
 * has, else NaN. */
double race_worst(const struct problem *problem, enum curve curve);

/* A row's x; and the first row at or after an x. */
double race_row_x(const struct history *history, enum x_kind kind, size_t row);
size_t race_row_from(const struct history *history, enum x_kind kind, double x);
/* The rows up to the one whose x is `x`, it included. */
size_t race_rows_to(const struct history *history, enum x_kind kind, double x);

/* How far a replica has come, the iteration included that has no row yet. */
double race_reached(const struct replica *replica, enum x_kind kind);

/* The smoothing of a curve: none where most rows have no value, or nothing fluctuates. */
enum smoothing race_smoothing(const struct problem *problem, const struct race_view *view,
                              enum curve curve);

/* Is a curve sampled? */
bool race_view_has(const struct race_view *view, enum curve curve);

/* Samples the curves of run i into its part of the snapshot. */
void race_sample(const struct race *race, int i, struct race_snapshot *snapshot);

/* The figures of run i's replicas; and the run's own from them, but for `shown`. */
void race_copy_replicas(const struct race *race, int i, struct race_snapshot *snapshot);

/* What tables show, for all runs. */
void race_choose_figures(const struct race *race, struct race_snapshot *snapshot);

/* ---- runs at other states ---- */

/* A run to be set to state s of its new plan, starting from the states of `from`. */
struct journey {
    const struct run *from;
    struct run *to; /* made by run_branch: receives its replicas */
    uint64_t s;
};

/*
 * Does the last row of a history equal the one recorded? Nothing may differ but times, and what was
 * not recorded both times; a figure that is no number is the same whatever its bits. STATUS_DATA
 * names the difference, with `sequel` at the end of the sentence.
 */
bool race_same_row(const struct history *history, const struct history *recorded,
                   const char *sequel, struct status *status);

/*
 * Makes the replicas of all journeys: restores the nearest checkpoint, trains to s, and compares
 * every row with the one recorded. Replicas that diverged before s, or have not reached it, are
 * copied as they are. STATUS_CANCELLED, STATUS_MEMORY; STATUS_DATA when a row differs.
 */
bool race_travel(struct race *race, struct journey *journey, int journeys,
                 const atomic_bool *cancel, struct status *status);

#endif
