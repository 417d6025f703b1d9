/*
 * sweep_estimate.h - what a sweep will take, measured on a few iterations: said before it starts,
 * and used to begin with the longest jobs. No result depends on it.
 */
#ifndef OPTOP_SWEEP_ESTIMATE_H
#define OPTOP_SWEEP_ESTIMATE_H

#include "sweep_summary.h"

struct sweep_estimate {
    uint64_t jobs;  /* that are to be done */
    double work;    /* seconds of one thread for all of them */
    double seconds; /* by all threads */
    uint64_t bytes; /* of all threads and results; UINT64_MAX: more than can be counted */
    double *of_run; /* seconds of a job of each run, as long as it does not end early */
};

/* What is to be done, and by whom. */
struct sweep_effort {
    const struct problem *problem;
    const struct sweep_plan *plan;
    const struct sweep_results *results; /* those that are there are not counted; NULL: none */
    int part, parts;                     /* only the jobs of this part; 0: all */
    int threads;                         /* 0: one per core */
    int others;                          /* threads of other processes */
    const atomic_bool *cancel;
};

/*
 * Trains each run's first configuration for a few iterations, in this thread. The memory is that of
 * this process. STATUS_MEMORY, STATUS_CANCELLED.
 */
bool sweep_estimate_make(struct sweep_estimate *estimate, const struct sweep_effort *effort,
                         struct status *status);
void sweep_estimate_clear(struct sweep_estimate *estimate); /* a zeroed one is allowed */

/*
 * Seconds that are left when `settled` of `owed` seconds of work are done after `spent` ones: as
 * some runs take longer than others, jobs are weighed, not counted. Of nothing settled yet, what
 * remains of the forecast.
 */
double sweep_estimate_left(double forecast, double spent, double owed, double settled);

/* "260 jobs, about 4:05, 180 MB". Returns text. */
char *sweep_estimate_format(const struct sweep_estimate *estimate, char *text, size_t size);

#endif
