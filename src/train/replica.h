/*
 * replica.h - a run's training under one seed: parameters, optimizer state, streams and counters in
 * one block of memory, the arena, and the history. Copying the arena copies the whole state of
 * training; besides it, only the plan and the problem matter. Knows no other replica.
 *
 * An iteration follows the notebook's train(): test loss, then train loss, then the update.
 */
#ifndef OPTOP_REPLICA_H
#define OPTOP_REPLICA_H

#include "history.h"
#include "lanes.h"
#include "plan.h"

enum run_state {
    RUN_LIVE,     /* can go on */
    RUN_DIVERGED, /* a loss or gradient was not finite; the last good weights are kept */
};

/* The condition of a live run, as of the last whole epoch. */
enum run_condition {
    RUN_MOVING,
    RUN_STALLED,   /* every gradient was exactly zero, though the loss is not 0 */
    RUN_CONVERGED, /* the optimizer's tolerance is met */
};

/* The numbers at the head of the arena. */
struct run_numbers {
    uint64_t seed;           /* governs weights, batches and noise */
    uint64_t iteration;      /* updates completed */
    uint64_t diverged_at;    /* when state is RUN_DIVERGED */
    uint64_t gradients;      /* gradient evaluations */
    uint64_t epoch;          /* whose order of samples lies in the arena, from 1; 0: none */
    uint64_t steps;          /* updates since the optimizer's slots started */
    uint64_t schedule_start; /* the state at which the schedule's clock stands at 0 */
    struct rng batches;      /* the stream of permutations */
    double seconds;          /* wall time of all iterations; no result depends on it */
    double total; /* where its schedule ends, from the first update on; 0: not known, or no end */
    struct schedule_state schedule;
    double scalar[OPTIMIZER_SCALARS_MAX];
    double update_norm;       /* of the last update; 0: there was none, or it changed nothing */
    int shifts;               /* of w, `good` and `former` in the arena, modulo their number */
    struct run_config config; /* in force, as asked for */
    int segment;              /* of the plan, that config is of */
    enum run_state state;
    enum run_condition condition;
    enum run_condition latest; /* the condition in the last iterations ... */
    uint64_t latest_from;      /* ... from this state on; the condition's, too */
    bool latest_loss;          /* the loss was not 0 in all of them */
};

enum { REPLICA_CHECKPOINTS_MAX = 64 };

struct checkpoint;

struct replica {
    const struct problem *problem;
    struct history *history;  /* rows 0 ... iteration - 1, and the row at which it diverged */
    struct history_row final; /* of the state after final_at updates, over all samples */
    uint64_t final_at;        /* 0: unknown */

    struct checkpoint *checkpoint[REPLICA_CHECKPOINTS_MAX]; /* ascending; see checkpoint.h */
    int checkpoints;

    void *arena; /* holds all that follows; no smaller than any segment of the plan needs */
    size_t capacity;
    struct run_numbers *numbers;
    real *w;         /* parameters */
    real *good;      /* parameters before the last update ... */
    real *former;    /* ... and before the one before */
    uint32_t *order; /* of the samples in this epoch; NULL for the full batch */
    real *slot[OPTIMIZER_SLOTS_MAX];
};

/* State 0 of a plan. The problem must outlive it. STATUS_MEMORY, STATUS_CANCELLED. */
struct replica *replica_create(const struct problem *problem, uint64_t seed,
                               const struct plan *plan, struct status *status);
void replica_free(struct replica *replica);

/* Bytes that a replica takes besides its history; UINT64_MAX on overflow. */
uint64_t replica_memory(const struct problem *problem, const struct run_config *config);

/* A copy that can follow another plan, with the same state and history. STATUS_MEMORY. */
struct replica *replica_copy(const struct replica *replica, const struct plan *plan,
                             struct status *status);

/* Bytes of the whole state; save writes them. */
size_t replica_size(const struct replica *replica);
void replica_save(const struct replica *replica, void *state);

/*
 * Goes on from a state that a replica of the same problem saved; its size must not exceed the
 * capacity. The history must have the state's rows, and is the caller's.
 */
void replica_restore(struct replica *replica, const void *state, size_t size);

/*
 * One iteration, by the plan. There must be room in the history. False when it was cancelled: then
 * no row was added and the next call does the same. A replica that diverges is marked RUN_DIVERGED,
 * its last row holds the figures that were not finite, and it must not be iterated again.
 */
bool replica_iterate(struct replica *replica, const struct plan *plan, const struct run_crew *crew);

/* See run_evaluate and run_final. */
bool replica_evaluate(struct replica *replica, const struct run_crew *crew);
const struct history_row *replica_final(const struct replica *replica);

/* Before an update: `good` becomes `former` and w becomes `good`; w gets the vector that `former`
 * was, its content undefined. */
void replica_shift(struct replica *replica);

/* The hyperparameters in force; an automatic total is resolved for a race of so many iterations. */
struct run_config replica_config(const struct replica *replica, double iterations);

/* States that were saved may have another name than the run has by its plan. */
void replica_take_name(struct replica *replica, const struct plan *plan);

/* Finds the arena's parts, by the numbers at its head. */
void replica_lay_out(struct replica *replica);

/* Does its history record its path? True for test functions. */
bool replica_has_path(const struct replica *replica);
/* Tells the history where the run stands now. */
void replica_mark_place(const struct replica *replica);

/* Elements from one vector of the parameters' length to the next. */
size_t replica_stride(const struct replica *replica);

/*
 * Brings a segment into force at the state reached: slots and step count go on where
 * optimizer and layout are the same, otherwise both start anew. Under the crew's lock. */
void replica_apply(struct replica *replica, const struct plan *plan, int segment);

/* Have both configurations the same optimizer and layout of slots, so that these go on? */
bool replica_same_slots(const struct run_config *a, const struct run_config *b);

#endif
