/*
 * lanes.h - a pass over samples by several threads: losses, and the gradient at one point, added up
 * in a fixed order. Knows no optimizer and no history.
 *
 * The samples are cut into a number of lanes that depends on the batch and the objective alone;
 * each lane adds up its own gradient in order, and the lanes are added in order; or the lanes lay
 * their rows on a sheet (objective.h), from which each element of the gradient is made as one sum.
 * So results are the same bits for any number of threads.
 */
#ifndef OPTOP_LANES_H
#define OPTOP_LANES_H

#include "base/pool.h"
#include "base/vector.h"
#include "problem.h"

#include <pthread.h>

enum {
    RUN_LANES_MAX = 16,
    LANES_PART = 1024, /* elements of vectors that are worked on while they are at hand */
};

/* Memory in which one run at a time computes: lane gradients. Shared by runs of one problem. */
struct run_scratch;
struct run_scratch *run_scratch_create(const struct problem *problem, struct status *status);
void run_scratch_free(struct run_scratch *scratch);
/* Bytes of its gradients; lanes without rows are never touched. */
double run_scratch_memory(const struct problem *problem);

/* The vector in a scratch that receives the gradient of a run's iteration. */
real *run_scratch_gradient(struct run_scratch *scratch);

/* The place for the sums of slice i of an update; the sums of all n parameters, in order. */
struct vector_move *run_scratch_move(struct run_scratch *scratch, size_t slice);
struct vector_move run_scratch_moved(const struct run_scratch *scratch, size_t n);

/* The workspaces of an iteration. */
struct run_crew {
    struct pool *pool;
    void *const *workspace; /* one a thread of the pool */
    struct run_scratch *scratch;
    double iterations;         /* of the race: where a schedule ends that has no total */
    bool cosines;              /* those of successive updates are recorded */
    struct probe *probe;       /* records the replica's update; NULL: nobody looks */
    int thread;                /* the calling thread's number in the pool */
    pthread_mutex_t *lock;     /* held while figures that others read are changed */
    const atomic_bool *cancel; /* may be NULL */
};

/* The number of lanes for so many rows of an objective. */
size_t lanes_for(const struct objective *objective, size_t rows);

/* A request to the objective. The lanes' numbers are 0 where nothing is requested. */
struct pass {
    const struct objective *objective;
    const struct run_crew *crew;
    double l2, l1;         /* penalties on the weights (not biases) */
    const uint32_t *order; /* of the training samples; NULL: as they are */
    size_t first, count;   /* the batch: positions in `order` */

    const real *at; /* where the gradient of the batch is taken, */
    real *sum;      /* which goes here, */
    bool sampled;   /* for targets that are drawn; then without penalties */
    uint64_t key;   /* determines its random numbers */
    size_t train_lanes;

    size_t gradients; /* that pass_reduce has to add up: set by pass_run */

    bool measure; /* pass_reduce takes the gradient's norm */

    const real *w;     /* where losses are taken: */
    size_t test_lanes; /* of all test samples, */
    size_t loss_lanes; /* and of the batch */
};

/* All lanes; false when they were cancelled. The gradient is not added up yet. */
bool pass_run(struct pass *pass);

/* Adds up the lanes' gradients, and the penalties'; false when an element is not finite. */
bool pass_reduce(struct pass *pass);

/* Euclidean norm of the gradient that was added up, if it was to be measured. */
double pass_norm(const struct pass *pass);

/* Sums of the batch at `at`, of the test samples at `w`, of the batch at `w`. */
struct pass_sums pass_train(const struct pass *pass);
struct pass_sums pass_test(const struct pass *pass);
struct pass_sums pass_loss(const struct pass *pass);

/* The mean train loss with penalties, at the point where the gradient was taken. */
double pass_objective(const struct pass *pass);

/* Runs a task over all slices of a vector of n parameters, in one thread if there are few. */
void lanes_over_slices(const struct run_crew *crew, size_t n, pool_task *task, void *context);
void lanes_slice(size_t n, size_t slice, size_t *begin, size_t *end);

#endif
