/* statistics.c - quantiles and shares of wins; see statistics.h. */
#include "statistics.h"

#include <math.h>
#include <stdlib.h>

static int ascending_order(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

void statistics_sort(double *value, size_t n)
{
    qsort(value, n, sizeof *value, ascending_order);
}

size_t statistics_distinct(double *value, size_t n)
{
    size_t kept = 0;

    statistics_sort(value, n);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || value[kept - 1] < value[i])
            value[kept++] = value[i];
    return kept;
}

/* NumPy's: from the nearer end, so that both ends and equal neighbours are exact. */
static double interpolate(double a, double b, double t)
{
    if (!(t > 0) || a >= b)
        return a;
    if (isinf(a) || isinf(b))
        return isinf(b) ? b : a;
    return t < 0.5 ? a + (b - a) * t : b - (b - a) * (1 - t);
}

double statistics_quantile(const double *ascending, size_t n, double part)
{
    double place = part * (double)(n - 1), before = floor(place);
    size_t i = (size_t)before;

    return i + 1 < n ? interpolate(ascending[i], ascending[i + 1], place - before)
                     : ascending[n - 1];
}

struct statistics_spread statistics_spread_of(double *value, size_t n)
{
    statistics_sort(value, n);
    return (struct statistics_spread){.least = value[0],
                                      .low = statistics_quantile(value, n, 0.25),
                                      .median = statistics_quantile(value, n, 0.5),
                                      .high = statistics_quantile(value, n, 0.75),
                                      .most = value[n - 1]};
}

double statistics_wins(const double *a, const double *b, size_t n)
{
    double wins = 0;

    for (size_t i = 0; i < n; i++)
        wins += a[i] < b[i] ? 1 : a[i] > b[i] ? 0 : 0.5;
    return wins;
}

struct statistics_share statistics_wilson(double wins, size_t n)
{
    const double z = STATISTICS_Z;
    double count = (double)n, share, centre, half;

    if (n == 0)
        return (struct statistics_share){0.5, 0, 1};
    share = wins / count;
    centre = (share + z * z / (2 * count)) / (1 + z * z / count);
    half =
        z / (1 + z * z / count) * sqrt(share * (1 - share) / count + z * z / (4 * count * count));
    return (struct statistics_share){.share = share,
                                     .low = wins > 0 ? fmax(centre - half, 0) : 0,
                                     .high = wins < count ? fmin(centre + half, 1) : 1};
}
