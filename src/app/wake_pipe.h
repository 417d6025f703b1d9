/* wake_pipe.h - a pipe whose reading end makes a poll() loop wake up; neither end ever waits. */
#ifndef OPTOP_WAKE_PIPE_H
#define OPTOP_WAKE_PIPE_H

#include "base/status.h"

/* Opens it: end[0] to read from, end[1] to write to. STATUS_SYSTEM on failure. */
bool wake_pipe_open(int end[2], struct status *status);

/* Empties it. Async-signal-safe. */
void wake_pipe_drain(const int end[2]);

#endif
