/*
 * export.h - histories as CSV, written so that nothing is lost: to a temporary file in the same
 * folder, flushed, synced and renamed over the target; every write and close is checked.
 */
#ifndef OPTOP_EXPORT_H
#define OPTOP_EXPORT_H

#include "engine/race.h"

#include <stdio.h>

/*
 * The header line run,optimizer,iteration,train_loss,test_loss,train_accuracy,test_accuracy and
 * one row a run and iteration, run by run; run counts from 1, iteration from 0 (updates done).
 * Losses as %.17g; fields that were not evaluated are empty. STATUS_SYSTEM on a write error.
 */
bool export_csv_stream(const struct race *race, FILE *stream, const char *name,
                       struct status *status);

/* The same to a file; "-" is standard output. Refuses an existing file unless `replace`. */
bool export_csv(const struct race *race, const char *path, bool replace, struct status *status);

#endif
