/*
 * path.h - the states that represent a run's path through the plane of two parameters: all at
 * first, then every 3rd, every 9th, every 27th ..., so that any path is drawn from a few hundred
 * points and none of them moves as the path grows. The steps are odd: a zigzag stays one.
 */
#ifndef OPTOP_PATH_H
#define OPTOP_PATH_H

#include <stddef.h>

enum {
    PATH_STEADY = 256,      /* so many points lie as far apart as the one before */
    PATH_POINTS_MAX = 4096, /* enough for 10^9 states, and one more */
};

/* The state of point k. */
size_t path_state(size_t k);

/* The number of points with a state of at most `state`: PATH_POINTS_MAX - 1 or fewer. */
size_t path_points(size_t state);

#endif
