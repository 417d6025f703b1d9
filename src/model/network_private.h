/*
 * network_private.h - how some samples pass through a network: what network.c and network_sheet.c
 * share.
 */
#ifndef OPTOP_NETWORK_PRIVATE_H
#define OPTOP_NETWORK_PRIVATE_H

#include "kernels.h"
#include "network.h"

/* Matrices of a chunk's samples. */
struct workspace {
    real *z[NETWORK_LAYERS_MAX];    /* before the activation: chunk x width */
    real *a[NETWORK_LAYERS_MAX];    /* after it */
    real *kept[NETWORK_LAYERS_MAX]; /* after dropout; the same as a without it */
    real *y;                        /* the chunk's targets */
    real *delta, *delta_next;       /* dZ of this layer and of the one before */
    void *kernel_scratch;
    void *block; /* all of the above in one allocation */
};

/* Hands out the next `count` reals of a block, on cache-line boundaries; counts when base is 0. */
real *network_take(char *base, size_t *used, size_t count);

/* Some rows of a batch, passing through a network. */
struct chunk {
    const struct network *network;
    const real *parameters;
    const struct batch *batch;
    size_t first, count; /* positions within the batch's rows */
    struct workspace *workspace;
    uint64_t dropout_key; /* used when `training` */
    bool training;
};

/* The chunk's inputs for the kernels. */
struct kernel_inputs chunk_inputs(const struct chunk *chunk);

/*
 * The forward pass of layer l for its outputs from ... to-1: z and a, and what dropout keeps. Dense
 * inputs must have been filled in (kernel_first_fill) for less than all outputs of the first layer;
 * for less than all of the last one, no loss may have an output of its own.
 */
void chunk_forward(const struct chunk *chunk, int l, size_t from, size_t to);

/* Gathers the chunk's targets (when they are not contiguous) and adds up losses and hits. */
const real *chunk_judge(const struct chunk *chunk, struct pass_sums *sums);

/* The notebook's 1.5: dZ = (A - Y)/m phi'(Z) of the last layer, */
void chunk_last_error(const struct chunk *chunk, const real *y, size_t m, real *dz);

/* and from layer l's that of the layer before, W^T dZ phi'(Z), for its units from ... to-1. */
void chunk_error_before(const struct chunk *chunk, int l, size_t from, size_t to, const real *dz,
                        real *dz_prev);

#endif
