/*
 * sweep_job.h - one job of a sweep: a configuration trained under a seed, in one thread, to its
 * end; and THE table of the figures that it results in, which CSV, JSON, the session's tables and
 * the manual are made from. Knows no other job, no file and no clock.
 */
#ifndef OPTOP_SWEEP_JOB_H
#define OPTOP_SWEEP_JOB_H

#include "sweep_plan.h"
#include "train/lanes.h"

/* How a job ended. */
enum sweep_end {
    SWEEP_FINISHED,  /* after all its iterations */
    SWEEP_DIVERGED,  /* a loss or gradient was not finite */
    SWEEP_STALLED,   /* every gradient of an epoch was zero */
    SWEEP_CONVERGED, /* the optimizer's tolerance is met */
    SWEEP_REACHED,   /* the target was reached */
    SWEEP_ENDS
};
extern const char *const sweep_end_names[SWEEP_ENDS];

/* A job's figures: those of the state reached, as the closing table of a race shows them, and the
 * best on the way. */
enum sweep_figure {
    SWEEP_TRAIN_LOSS,
    SWEEP_TEST_LOSS,
    SWEEP_TRAIN_ACCURACY,
    SWEEP_TEST_ACCURACY,
    SWEEP_BEST_TRAIN_LOSS,
    SWEEP_BEST_TEST_LOSS,
    SWEEP_BEST_TRAIN_ACCURACY,
    SWEEP_BEST_TEST_ACCURACY,
    SWEEP_FIGURES
};

struct sweep_figure_spec {
    const char *name; /* "best_test_loss" */
    enum curve curve;
    bool best;        /* on the way, not at the end */
    const char *help; /* no full stop */
};
extern const struct sweep_figure_spec sweep_figures[SWEEP_FIGURES];

/* What came of a job. It depends on the plan and the problem alone. */
struct sweep_result {
    uint64_t job;
    enum sweep_end end;
    uint64_t iterations; /* updates completed */
    uint64_t gradients;  /* gradient evaluations */
    bool reached;        /* the target, */
    uint64_t reached_at; /* after so many iterations */
    double
        figure[SWEEP_FIGURES]; /* NaN where there is none: of a job that diverged only the best */
};

/* What a thread needs to do jobs of a problem: its workspace, which it keeps from job to job. */
struct sweep_bench;
struct sweep_bench *sweep_bench_create(const struct problem *problem, struct status *status);
void sweep_bench_free(struct sweep_bench *bench);

/* Bytes that a thread takes which does the plan's jobs; UINT64_MAX on overflow. */
uint64_t sweep_bench_memory(const struct problem *problem, const struct sweep_plan *plan);

/* Where a job may be stopped, and how far all jobs together are; any of them may be NULL. */
struct sweep_control {
    const atomic_bool *cancel;
    atomic_ullong *iterations;   /* counts them */
    void (*wait)(void *context); /* called between iterations: returns when the job may go on */
    void *context;
};

/*
 * Does a job. STATUS_CANCELLED: nothing came of it; STATUS_MEMORY. Iterations beyond `most` are
 * left out (0: none), for measuring how long they take.
 */
bool sweep_do(struct sweep_bench *bench, const struct sweep_plan *plan, uint64_t job, uint64_t most,
              const struct sweep_control *control, struct sweep_result *result,
              struct status *status);

#endif
