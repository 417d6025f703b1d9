/*
 * vector.h - arithmetic on long vectors. Sums are taken in double precision and in one fixed order
 * that compilers can turn into vector instructions without changing a bit. Knows no optimizers.
 */
#ifndef OPTOP_VECTOR_H
#define OPTOP_VECTOR_H

#include "real.h"

#include <stdbool.h>
#include <stddef.h>

/* sum of x[i] y[i]; NaN and infinities propagate. */
double vector_dot(size_t n, const real *x, const real *y);

/* sum of x[i] (a[i] - b[i]). */
double vector_dot_difference(size_t n, const real *x, const real *a, const real *b);

/* Sums over an update of weights, for its norms and its direction. */
struct vector_move {
    double moved;  /* of the squares of after - before */
    double before; /* of the squares of before */
    double along;  /* of (after - before) (before - former); 0 where former is NULL */
};
struct vector_move vector_move(size_t n, const real *after, const real *before, const real *former);

/* sum of |x[i]|, and the largest of them. */
double vector_sum_abs(size_t n, const real *x);
double vector_max_abs(size_t n, const real *x);

/* Is no element NaN or infinite? */
bool vector_is_finite(size_t n, const real *x);

/*
 * Euclidean norm; does not overflow where the result does not. The second cuts the elements to
 * -limit ... limit first.
 */
double vector_norm(size_t n, const real *x);
double vector_cut_norm(size_t n, const real *x, real limit);

/* x *= factor; sum += factor x. The factor is rounded to real first. */
void vector_scale(size_t n, double factor, real *x);
void vector_add_scaled(size_t n, double factor, const real *x, real *sum);

/* y = keep y + share x in one pass; the sum of |y[i]| afterwards. */
double vector_blend(size_t n, double keep, double share, const real *x, real *y);

#endif
