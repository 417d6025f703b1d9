/*
 * plan.h - the configurations of a run and the states from which they are in force: a list of
 * segments, the first from 0. A change made during training adds a segment; going back to an
 * earlier state keeps the plan, so that further training gives the same curves as before. Knows no
 * weights.
 */
#ifndef OPTOP_PLAN_H
#define OPTOP_PLAN_H

#include "optim/run_config.h"

struct segment {
    uint64_t from;            /* in force for update `from` (counted from 0) and later ones */
    struct run_config config; /* as asked for: a total may be automatic */
    bool restarts;            /* the schedule's clock starts again here */
    double total;             /* where its schedule ends, once the first update has resolved it; 0:
                               * not known, or no end */
};

struct plan {
    struct segment *segment; /* ascending in `from`; the first from 0 */
    int segments;            /* at least 1 */
};

/* One segment from 0. STATUS_MEMORY. */
bool plan_make(struct plan *plan, const struct run_config *config, struct status *status);

/*
 * The same up to state s (segments from before it), and from there on `next`, if not NULL: then
 * next->from is s, and all segments get its name. s = 0 without next is invalid. STATUS_MEMORY.
 */
bool plan_branch(struct plan *plan, const struct plan *from, uint64_t s, const struct segment *next,
                 struct status *status);

/*
 * Must the schedule's clock start again at s with this config, as schedule, warm-up or total differ
 * from those in force before, or as it does at s already?
 */
bool plan_restarts(const struct plan *plan, uint64_t s, const struct run_config *config);

/* All segments have the name: it is the run's. */
void plan_rename(struct plan *plan, const char *name);

/* A copy. STATUS_MEMORY. */
bool plan_copy(struct plan *plan, const struct plan *from, struct status *status);

/* Automatic ends of schedules follow the race's length again. */
void plan_forget_totals(struct plan *plan);

/* A zeroed plan is allowed. */
void plan_clear(struct plan *plan);

/* The index of the segment in force for update i. */
int plan_at(const struct plan *plan, uint64_t i);

#endif
