/*
 * heat.h - a figure over two hyperparameters: a grid of values, and how good each is among them.
 * Knows no sweep and no screen.
 */
#ifndef OPTOP_HEAT_H
#define OPTOP_HEAT_H

#include "base/status.h"

enum {
    HEAT_SHADES = 5,    /* 0 is the best fifth of the range, on a logarithmic scale where all are
                         * positive */
    HEAT_DIVERGED = -1, /* in place of a shade: infinite; */
    HEAT_UNKNOWN = -2   /* no value yet, or none is to come */
};

struct heat_point {
    double x, y;
    double score; /* less is better; infinite: diverged; NaN: not known yet */
    int config;   /* comes back with it */
};

/* Start with all zero. */
struct heat {
    int columns, rows;
    double *x, *y;            /* ascending; the values of columns and rows */
    struct heat_point *point; /* row by row; config -1: the grid has a hole */
    int best;                 /* the place of the least score; -1: none is finite */
    double low, high;         /* of the finite scores */
};

/*
 * Of several points at a place the one with the least score is kept. STATUS_INVALID, a sentence:
 * there are more places than points, as of draws; STATUS_MEMORY. Nothing is in it then.
 */
bool heat_make(struct heat *heat, const struct heat_point *point, int points,
               struct status *status);
void heat_free(struct heat *heat);

/* The shade of place i, or one of the negative constants. */
int heat_shade(const struct heat *heat, int i);

#endif
