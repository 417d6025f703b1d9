/* vector.c - sums over long vectors; see vector.h. */
#include "vector.h"

/* Partial sums: element i goes to sum i % LANES, and the sums are added pairwise at the end. */
enum { LANES = 8 };

static double add_lanes(const double *lane)
{
    return ((lane[0] + lane[4]) + (lane[2] + lane[6])) +
           ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}

double vector_dot(size_t n, const real *x, const real *y)
{
    double lane[LANES] = {0};
    size_t whole = n - n % LANES;

    for (size_t i = 0; i < whole; i += LANES)
        for (size_t k = 0; k < LANES; k++)
            lane[k] += (double)x[i + k] * (double)y[i + k];
    for (size_t i = whole; i < n; i++)
        lane[i - whole] += (double)x[i] * (double)y[i];
    return add_lanes(lane);
}

double vector_sum_abs(size_t n, const real *x)
{
    double lane[LANES] = {0};
    size_t whole = n - n % LANES;

    for (size_t i = 0; i < whole; i += LANES)
        for (size_t k = 0; k < LANES; k++)
            lane[k] += (double)real_fabs(x[i + k]);
    for (size_t i = whole; i < n; i++)
        lane[i - whole] += (double)real_fabs(x[i]);
    return add_lanes(lane);
}

double vector_max_abs(size_t n, const real *x)
{
    real largest = 0;

    for (size_t i = 0; i < n; i++)
        largest = real_fmax(largest, real_fabs(x[i]));
    return (double)largest;
}

double vector_norm(size_t n, const real *x)
{
    return vector_cut_norm(n, x, (real)INFINITY);
}

static double square_sum(size_t n, const real *x, real limit, double scale)
{
    double lane[LANES] = {0};

    for (size_t i = 0; i < n; i++) {
        double size = (double)real_fmin(real_fabs(x[i]), limit) * scale;
        lane[i % LANES] += size * size;
    }
    return add_lanes(lane);
}

double vector_cut_norm(size_t n, const real *x, real limit)
{
    double square = square_sum(n, x, limit, 1), largest;

    if (isfinite(square) && square >= DBL_MIN)
        return sqrt(square);
    largest = (double)real_fmin((real)vector_max_abs(n, x), limit);
    if (largest < DBL_MIN)
        return largest;
    return largest * sqrt(square_sum(n, x, limit, 1 / largest));
}
