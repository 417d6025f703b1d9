/* bench_time.h - the clock of the benchmarks, and medians. */
#ifndef OPTOP_BENCH_TIME_H
#define OPTOP_BENCH_TIME_H

#include <stdlib.h>
#include <time.h>

static inline double bench_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

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
