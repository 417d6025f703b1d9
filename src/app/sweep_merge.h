/*
 * sweep_merge.h - the parts of a sweep put together: results of the same list of jobs in several
 * session files, copied into one.
 */
#ifndef OPTOP_SWEEP_MERGE_H
#define OPTOP_SWEEP_MERGE_H

#include "sweep_options.h"

#include <stdio.h>

/*
 * Copies the results in the files into options->merge, which is made where it does not exist, and
 * prints on `out` how many jobs are done. Each file is first read as when its sweep goes on, so
 * that what is copied can be read. STATUS_INVALID where a file has another list of jobs or several
 * sweeps, STATUS_DATA where it is damaged or two have different results of a job; the files before
 * stay copied.
 */
bool sweep_merge(const struct sweep_options *options, FILE *out, struct status *status);

#endif
