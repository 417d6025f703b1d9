/* path.c - the states that stand for a path; see path.h. */
#include "path.h"

/* Block b has PATH_STEADY points 3^b apart; the blocks before it have (3^b - 1) / 2 times as many
 * states. */
size_t path_state(size_t k)
{
    size_t step = 1;

    for (size_t b = k / PATH_STEADY; b > 0; b--)
        step *= 3;
    return PATH_STEADY * ((step - 1) / 2) + k % PATH_STEADY * step;
}

size_t path_points(size_t state)
{
    size_t low = 0, high = PATH_POINTS_MAX - 1; /* the answer is within */

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (path_state(middle) <= state)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}
