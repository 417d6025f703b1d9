/*
 * replica_bytes.h - a replica's state as bytes from which another process can go on: little-endian
 * words, the same on every kind of processor, without pointers. Configurations are not included:
 * they are in the plan. Knows no file.
 *
 * In order: a word for each number at the head of the arena; the words of the stream of
 * permutations, two in each; the optimizer's state numbers; then, as reals of the program's
 * precision, the parameters, those before the last update and before the one before, and the
 * optimizer's vectors, each as long as the parameters; and the order of the samples, 32 bits each.
 */
#ifndef OPTOP_REPLICA_BYTES_H
#define OPTOP_REPLICA_BYTES_H

#include "replica.h"

/* The number of bytes that replica_write fills; SIZE_MAX on overflow. */
size_t replica_bytes(const struct replica *replica);
void replica_write(const struct replica *replica, unsigned char *bytes);

/*
 * Sets a replica, which is at a state of this plan, to the state in the bytes, which are not
 * trusted. The history is not changed. STATUS_DATA when they are no state of this replica; then
 * nothing has changed.
 */
bool replica_read(struct replica *replica, const struct plan *plan, const unsigned char *bytes,
                  size_t size, struct status *status);

#endif
