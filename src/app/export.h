/*
 * export.h - histories as CSV, written so that nothing is lost: to a temporary file in the same
 * folder, flushed, synced and renamed over the target; every write and close is checked.
 */
#ifndef OPTOP_EXPORT_H
#define OPTOP_EXPORT_H

#include "train/race.h"

#include <stdio.h>

/*
 * The header line run,optimizer,iteration,train_loss,test_loss,train_accuracy,test_accuracy and
 * one row a run and iteration, run by run; run counts from 1, iteration from 0 (updates done).
 * Losses as %.17g, accuracies with as few digits as give the same number; fields that were not
 * evaluated are empty. STATUS_SYSTEM on a write error, which begins with `name`.
 */
bool export_csv_stream(const struct race *race, FILE *stream, const char *name,
                       struct status *status);

/*
 * The same to a file; "-" is standard output. An existing file is replaced with `replace` and
 * refused without, and it keeps its permissions; a symbolic link stays and its target is written;
 * a FIFO or a device is written directly, and nobody waits for a FIFO's reader. After a failure
 * the old file is as it was, and nothing else is left behind.
 */
bool export_csv(const struct race *race, const char *path, bool replace, struct status *status);

/* Whether export_csv would work, as far as can be known without writing: ask before a training. */
bool export_check(const char *path, bool replace, struct status *status);

#endif
