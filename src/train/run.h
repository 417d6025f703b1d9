/*
 * run.h - one optimizer training its own copy of an objective's parameters: initialize,
 * iterate, evaluate. Knows neither networks nor data, and no other run; the race calls it.
 *
 * An iteration follows the notebook's train(): test loss, then train loss, then the update.
 *
 * All that a run needs to go on lies in one arena: copying it copies the run.
 */
#ifndef OPTOP_RUN_H
#define OPTOP_RUN_H

#include "history.h"
#include "lanes.h"
#include "optim/run_config.h"

enum run_state {
    RUN_LIVE,     /* can go on */
    RUN_DIVERGED, /* a loss or gradient was not finite; the last good weights are kept */
};

/* The numbers at the head of a run's arena. */
struct run_numbers {
    uint64_t iteration;   /* iterations done */
    uint64_t diverged_at; /* when state is RUN_DIVERGED */
    uint64_t gradients;   /* gradient evaluations */
    uint64_t epoch;       /* whose order of samples lies in the arena, counted from 1; 0: none */
    struct rng batches;   /* the stream of permutations */
    double total; /* where its schedule ends, from the first update on; 0: not known, or no end */
    struct schedule_state schedule;
    double scalar[OPTIMIZER_SCALARS_MAX];
    enum run_state state;
};

struct run;

/* Bytes that a run takes beside its history; UINT64_MAX when they cannot be counted. */
uint64_t run_memory(const struct problem *problem, const struct run_config *config);

/* A run at iteration 0, with the problem's initial weights. The problem must outlive it. */
struct run *run_create(const struct problem *problem, const struct run_config *config,
                       struct status *status);
void run_free(struct run *run);

/* Back to iteration 0 and the initial weights; the history is forgotten. */
void run_reset(struct run *run);

/* Makes sure that the next iteration's row can be recorded without allocating. */
bool run_reserve(struct run *run, struct status *status);

/*
 * One iteration. False when it was cancelled: then nothing has changed. A run that diverges is
 * marked RUN_DIVERGED, its last row holds what was not finite, and it must not be iterated again.
 */
bool run_iterate(struct run *run, const struct run_crew *crew);

/* The hyperparameters as they were given. */
/*
 * Evaluates the state reached on all test and all training samples. That is no row and changes
 * nothing that training goes on from. False when it was cancelled.
 */
bool run_evaluate(struct run *run, const struct run_crew *crew);

/* What run_evaluate found, NULL unless it was at the present state. */
const struct history_row *run_final(const struct run *run);

const struct run_config *run_get_config(const struct run *run);
/* The same, an automatic total resolved: at the first update, until then for so many iterations. */
struct run_config run_config_in_force(const struct run *run, double iterations);
const struct run_numbers *run_get_numbers(const struct run *run);
const struct history *run_get_history(const struct run *run);
double run_seconds(const struct run *run);

/* The parameter vector, as long as the objective says. */
const real *run_parameters(const struct run *run);

#endif
