/*
 * describe.h - what was recognized in the data and what is trained on them, in words: for the
 * report, and, at length, for --describe.
 */
#ifndef OPTOP_DESCRIBE_H
#define OPTOP_DESCRIBE_H

#include "options.h"

#include <stdio.h>

/* "table: 5 columns, learns species; 3 classes: setosa, versicolor, virginica". Returns text. */
char *describe_data(const struct problem *problem, char *text, size_t size);

/* The same as a line, and a line for each thing that must be said. */
void describe_print(FILE *stream, const struct problem *problem);

/* With columns, class counts and first rows; and what is trained. Of a function, what it is. */
void describe_at_length(FILE *stream, const struct problem *problem);

/*
 * Reads the data, and prints on standard output what was recognized, with columns, class counts and
 * first rows, and what would be trained; trains nothing. Returns the exit code; status has the
 * sentence when it is not EXIT_DONE.
 */
int describe_run(const struct options *options, struct status *status);

#endif
