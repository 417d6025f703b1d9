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
#include "base/rng.h"
#include "data/dataset.h"
#include "initialization.h"
#include "loss.h"
#include "objective.h"

#include <stdatomic.h>

enum {
    NETWORK_LAYERS_MAX = 64, /* weight layers */
    NETWORK_WIDTH_MAX = 65536,
    NETWORK_CHUNK_ROWS = 128, /* at most so many samples pass forward and backward together */
};

struct network_shape {
    int layers;                           /* weight layers: the notebook's depth */
    size_t width[NETWORK_LAYERS_MAX + 1]; /* width[0] inputs, ..., width[layers] outputs */
    const struct activation *hidden;
    const struct activation *output; /* where the loss does not bring its own */
    const struct loss *loss;
    const struct initialization *initialization;
    double dropout; /* probability that a hidden unit is left out, [0, 1) */
};

struct network {
    struct network_shape shape;
    size_t parameters;                            /* length of the parameter vector */
    struct tensor tensor[2 * NETWORK_LAYERS_MAX]; /* W1, b1, W2, b2, ... */
    int tensors;
    size_t chunk_rows; /* samples that pass together: fewer in large networks, so that a chunk
                          takes some 10 ms at most and training can be stopped promptly */
};

/* Lays out the parameter vector; STATUS_INVALID when a size is out of range or overflows. */
bool network_plan(struct network *network, const struct network_shape *shape,
                  struct status *status);

/* W by the shape's initialization, drawn layer by layer; b = 0. STATUS_CANCELLED. */
bool network_initialize(const struct network *network, struct rng *rng, real *parameters,
                        struct status *status);

/* Scratch memory for one thread; not shared between threads. */
struct workspace;
struct workspace *workspace_create(const struct network *network, const struct samples *train,
                                   const struct samples *test, struct status *status);
void workspace_free(struct workspace *workspace);

/*
 * Some samples of a split. With `drawn` the targets are not the data's but drawn from the
 * distribution that the network predicts (struct loss); draw_key determines the draws, which are
 * the same for a sample in every batch.
 */
struct batch {
    const struct dataset *dataset;
    const struct samples *samples;
    struct rows rows;
    bool drawn;
    uint64_t draw_key;
    const atomic_bool *cancel; /* stop between two chunks when it becomes true; may be NULL */
};

/* Forward pass over any number of rows, chunk by chunk; adds to sums. */
void network_evaluate(const struct network *network, const real *parameters,
                      const struct batch *batch, struct workspace *workspace,
                      struct pass_sums *sums);

/* Forward pass; class[i] is the predicted class of row i: with one output, whether it is above 0.5;
 * with several, the largest. */
void network_classify(const struct network *network, const real *parameters,
                      const struct batch *batch, struct workspace *workspace, uint16_t *class);

/*
 * Forward and backward pass; adds to sums, and adds to `gradient` the batch's share of the gradient
 * of (sum of losses) / m. `dropout_key` determines the masks: with the same key, the same units of
 * the same samples are left out, however the samples are cut into batches.
 */
void network_gradient(const struct network *network, const real *parameters,
                      const struct batch *batch, size_t m, uint64_t dropout_key,
                      struct workspace *workspace, real *gradient, struct pass_sums *sums);

/*
 * ---- A small batch, all of it at once ----
 *
 * A sheet holds the activations and errors (dZ) of all rows and layers of a batch. Threads fill it
 * in step by step, a layer a step, each thread some columns for all rows: so weights are read and
 * copied once for the whole batch. The last layer, the losses and its errors are made row by row.
 * From the whole sheet come shares of the gradient, each element as one sum over the batch. So no
 * thread adds up a gradient of its own.
 */
struct sheet;

/* Whether batches of at most so many rows are laid on a sheet; depends on nothing else. */
bool network_takes_sheet(const struct network *network, size_t rows);

struct sheet *sheet_create(const struct network *network, const struct samples *train, size_t rows,
                           struct status *status);
void sheet_free(struct sheet *sheet);

/*
 * The steps before and after network_sheet_rows; they are numbered through. The parts of a step,
 * as many as suit so many threads, may be made in any order and side by side, once all parts of the
 * steps before are made; their number changes no bit. `batch` is the whole batch, with the key that
 * network_sheet_rows is given.
 */
size_t network_steps_before(const struct network *network, const struct sheet *sheet);
size_t network_steps_after(const struct network *network);
size_t network_parts(const struct network *network, const struct sheet *sheet, size_t step,
                     size_t threads);
void network_part(const struct network *network, const real *parameters, const struct batch *batch,
                  size_t step, size_t part, size_t parts, uint64_t dropout_key,
                  struct sheet *sheet);

/*
 * The last layer for some rows of a batch of m, the first of which is at `place` in it, and its
 * errors; adds to sums. As network_gradient's otherwise.
 */
void network_sheet_rows(const struct network *network, const real *parameters,
                        const struct batch *batch, size_t place, size_t m, uint64_t dropout_key,
                        struct sheet *sheet, struct pass_sums *sums);

/* The gradient's number of shares. */
size_t network_shares(const struct network *network);

/* Sets a share of the gradient; `batch` is the whole batch. */
void network_share(const struct network *network, const struct batch *batch,
                   const struct sheet *sheet, size_t share, struct workspace *workspace,
                   real *gradient);

/* Z and A of layer 0 ... layers-1 of the last chunk that passed through the workspace, rows x
 * width: for tests against the notebook. */
const real *workspace_z(const struct workspace *workspace, int layer);
const real *workspace_a(const struct workspace *workspace, int layer);

#endif
