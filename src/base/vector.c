/* vector.c - arithmetic on long vectors; see vector.h. */
#include "vector.h"

#include "vectorized.h"

#include <string.h>

/* Partial sums: element i goes to sum i % LANES, and the sums are added pairwise at the end. */
enum { LANES = 16 };

/*
 * Adds TERM(i), which may use i, over all i below n. The lanes are written as two loops, each of
 * which is one or two vector instructions: as a single one, compilers leave the sums in memory.
 */
#define SUM_OF(N, TERM)                                                                            \
    double lane[LANES] = {0};                                                                      \
    const size_t whole = (N) - (N) % LANES;                                                        \
    for (size_t at = 0; at < whole; at += LANES) {                                                 \
        for (size_t k = 0; k < LANES / 2; k++)                                                     \
            lane[k] += TERM(at + k);                                                               \
        for (size_t k = LANES / 2; k < LANES; k++)                                                 \
            lane[k] += TERM(at + k);                                                               \
    }                                                                                              \
    for (size_t i = whole; i < (N); i++)                                                           \
        lane[i - whole] += TERM(i);                                                                \
    for (size_t half = LANES / 2; half > 0; half /= 2)                                             \
        for (size_t k = 0; k < half; k++)                                                          \
            lane[k] += lane[k + half];                                                             \
    return lane[0];

VECTORIZED double vector_dot(size_t n, const real *x, const real *y){
#define PRODUCT(I) ((double)x[I] * (double)y[I])
    SUM_OF(n, PRODUCT)}

VECTORIZED double vector_dot_difference(size_t n, const real *x, const real *a, const real *b){
#define DIFFERENCE(I) ((double)x[I] * ((double)a[I] - (double)b[I]))
    SUM_OF(n, DIFFERENCE)}

/* Half of the lanes. Compilers keep loops over two sums at once in memory, these in registers. */
typedef double half_lanes __attribute__((vector_size(LANES / 2 * sizeof(double))));
typedef real half_reals __attribute__((vector_size(LANES / 2 * sizeof(real))));

/* Elements of x from `at` on. A macro, as vectors are not passed alike for all instruction sets. */
#define HALF(VALUES, X, AT)                                                                        \
    do {                                                                                           \
        half_reals reals_;                                                                         \
        memcpy(&reals_, (X) + (AT), sizeof reals_);                                                \
        (VALUES) = __builtin_convertvector(reals_, half_lanes);                                    \
    } while (0)

/* The squares of a - b and of b, in the order of SUM_OF. */
VECTORIZED static void add_squares(size_t n, const real *a, const real *b, double *moved,
                                   double *before)
{
    half_lanes move[2] = {{0}, {0}}, square[2] = {{0}, {0}};
    double lane[2][LANES];
    size_t whole = n - n % LANES;

    for (size_t at = 0; at < whole; at += LANES)
        for (size_t half = 0; half < 2; half++) {
            half_lanes x, y;

            HALF(x, a, at + half * LANES / 2);
            HALF(y, b, at + half * LANES / 2);
            x -= y;
            move[half] += x * x;
            square[half] += y * y;
        }
    memcpy(lane[0], move, sizeof lane[0]);
    memcpy(lane[1], square, sizeof lane[1]);
    for (size_t i = whole; i < n; i++) {
        double x = (double)a[i] - (double)b[i], y = (double)b[i];

        lane[0][i - whole] += x * x;
        lane[1][i - whole] += y * y;
    }
    for (size_t half = LANES / 2; half > 0; half /= 2)
        for (size_t k = 0; k < half; k++) {
            lane[0][k] += lane[0][k + half];
            lane[1][k] += lane[1][k + half];
        }
    *moved = lane[0][0];
    *before = lane[1][0];
}

VECTORIZED static double moved_along(size_t n, const real *a, const real *b, const real *c)
{
#define ALONG(I) (((double)a[I] - (double)b[I]) * ((double)b[I] - (double)c[I]))
    SUM_OF(n, ALONG)
}

struct vector_move vector_move(size_t n, const real *after, const real *before, const real *former)
{
    struct vector_move move = {.along = former ? moved_along(n, after, before, former) : 0};

    add_squares(n, after, before, &move.moved, &move.before);
    return move;
}

VECTORIZED double vector_sum_abs(size_t n, const real *x){
#define SIZE(I) ((double)real_fabs(x[I]))
    SUM_OF(n, SIZE)}

VECTORIZED double vector_max_abs(size_t n, const real *x)
{
    real largest = 0;

    for (size_t i = 0; i < n; i++)
        largest = real_fabs(x[i]) > largest ? real_fabs(x[i]) : largest;
    return (double)largest;
}

/* Of the elements, cut and then scaled. */
VECTORIZED static double square_sum(size_t n, const real *x, real limit, double scale)
{
#define CUT(I)    (real_fabs(x[I]) < limit ? real_fabs(x[I]) : limit)
#define SQUARE(I) (((double)CUT(I) * scale) * ((double)CUT(I) * scale))
    SUM_OF(n, SQUARE)
}

VECTORIZED bool vector_is_finite(size_t n, const real *x)
{
    int bad = 0;

    for (size_t i = 0; i < n; i++)
        bad |= !(real_fabs(x[i]) <= REAL_MAX);
    return !bad;
}

double vector_norm(size_t n, const real *x)
{
    return vector_cut_norm(n, x, (real)INFINITY);
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

VECTORIZED void vector_scale(size_t n, double factor, real *x)
{
    const real f = (real)factor;

    for (size_t i = 0; i < n; i++)
        x[i] *= f;
}

VECTORIZED void vector_add_scaled(size_t n, double factor, const real *restrict x,
                                  real *restrict sum)
{
    const real f = (real)factor;

    for (size_t i = 0; i < n; i++)
        sum[i] += f * x[i];
}

VECTORIZED double vector_blend(size_t n, double keep, double share, const real *restrict x,
                               real *restrict y)
{
    const real of_y = (real)keep, of_x = (real)share;

#define BLENDED(I) (y[I] = of_y * y[I] + of_x * x[I], (double)real_fabs(y[I]))
    SUM_OF(n, BLENDED)
}
