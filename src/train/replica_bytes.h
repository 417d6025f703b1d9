/*
 * replica_bytes.h - a replica's state as bytes that another program can go on from: little-endian
 * words, the same on every kind of processor, without pointers. Configurations are not among them:
 * the plan has them. Knows no file.
 *
 * In order: a word for each number at the head of the arena; the words of the stream of
 * permutations, two in each; the optimizer's state numbers; then, as reals of the program's
 * precision, the parameters, those before the last update and before the one before, and the
 * optimizer's vectors, each as long as the parameters; and the order of the samples, 32 bits each.
 */
#ifndef OPTOP_REPLICA_BYTES_H
#define OPTOP_REPLICA_BYTES_H

#include "replica.h"

/* How many bytes replica_write fills; SIZE_MAX where that cannot be counted. */
size_t replica_bytes(const struct replica *replica);
void replica_write(const struct replica *replica, unsigned char *bytes);

/*
 * Puts a replica, which stands at a state of this plan, to the one in the bytes; they may come from
 * anybody. The history is left alone. STATUS_DATA when they are none of this replica's states; then
 * nothing has changed.
 */
bool replica_read(struct replica *replica, const struct plan *plan, const unsigned char *bytes,
                  size_t size, struct status *status);

#endif
