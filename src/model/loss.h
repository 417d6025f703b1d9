/*
 * loss.h - the losses that training minimizes: one table. Knows no network.
 *
 * A loss may imply its own output function (the cross-entropies: sigmoid and softmax), with which
 * its gradient is simple and numerically stable; otherwise the network's output activation serves.
 *
 * Arrays are count x n_y, row by row: z before and a after the output function, y the targets.
 */
#ifndef OPTOP_LOSS_H
#define OPTOP_LOSS_H

#include "base/real.h"

#include <stddef.h>
#include <stdint.h>

struct loss {
    const char *name;
    const char *formula; /* of one sample */
    const char *help;
    const char *output_name; /* its own output function: "softmax"; NULL: the network's */
    /* a = output function of z; NULL: the network's output activation. */
    void (*output)(size_t count, size_t n_y, const real *z, real *a);
    /* Sum over the samples of the loss. */
    double (*value)(size_t count, size_t n_y, const real *z, const real *a, const real *y);
    /*
     * Draws a sample's targets from the distribution for which this loss is the negative log
     * likelihood, given the network's prediction; `key` determines the draw.
     */
    void (*sample)(size_t n_y, const real *a, uint64_t key, real *y);
    /* Nothing else is needed for the gradient: with these losses it is (a - y)/m with respect to
     * z when the loss has its own output function, and with respect to a otherwise. */
};

extern const struct loss losses[];
extern const int loss_count;
/* The rows' names, NULL at the end. */
extern const char *const loss_names[];
/* "auto", then the names: the choices of the setting `loss`. */
extern const char *const loss_choices[];

#endif
