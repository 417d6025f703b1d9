/*
 * second_place.h - a second place for files that could not be written to the first: a new file in
 * $XDG_STATE_HOME/optop ($HOME/.local/state/optop where that is not set), which is created when it
 * is missing, or else in the folder for temporary files. Knows the environment.
 */
#ifndef OPTOP_SECOND_PLACE_H
#define OPTOP_SECOND_PLACE_H

#include "whole_file.h"

/*
 * Writes a file whose name begins and ends as that of `wanted` does, with the date, the time and
 * the process in between, and stores its path in `place`. False when there is no place.
 */
bool second_place_write(const char *wanted, whole_file_writer *write, const void *context,
                        char *place, size_t size);

#endif
