/*
 * convert.h - another program turns one file into another: found on the search path, spawned
 * without a shell.
 */
#ifndef OPTOP_CONVERT_H
#define OPTOP_CONVERT_H

#include "base/status.h"

#include <stdio.h>

/* Is there such a program? */
bool convert_can(const char *program);

/*
 * Runs argv[0] (NULL at the end) with `in` as input and `out` as output, and waits for its end.
 * STATUS_SYSTEM when it cannot be run or fails: the sentence begins with `name` and has the first
 * line that it wrote to standard error.
 */
bool convert_run(const char *const *argv, FILE *in, FILE *out, const char *name,
                 struct status *status);

#endif
