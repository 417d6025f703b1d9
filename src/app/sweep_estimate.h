/*
 * sweep_estimate.h - what a sweep will take, measured on a few iterations: said before it starts,
 * and used to begin with the longest jobs. No result depends on it.
 */
#ifndef OPTOP_SWEEP_ESTIMATE_H
#define OPTOP_SWEEP_ESTIMATE_H

#include "sweep_summary.h"

struct sweep_estimate {
    uint64_t jobs;  /* that are to be done */
    double seconds; /* for all of them by these threads */
    uint64_t bytes; /* of all threads and results; UINT64_MAX: more than can be counted */
    double *of_run; /* seconds of a job of each run, as long as it does not end early */
};

/*
 * Trains each run's first configuration for a few iterations, in this thread. Of `results` (may be
 * NULL) those that are there are not counted. STATUS_MEMORY, STATUS_CANCELLED.
 */
bool sweep_estimate_make(struct sweep_estimate *estimate, const struct problem *problem,
                         const struct sweep_plan *plan, const struct sweep_results *results,
                         int threads, const atomic_bool *cancel, struct status *status);
void sweep_estimate_clear(struct sweep_estimate *estimate); /* a zeroed one is allowed */

/* "260 jobs, about 4:05, 180 MB". Returns text. */
char *sweep_estimate_format(const struct sweep_estimate *estimate, char *text, size_t size);

#endif
