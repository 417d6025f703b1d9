/*
 * span.h - the range of a curve in one column of a picture, and its place: held by snapshots and
 * drawn by plots. Knows no history and no screen.
 */
#ifndef OPTOP_SPAN_H
#define OPTOP_SPAN_H

#include <math.h>
#include <stddef.h>

struct span {
    double min, max, last; /* over the finite values; NaN when count is 0 */
    size_t count;          /* of finite values */
    double x;              /* place of the last row on the x axis; NaN when count is 0 */
    double smooth;         /* the smoothed value at the last row; NaN: not smoothed */
};

/*
 * The spread of a run's curve over its seeds in one column; infinite where it goes on beyond every
 * axis, NaN where there is none.
 */
struct band {
    double low, high;
};

/* No row falls in the column, or none with a finite value. */
static inline struct span span_empty(void)
{
    return (struct span){NAN, NAN, NAN, 0, NAN, NAN};
}

#endif
