/* clock.h - the clock for all time measurements; it is monotonic. */
#ifndef OPTOP_CLOCK_H
#define OPTOP_CLOCK_H

#include <time.h>

/* Seconds since some moment in the past. */
static inline double clock_now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

#endif
