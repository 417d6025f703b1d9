/*
 * checkpoint.h - copies of a replica's state, from which any iteration can be reached without
 * training from the start. The start needs none: it is drawn again from the seed.
 *
 * Rule: a checkpoint is taken as soon as training since the previous one has cost a hundred times a
 * copy, by an estimate. Where there is no room for one more, the most dispensable one is dropped:
 * the one whose neighbours lie closest together for their age. So they are dense near the end, and
 * the gaps grow in proportion to the age.
 */
#ifndef OPTOP_CHECKPOINT_H
#define OPTOP_CHECKPOINT_H

#include "replica.h"

/* A checkpoint, shared by replicas that have its past in common. */
struct checkpoint;

/*
 * Takes a checkpoint if one is due; without memory there is none. `memory`: bytes for all of them;
 * `interval`: updates between two.
 */
void checkpoint_take(struct replica *replica, uint64_t memory, uint64_t interval);

/* Updates between two checkpoints of a replica, by the estimate. */
uint64_t checkpoint_interval(const struct replica *replica);

/* Shares the other replica's checkpoints up to state s. */
void checkpoint_share(struct replica *to, const struct replica *from, uint64_t s);

/* Sets a replica to its nearest checkpoint at or before s. False when there is none; then nothing
 * changes. The history is not changed. */
bool checkpoint_restore(struct replica *replica, const struct replica *from, uint64_t s);

/* The state that checkpoint_restore would restore; 0: none, the start. */
uint64_t checkpoint_before(const struct replica *replica, uint64_t s);

/* The number of checkpoints. */
int checkpoint_count(const struct replica *replica);

void checkpoint_clear(struct replica *replica);

#endif
