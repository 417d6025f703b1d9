/*
 * figures.h - sentences and numbers that the screen and batch mode share.
 */
#ifndef OPTOP_FIGURES_H
#define OPTOP_FIGURES_H

#include "train/race.h"

/*
 * A notice for a race that ends before its rows have test figures beyond the first: the figures
 * that are tested all the same, and the option that helps. "" for any other. `period`: iterations
 * from one evaluation to the next. Returns text.
 */
char *figures_short_race(uint64_t period, uint64_t iterations, char *text, size_t size);

/* Why a live run makes no progress any more, as a sentence; "" while it does. Returns text. */
char *figures_condition(const struct run_snapshot *run, char *text, size_t size);

/* Seconds as "0.42 s", "12.3 s", "4:05", "1:02:03", "5 days". Returns text. */
char *figures_duration(double seconds, char *text, size_t size);

/*
 * A run's hyperparameters, so ordered that the end can be cut off: first those in which it differs
 * from other runs of its optimizer, of these the ones that are not at their defaults. If the run
 * has a name, the optimizer's name precedes them. Returns text.
 */
char *figures_hyperparameters(const struct race_snapshot *race, const struct run_snapshot *run,
                              char *text, size_t size);

/* How many leading bytes distinguish the run from others of its optimizer; 0: it is alone. */
size_t figures_distinguishing(const struct race_snapshot *race, const struct run_snapshot *run);

/*
 * "diverged at 4", "stalled at 2", "converged at 101"; of a run with several seeds how many have:
 * "3/10 diverged, 1/10 stalled, 7/10 reached"; "" for others. Returns text.
 */
char *figures_state(const struct run_snapshot *run, char *text, size_t size);

/* "seed 1", "10 seeds", with `whole` "10 seeds (1..10)". Returns text. */
char *figures_seeds(const struct problem_config *config, bool whole, char *text, size_t size);

/* "rosenbrock, from -1.2,1", of a problem that is a test function. Returns text. */
enum { FIGURES_FUNCTION_MAX = 256 };
char *figures_function(const struct problem *problem, char *text, size_t size);

/* "784-64-64-1", equal widths in a row as "784-64x20-1". Returns text. */
char *figures_shape(const struct network_shape *shape, char *text, size_t size);

/*
 * The first setting after number i (-1: the first of all) that differs from its default and is not
 * among those mentioned elsewhere, a list terminated by NULL; -1: there is none.
 */
int figures_unusual(const struct problem_config *config, const char *const mentioned[], int i);

#endif
