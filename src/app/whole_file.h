/*
 * whole_file.h - files written so that nothing is lost: to a temporary file in the same folder,
 * flushed, synced and renamed over the target; every write and close is checked. Knows no content.
 */
#ifndef OPTOP_WHOLE_FILE_H
#define OPTOP_WHOLE_FILE_H

#include "base/status.h"

#include <stdio.h>

/* Writes the content; STATUS_SYSTEM on a write error, in a sentence that begins with `name`. */
typedef bool whole_file_writer(const void *context, FILE *stream, const char *name,
                               struct status *status);

/*
 * Calls `write` with the stream of a new file and gives that the name `path` when all went well. An
 * existing file is replaced with `replace` and refused without, and it keeps its permissions; a
 * symbolic link stays and its target is written; a FIFO or a device is written directly, without
 * waiting for a FIFO's reader. After a failure the old file is as it was, and nothing else is left
 * behind. Temporary files that killed programs have left in the folder are removed.
 */
bool whole_file_write(const char *path, bool replace, whole_file_writer *write, const void *context,
                      struct status *status);

/* Would whole_file_write work, as far as can be known without writing? */
bool whole_file_check(const char *path, bool replace, struct status *status);

/* Is it a file that is written directly: a FIFO, a device, a socket? */
bool whole_file_is_direct(const char *path);

#endif
