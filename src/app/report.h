/*
 * report.h - the table that is printed when a race is over, by batch mode and after the screen has
 * closed. Knows no screen.
 */
#ifndef OPTOP_REPORT_H
#define OPTOP_REPORT_H

#include "train/race.h"

#include <stdio.h>

/*
 * Prints the problem, the description of the data, and the table of the runs in as many columns as
 * the terminal has, 80 at least. `name` is the stream's, for messages. STATUS_SYSTEM on a write
 * error. The race's owner calls it.
 */
bool report_print(FILE *stream, const char *name, struct race *race, struct status *status);

/*
 * The runs: last losses and accuracies (where there are any, and the updates after which these were
 * evaluated, when not at every iteration), iterations, seconds; and the hyperparameters, beside
 * them where all fit in `columns`, else below them.
 */
void report_table(FILE *stream, const struct problem *problem, const struct race_snapshot *race,
                  int columns);

/*
 * The confusion matrix of each run over the test samples; a sentence where there are no classes.
 * STATUS_SYSTEM, STATUS_MEMORY. The race's owner calls it.
 */
bool report_confusion(FILE *stream, const char *name, struct race *race, struct status *status);

/* Data, network and settings in one line, with its newline. */
void report_problem(FILE *stream, const struct problem *problem);

#endif
