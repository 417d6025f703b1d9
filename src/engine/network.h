/*
 * network.h - a fully connected network: its shape, initialization, forward and backward passes
 * over chunks of samples. A network here is an immutable plan that all runs of a race share; the
 * parameters are one flat vector that each run owns.
 *
 * Source: the notebook's sections 1.1 - 1.6. Rows are samples, so Z = A_prev W + b here where the
 * notebook writes Z = W A_prev + b, and a weight tensor is stored n_in x n_out: row j holds the
 * weights from input j to all outputs. b follows its W in the vector.
 */
#ifndef OPTOP_NETWORK_H
#define OPTOP_NETWORK_H

#include "activation.h"
#include "dataset.h"
#include "rng.h"

enum {
    NETWORK_LAYERS_MAX = 64,    /* weight layers */
    NETWORK_WIDTH_MAX = 65536,
    NETWORK_CHUNK_ROWS = 128,   /* samples that pass forward and backward together */
};

/* A view into the parameter vector. */
struct tensor {
    size_t offset;
    size_t rows, cols; /* weights: n_in x n_out; bias: 1 x n_out */
    int layer;         /* from 0 */
    bool bias;
};

struct network_shape {
    int layers;                           /* weight layers: the notebook's depth */
    size_t width[NETWORK_LAYERS_MAX + 1]; /* width[0] inputs, ..., width[layers] outputs */
    const struct activation *hidden;
    const struct activation *output;
};

struct network {
    struct network_shape shape;
    size_t parameters; /* length of the parameter vector */
    struct tensor tensor[2 * NETWORK_LAYERS_MAX]; /* W1, b1, W2, b2, ... */
    int tensors;
};

/* Lays out the parameter vector; STATUS_INVALID when a size is out of range or overflows. */
bool network_plan(struct network *network, const struct network_shape *shape,
                  struct status *status);

/* W ~ N(0, 1/n_in) drawn layer by layer, row by row of the notebook's W (n_out x n_in); b = 0. */
void network_initialize(const struct network *network, struct rng *rng, real *parameters);

/* Scratch memory for one thread; not shared between threads. */
struct workspace;
struct workspace *workspace_create(const struct network *network, const struct samples *train,
                                   const struct samples *test, struct status *status);
void workspace_free(struct workspace *workspace);

/* A set of samples: rows first ... first+count-1, or index[first ...] when index is not NULL. */
struct batch {
    const struct dataset *dataset;
    const struct samples *samples;
    const uint32_t *index;
    size_t first, count;
};

/* Sums over a batch. */
struct pass_sums {
    double loss;    /* sum of the samples' losses: 1/2 ||a - y||^2 each */
    size_t correct; /* samples whose class is predicted right */
};

/* Forward pass over any number of rows, chunk by chunk; adds to sums. */
void network_evaluate(const struct network *network, const real *parameters,
                      const struct batch *batch, struct workspace *workspace,
                      struct pass_sums *sums);

/*
 * Forward and backward pass; adds to sums, and adds to `gradient` the batch's share of the
 * gradient of (sum of losses) / m. Cancelled between chunks when *cancel becomes true.
 */
void network_gradient(const struct network *network, const real *parameters,
                      const struct batch *batch, size_t m, struct workspace *workspace,
                      real *gradient, struct pass_sums *sums);

#endif
