/* export.h - histories as CSV, to a stream or to a file that is written whole. */
#ifndef OPTOP_EXPORT_H
#define OPTOP_EXPORT_H

#include "train/race.h"

#include <stdio.h>

/*
 * The header line and one row per run, seed and iteration, in this order: run,optimizer,iteration,
 * the contract's curves, seed where the problem has a list of them, name, the columns requested by
 * the race's measures. run counts from 1,
 * iteration from 0 (updates done). Losses and further columns as %.17g, accuracies with as few
 * digits as give the same number; fields without a value are empty; names as run_names_make gives
 * them, quoted as in RFC 4180. STATUS_SYSTEM on a write error, which begins with `name`.
 */
bool export_csv_stream(const struct race *race, FILE *stream, const char *name,
                       struct status *status);

/* The number of rows, without the header. */
size_t export_rows(const struct race *race);

/*
 * The same to a file, as whole_file_write does it; "-" is standard output. A race without a row
 * replaces no file (STATUS_INVALID).
 */
bool export_csv(const struct race *race, const char *path, bool replace, struct status *status);

/*
 * The same to a second place after that has failed; see second_place.h. `place` receives the name
 * of the file written. False: that failed too.
 */
bool export_csv_second(const struct race *race, const char *path, char *place, size_t size);

/* Would export_csv work, as far as can be known without writing? Called before training. */
bool export_check(const char *path, bool replace, struct status *status);

#endif
