/*
 * setup.h - makes a problem and its race from settings: for batch mode and for the worker.
 */
#ifndef OPTOP_SETUP_H
#define OPTOP_SETUP_H

#include "train/race.h"

/*
 * Forces the kernels that the environment variable OPTOP_KERNELS names, if it is set and not
 * empty. Fails when this processor has no such kernels.
 */
bool setup_kernels(struct status *status);

/* A notice where those in use emulate what the processor, or they, have not; else "". */
const char *setup_slow_kernels(void);

/* Finds and reads the data and makes the problem. NULL on errors. Can be cancelled. */
struct problem *setup_problem(const struct problem_config *config, struct status *status);

/* Adds a run as race_add does, if memory suffices for it and its first iterations. */
int setup_add(struct race *race, const struct run_config *config, struct status *status);

/* The same for race_fork. */
int setup_fork(struct race *race, int parent, uint64_t s, const struct run_config *config,
               bool restarts, const atomic_bool *cancel, struct status *status);

/*
 * A notice when the budget holds fewer than three checkpoints per run; "" when it holds more.
 * Returns text.
 */
char *setup_few_checkpoints(const struct race *race, char *text, size_t size);

/*
 * A notice about the memory that a race takes in `iterations` iterations: that it is more than half
 * of the available memory, or the number of iterations that fit; "" when there is plenty. Returns
 * text.
 */
char *setup_memory_warning(const struct race *race, uint64_t iterations, char *text, size_t size);

/*
 * A race of `iterations` on `problem`, which it takes over, also on errors (NULL is passed on),
 * with these runs. STATUS_MEMORY at once where there is no memory for all of them. Can be
 * cancelled.
 */
struct race *setup_race(struct problem *problem, const struct run_config *runs, int n_runs,
                        uint64_t iterations, int threads, struct status *status);

#endif
