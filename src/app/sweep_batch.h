/*
 * sweep_batch.h - a sweep without a screen: trains its jobs, keeps them in a session, prints the
 * closing table; alone, or as the first of several processes.
 */
#ifndef OPTOP_SWEEP_BATCH_H
#define OPTOP_SWEEP_BATCH_H

#include "options.h"
#include "sweep_hand.h"

/* Other processes that take part; how they are reached is known to those who make them. */
struct sweep_company {
    void *context;
    /*
     * Waits until all of them have the list with this checksum, and describes them. STATUS_INVALID
     * where one has another list.
     */
    bool (*gather)(void *context, uint64_t hash, struct sweep_ranks *ranks, struct status *status);
    /* There will be another list: the configurations `best`, -1 for none, one a run, are trained
     * again. */
    void (*confirm)(void *context, const int *best, int runs);
    /* There will be no more lists. */
    void (*dismiss)(void *context);
};

/* Does the command line ask for a sweep, or go on with a file that has one and no race? */
bool sweep_batch_is_wanted(const struct options *options);

/* Returns the exit code; `status` then holds the message, if there is one. `company` NULL: alone.
 */
int sweep_batch_run(const struct options *options, const struct sweep_company *company,
                    struct status *status);

/*
 * The list of the command line on a problem made from it. STATUS_INVALID, STATUS_MEMORY. Every
 * process makes it for itself.
 */
bool sweep_batch_plan(struct sweep_plan *plan, const struct options *options,
                      const struct problem *problem, struct status *status);

/* The list of the best configurations of a plan's runs, -1 for none, on the seeds of --confirm. */
bool sweep_batch_confirm(struct sweep_plan *again, const struct sweep_plan *plan, const int *best,
                         const char *seeds, struct status *status);

#endif
