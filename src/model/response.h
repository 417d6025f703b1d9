/*
 * response.h - the outputs of a network with one or two inputs, on a grid over their plane. Knows
 * no race.
 */
#ifndef OPTOP_RESPONSE_H
#define OPTOP_RESPONSE_H

#include "network.h"

/* A grid of columns x rows points in the middle of equal parts; row 0 is at high[1]. With one input
 * rows is 1, and low[1] and high[1] do not matter. */
struct response_grid {
    double low[2], high[2];
    int columns, rows;
};

/* The network's prediction at a point. */
struct response {
    float value;   /* its output; of two classes how sure it is, 0.5 ... 1 */
    uint8_t label; /* the class; 0 where numbers are learned */
};

/*
 * Fills out[row * columns + column]. `classes`: 0 for a regression. STATUS_CANCELLED,
 * STATUS_MEMORY.
 */
bool response_evaluate(const struct network *network, const real *w,
                       const struct response_grid *grid, int classes, struct response *out,
                       const atomic_bool *cancel, struct status *status);

#endif
