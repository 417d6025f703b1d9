/* bench_time.h - medians of times. */
#ifndef OPTOP_BENCH_TIME_H
#define OPTOP_BENCH_TIME_H

#include "base/clock.h"

#include <stdlib.h>

static inline int bench_by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* Sorts the times. */
static inline double bench_median(double *times, size_t count)
{
    qsort(times, count, sizeof *times, bench_by_size);
    return times[count / 2];
}

#endif
