/*
 * initialization.h - initial distributions of the weights: one table. Knows no network.
 *
 * Gaussians are drawn in the notebook's order: row by row of its n_out x n_in matrix; they are
 * stored n_in x n_out, as all weights here.
 */
#ifndef OPTOP_INITIALIZATION_H
#define OPTOP_INITIALIZATION_H

#include "base/real.h"
#include "base/rng.h"
#include "base/status.h"

struct initialization {
    const char *name;
    const char *formula;
    const char *help;
    /* Fills W, n_in x n_out; large orthogonal ones take seconds. STATUS_CANCELLED. */
    bool (*fill)(struct rng *rng, size_t n_in, size_t n_out, real *W, struct status *status);
};

extern const struct initialization initializations[];
extern const int initialization_count;
/* The rows' names, NULL at the end. */
extern const char *const initialization_names[];

#endif
