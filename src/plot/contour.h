/*
 * contour.h - the levels of a function over a part of the plane: round values on a linear or
 * logarithmic scale, and the two levels around each point of a grid. Knows no screen; the caller
 * supplies the function.
 */
#ifndef OPTOP_CONTOUR_H
#define OPTOP_CONTOUR_H

#include "base/status.h"
#include "plane.h"

#include <stdint.h>

enum { CONTOUR_LEVELS_MAX = 9 };

typedef double contour_function(const void *context, double x, double y);

/* Start with all zero. */
struct contour {
    int columns, rows;
    double *value; /* of the middle of each point of the grid, row by row from the top */
    uint8_t *band; /* how many levels lie at or below it; not finite: all of them */
    size_t capacity;
    double level[CONTOUR_LEVELS_MAX]; /* ascending */
    int levels;                       /* 0: the function is flat there */
};

/*
 * Evaluates the function on columns x rows points and chooses the levels: 1, 2 and 5, or 1 and 3,
 * times powers of ten, or powers of ten, above `lowest`, the least value that the function has,
 * for as many decades as most of the grid covers; evenly spaced where that would be a few only.
 * STATUS_MEMORY.
 */
bool contour_make(struct contour *contour, const struct plane *plane, int columns, int rows,
                  contour_function *function, const void *context, double lowest,
                  struct status *status);
void contour_free(struct contour *contour);

/*
 * The level whose line passes between this point of the grid and its neighbours to the right and
 * below, from 0; of several the highest. -1: none does.
 */
int contour_line(const struct contour *contour, int column, int row);

#endif
