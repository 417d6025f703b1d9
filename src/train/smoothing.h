/*
 * smoothing.h - exponential averages of figures that fluctuate from row to row: THE table of
 * strengths, and the arithmetic. Knows no history.
 *
 * The average at row i weighs the value at row j <= i by keep^(i - j) and divides by the sum of the
 * weights of the existing values (D. P. Kingma, J. Ba, ICLR 2015, section 3, call that bias
 * correction): the first value is its own average, and rows without a value only age the others.
 */
#ifndef OPTOP_SMOOTHING_H
#define OPTOP_SMOOTHING_H

#include <math.h>

enum smoothing { SMOOTHING_OFF, SMOOTHING_WEAK, SMOOTHING_STRONG, SMOOTHINGS };

struct smoothing_spec {
    const char *name; /* "weak" */
    double keep;      /* factor on the weight of a value from row to row */
    int rows;         /* that an average is over, roughly: 1 / (1 - keep) */
};

extern const struct smoothing_spec smoothing_specs[SMOOTHINGS];

/* An average in progress. Start with all zero. */
struct average {
    double sum, weight;
};

/* Adds a row; a value that is not finite counts as missing. */
static inline void average_add(struct average *average, double keep, double value)
{
    average->sum *= keep;
    average->weight *= keep;
    if (isfinite(value)) {
        average->sum += value;
        average->weight += 1;
    }
}

/* NaN where there has been no value. */
static inline double average_value(struct average average)
{
    return average.weight > 0 ? average.sum / average.weight : (double)NAN;
}

#endif
