/*
 * sweep_export.h - the results of a sweep as CSV, a row a job, and as JSON. Neither has times or
 * hosts in it: the same sweep gives the same bytes.
 */
#ifndef OPTOP_SWEEP_EXPORT_H
#define OPTOP_SWEEP_EXPORT_H

#include "sweep_table.h"

/*
 * The header line and a row for each job that is there, by number: job, configuration, run,
 * optimizer, name, seed, the swept keys, ended, iterations, gradients, reached_at and
 * sweep_figures. Losses as %.17g, other numbers with as few digits as read back the same; fields
 * without a value are empty. To a file as whole_file_write does it, replacing it; "-" is standard
 * output.
 */
bool sweep_export_csv(const char *path, const struct sweep_plan *plan,
                      const struct sweep_results *results, struct status *status);

/* Would that work, as far as can be known without writing? */
bool sweep_export_check(const char *path, struct status *status);

/* The summary of a sweep, and that of the runs that confirm it, or NULL. STATUS_MEMORY. */
bool sweep_export_json(FILE *out, const struct sweep_table *table,
                       const struct sweep_table *confirmed, struct status *status);

#endif
