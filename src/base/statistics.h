/*
 * statistics.h - what is said of several replicas' figures: median, quartiles, and how often one
 * beats another. Knows no run.
 *
 * Values are ordered, infinities included: +infinity stands for a replica that diverged where less
 * is better, -infinity where more is better. There must be no NaN among them, and none comes out.
 */
#ifndef OPTOP_STATISTICS_H
#define OPTOP_STATISTICS_H

#include <stddef.h>

/* The 0.975 quantile of the normal distribution: intervals cover 95 %. */
#define STATISTICS_Z 1.959963984540054

/* Sorts in ascending order. */
void statistics_sort(double *value, size_t n);

/* Likewise, and leaves each value once; returns how many there are. */
size_t statistics_distinct(double *value, size_t n);

/*
 * The quantile `part`, 0 ... 1, of n >= 1 ascending values by NumPy's linear rule: the value at the
 * place part * (n - 1), counted from 0, interpolated between its neighbours. An infinite neighbour
 * wins, unless the place is exactly the other's.
 */
double statistics_quantile(const double *ascending, size_t n, double part);

struct statistics_spread {
    double least, low, median, high, most; /* low, high: the quartiles, 0.25 and 0.75 */
};

/* Of n >= 1 values, which are sorted. */
struct statistics_spread statistics_spread_of(double *value, size_t n);

/*
 * The pairs in which a is less than b, n of them: pairs of equal values, also of two infinite ones,
 * are half a win.
 */
double statistics_wins(const double *a, const double *b, size_t n);

struct statistics_share {
    double share, low, high; /* with its interval; 0.5, 0, 1 of nothing */
};

/* `wins` of n by Wilson's interval (1927), without continuity correction. Halves are allowed. */
struct statistics_share statistics_wilson(double wins, size_t n);

#endif
