/*
 * outlet.h - output to a terminal that may accept none: a thread writes the bytes, so that the
 * sender never waits. Knows no screen and no race.
 *
 * A terminal stops accepting bytes when a connection stalls or a multiplexer is stopped. Periodic
 * drawings are sent only when the outlet is idle, so that they are dropped and never pile up.
 */
#ifndef OPTOP_OUTLET_H
#define OPTOP_OUTLET_H

#include "base/status.h"

struct outlet;

/* Starts the thread that writes to `fd`, which stays the caller's. */
struct outlet *outlet_create(int fd, struct status *status);

/*
 * Ends the thread when it has written all that was sent; NULL is allowed. One that is stuck in a
 * write is given up after `patience` seconds: then false, the thread stays until the process ends,
 * and `fd` must stay open.
 */
bool outlet_free(struct outlet *outlet, double patience);

/* Queues a copy of the bytes. False without memory: they are dropped. */
bool outlet_send(struct outlet *outlet, const char *bytes, size_t length);

/* Has everything been written? A failed write counts as done. */
bool outlet_is_idle(struct outlet *outlet);

/* Waits for that, at most so many seconds. */
bool outlet_wait(struct outlet *outlet, double seconds);

/* A descriptor that becomes readable when the outlet becomes idle; outlet_is_idle empties it. */
int outlet_descriptor(const struct outlet *outlet);

#endif
