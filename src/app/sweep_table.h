/*
 * sweep_table.h - the results of a sweep as a table for people: each run at its best. Knows no file
 * format and no screen.
 */
#ifndef OPTOP_SWEEP_TABLE_H
#define OPTOP_SWEEP_TABLE_H

#include "sweep_summary.h"

#include <stdio.h>

/* Which parts of the table there are. */
struct sweep_table {
    const struct problem *problem;
    const struct sweep_plan *plan;
    const struct sweep_results *results;
    const struct sweep_summary *summary;
    bool confirms;     /* of the best configurations of another sweep, */
    const int *number; /* which has each run under this number; NULL: counted from 1 */
};

/*
 * Prints problem, sweep, the runs at their best and what is to be said of each, and the expected
 * best of k trials, in lines of at most 80 columns. STATUS_MEMORY.
 */
bool sweep_table_print(FILE *stream, const struct sweep_table *table, struct status *status);

/*
 * "the best lr, 0.1, is the largest that was tried: widen the range"; "" where it is not at an end.
 * `standing` has a best. Returns text.
 */
char *sweep_edge_sentence(const struct sweep_plan *plan, const struct sweep_standing *standing,
                          int edge, char *text, size_t size);

/*
 * The learning rates around the best: "at most twice the best for lr 0.0316 to 0.316, 10x"; ""
 * where they were not swept. Returns text.
 */
char *sweep_width_sentence(const struct sweep_standing *standing, char *text, size_t size);

/* The numbers of trials for which the expected best is told: 1, 2, 4 ... n. Returns how many. */
enum { SWEEP_TRIALS_MAX = 24 };
int sweep_trials(size_t n, size_t trials[SWEEP_TRIALS_MAX]);

#endif
