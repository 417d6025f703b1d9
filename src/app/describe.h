/*
 * describe.h - descriptions of the data and of the training task: for the report, and, at length,
 * for --describe.
 */
#ifndef OPTOP_DESCRIBE_H
#define OPTOP_DESCRIBE_H

#include "options.h"

#include <stdio.h>

/* "table: 5 columns, learns species; 3 classes: setosa, versicolor, virginica". Returns text. */
char *describe_data(const struct problem *problem, char *text, size_t size);

/* Prints that as a line, followed by the notes, one per line. */
void describe_print(FILE *stream, const struct problem *problem);

/* With columns, class counts, first rows and the training task; or describes a test function. */
void describe_at_length(FILE *stream, const struct problem *problem);

/*
 * Reads the data and prints their description on standard output, with columns, class counts, first
 * rows and the training task; trains nothing. Returns the exit code; status has the sentence when
 * it is not EXIT_DONE.
 */
int describe_run(const struct options *options, struct status *status);

#endif
