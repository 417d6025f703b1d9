/*
 * pairs.h - the non-zero inputs of a whole split, in lists that two samples or two inputs may
 * share, for the first layer's passes over all samples, repeated many times. Knows no network.
 *
 * The forward pass adds rows of weights to the outputs of a sample, the gradient adds rows of
 * errors to the weights of an input, and both are bound by the number of rows that are loaded.
 * Samples that resemble each other, and inputs that lie beside each other, are not zero in nearly
 * the same places: they make a pair, and share a list and each row loaded for it. An entry of the
 * list is a place and the values of both there, one of which may be 0.
 *
 * That pays where vectors are so wide that loads are scarce; elsewhere each has a list of its own,
 * which is the list of a pair of one.
 *
 * A store consists of blocks of samples. In lists of samples the places are inputs, some to a tile;
 * in lists of inputs they are the block's samples, and there is one tile. The lists of a tile are
 * sorted by length, because a processor predicts the end of a loop that is as long as the previous
 * one; places ascend in each. Each pair of samples has a list at least: in the last tile one whose
 * values are 0, if there is no other.
 */
#ifndef OPTOP_PAIRS_H
#define OPTOP_PAIRS_H

#include "dataset.h"

enum {
    PAIRS_SAMPLES = 128, /* samples in a block, in lists of samples */
    PAIRS_INPUTS = 112,  /* inputs in a tile; their weights stay in the nearest caches */
    PAIRS_PLACES = 64,   /* samples in a block, in lists of inputs: so do their errors */
};

/* A place, counted within the tile or the block, and the two values: bytes 0, 1 and 2. */
typedef uint32_t pair_entry;

static inline size_t pair_place(pair_entry e)
{
    return e & 0xff;
}

static inline size_t pair_value(pair_entry e, int which)
{
    return e >> (which == 0 ? 8 : 16) & 0xff;
}

/* Two samples of the block, or two inputs; the same one twice where one was left over, and then
 * its second values are 0. */
struct pair {
    uint16_t first, second;
    uint8_t length; /* of the list */
    bool starts;    /* in none of the block's tiles before is there a list of this pair */
};

/* The pairs of a tile; the entries of their lists lie one after the other. */
struct pairs {
    const struct pair *pair;
    size_t count;
    const pair_entry *entry;
    bool shared; /* otherwise all are pairs of one */
};

/* share: two share a list. NULL and STATUS_MEMORY when memory is lacking. */
struct pairs_store *pairs_of_samples(const struct samples *samples, bool share,
                                     struct status *status);
struct pairs_store *pairs_of_inputs(const struct samples *samples, bool share,
                                    struct status *status);
void pairs_free(struct pairs_store *store);

/* How many of the rows first ... first+most-1 are just a block of the store; 0: none are. */
size_t pairs_find(const struct pairs_store *store, size_t first, size_t most);

/* Tile t of the block that begins with row `first`. */
struct pairs pairs_get(const struct pairs_store *store, size_t first, size_t t);

#endif
