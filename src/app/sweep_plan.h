/*
 * sweep_plan.h - the list of a sweep's jobs: each configuration of each swept run, trained under
 * each seed. The list is determined by what was asked for, and numbered; its checksum tells it from
 * others. Knows no file and no screen.
 */
#ifndef OPTOP_SWEEP_PLAN_H
#define OPTOP_SWEEP_PLAN_H

#include "base/seeds.h"
#include "sweep_ranges.h"
#include "optim/run_config.h"
#include "train/problem.h"
#include "train/target.h"

enum {
    SWEEP_CONFIGS_MAX = 100000,
    SWEEP_JOBS_MAX = 1000000,
    SWEEP_DRAWS_MAX = SWEEP_CONFIGS_MAX,
    SWEEP_FACT_MAX = 12 * SEEDS_MAX /* a list of seeds is the longest */
};

/* What is asked for, a plain value; all zero: no sweep. */
struct sweep_wish {
    struct sweep_range range[SWEEP_RANGES_MAX];
    int ranges;
    uint64_t draws; /* configurations drawn for each run; 0: the grid of all points */
};

/* Is it a sweep? */
static inline bool sweep_is_wanted(const struct sweep_wish *wish)
{
    return wish->ranges > 0 || wish->draws > 0;
}

struct sweep_config {
    int run; /* of which it is a configuration, counted from 0 */
    struct run_config config;
};

/* A key that is swept, in one run or in several. */
struct sweep_axis {
    char key[SWEEP_KEY_MAX];
    bool logarithmic; /* in all ranges */
    bool numbers;     /* all its values are */
    bool ranged;      /* points from one number to another in some run: no list, no draws */
};

struct sweep_plan {
    struct run_config *run; /* as given, with the ranges' keys left out */
    int runs;
    struct sweep_axis axis[SWEEP_RANGES_MAX];
    int axes;
    struct sweep_config *config; /* run by run; of a grid the last key varies fastest */
    int configs;
    int *first; /* of each run, the first of its configurations; runs + 1 of them */
    uint64_t *seed;
    int seeds;
    uint64_t iterations;
    struct target target; /* a job ends where it is reached */
};

/* What the plan is made from. */
struct sweep_request {
    const struct sweep_wish *wish;
    const struct run_config *run;
    int runs;
    const uint64_t *seed; /* ascending; the first is that of the draws, too */
    int seeds;
    uint64_t iterations;
    struct target target;
};

/*
 * Lays out the list. STATUS_INVALID: a key that a swept run does not have, a value out of its
 * range, a point that occurs twice, a range without points where nothing is drawn, too many jobs.
 * STATUS_MEMORY. On failure there is nothing to free.
 */
bool sweep_plan_make(struct sweep_plan *plan, const struct sweep_request *request,
                     struct status *status);

/* A zeroed plan is allowed. */
void sweep_plan_clear(struct sweep_plan *plan);

/* Jobs are numbered from 0: all seeds of a configuration, then those of the next. */
uint64_t sweep_jobs(const struct sweep_plan *plan);
static inline int sweep_job_config(const struct sweep_plan *plan, uint64_t job)
{
    return (int)(job / (uint64_t)plan->seeds);
}
static inline uint64_t sweep_job_seed(const struct sweep_plan *plan, uint64_t job)
{
    return plan->seed[job % (uint64_t)plan->seeds];
}

/* The place of an axis among a configuration's hyperparameters; -1: it has none of this name. */
int sweep_axis_place(const struct sweep_plan *plan, int axis, int config);

/* Is the axis swept in this run, which has more than one value of it? */
bool sweep_axis_varies(const struct sweep_plan *plan, int axis, int run);

/*
 * What determines the jobs' figures besides the configurations, as names and values: precision,
 * version of the arithmetic, checksum of the data, seeds, iterations, target, settings of the
 * problem. Fact i; false when there are not so many.
 */
struct sweep_fact {
    char name[SWEEP_KEY_MAX], value[SWEEP_FACT_MAX];
    bool counts; /* it does; where the data lie, for example, does not */
};
bool sweep_plan_fact(const struct sweep_plan *plan, const struct problem *problem, int i,
                     struct sweep_fact *fact);

/*
 * Does the fact of this name count? The checksum stands for data, wherever they lie (`data`: there
 * are some, the problem is no test function), and the list of seeds for the problem's.
 */
bool sweep_fact_counts(const char *name, bool data);

/* "seeds are", "l2 is": how a sentence begins that says a fact's value. Returns text. */
char *sweep_fact_phrase(const char *name, char *text, size_t size);

/* The checksum of facts and configurations. */
uint64_t sweep_plan_hash(const struct sweep_plan *plan, const struct problem *problem);

#endif
