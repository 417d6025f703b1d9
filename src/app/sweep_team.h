/*
 * sweep_team.h - threads that do the jobs of a sweep side by side, whole jobs, one a thread: jobs
 * are given to them, results are taken from them. The problem is shared and read only. Which thread
 * does which job, and when, changes no result. Knows no file, no screen and no other process.
 *
 * One thread, the owner, calls all functions but sweep_team_look.
 */
#ifndef OPTOP_SWEEP_TEAM_H
#define OPTOP_SWEEP_TEAM_H

#include "sweep_job.h"

struct sweep_team;

/* A job that was done. */
struct sweep_done {
    struct sweep_result result;
    double seconds;       /* that it took; no result depends on it */
    struct status status; /* when it failed: STATUS_MEMORY */
};

/*
 * Starts `threads` (0: one per core), no more than there are jobs. Plan and problem must outlive
 * the team. `cancel` (may be NULL) ends the jobs under way without a result. STATUS_MEMORY,
 * STATUS_SYSTEM.
 */
struct sweep_team *sweep_team_start(const struct problem *problem, const struct sweep_plan *plan,
                                    int threads, const atomic_bool *cancel, struct status *status);

int sweep_team_threads(const struct sweep_team *team);

/* Puts a job into the queue, which is done in this order. False without memory. */
bool sweep_team_give(struct sweep_team *team, uint64_t job, struct status *status);

/* Jobs in the queue and under way, whose results have not been taken. */
uint64_t sweep_team_busy(const struct sweep_team *team);

/*
 * Waits for a result, `seconds` at most: true with it; false when there is none yet, none to come,
 * or when the jobs are cancelled.
 */
bool sweep_team_take(struct sweep_team *team, struct sweep_done *done, double seconds);

/* Lets the threads rest between two iterations, or go on. */
void sweep_team_pause(struct sweep_team *team, bool paused);

/* Iterations that all jobs together have completed so far, of those under way, too. Any thread. */
uint64_t sweep_team_iterations(const struct sweep_team *team);

/* Ends the jobs under way without a result, and the threads. NULL is allowed. */
void sweep_team_free(struct sweep_team *team);

#endif
