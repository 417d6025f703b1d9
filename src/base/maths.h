/*
 * maths.h - the mathematical functions that results depend on, as fixed sequences of IEEE 754
 * operations: the same bits with every C library, compiler and instruction set. They have no
 * branches, so that loops over them become vector instructions. tests/check_maths.c checks the
 * error bounds stated here, in units in the last place (ulp) of double.
 *
 * Numbers below the smallest normal one count as 0, as operands and as results. NaN stays NaN.
 */
#ifndef OPTOP_MATHS_H
#define OPTOP_MATHS_H

#include "real.h"

#include <stdint.h>
#include <string.h>

#if FLT_EVAL_METHOD != 0
#error "optop needs operations rounded to their type: on i386 compile with -msse2 -mfpmath=sse"
#endif

#define MATHS static inline __attribute__((always_inline))

MATHS uint64_t maths_bits(double x)
{
    uint64_t bits;

    memcpy(&bits, &x, sizeof bits);
    return bits;
}

MATHS double maths_number(uint64_t bits)
{
    double x;

    memcpy(&x, &bits, sizeof x);
    return x;
}

/* Added to a number below 2^51 it leaves the nearest integer in the lowest bits. */
#define MATHS_ROUNDER 0x1.8p52

/* ln 2 in two parts, the first short enough for exact multiples. */
#define MATHS_LN2_HIGH 6.93147180369123816490e-01
#define MATHS_LN2_LOW  1.90821492927058770002e-10

/* x = k ln 2 + r with |r| <= ln 2 / 2; k is shifted to MATHS_ROUNDER + k. */
MATHS double maths_reduce(double x, double *shifted)
{
    double k;

    *shifted = x * 1.4426950408889634074 + MATHS_ROUNDER;
    k = *shifted - MATHS_ROUNDER;
    return (x - k * MATHS_LN2_HIGH) - k * MATHS_LN2_LOW;
}

/* exp(r) - 1 for |r| <= ln 2 / 2. */
MATHS double maths_expm1_reduced(double r)
{
    double p = 1.0 / 6227020800;

    p = p * r + 1.0 / 479001600;
    p = p * r + 1.0 / 39916800;
    p = p * r + 1.0 / 3628800;
    p = p * r + 1.0 / 362880;
    p = p * r + 1.0 / 40320;
    p = p * r + 1.0 / 5040;
    p = p * r + 1.0 / 720;
    p = p * r + 1.0 / 120;
    p = p * r + 1.0 / 24;
    p = p * r + 1.0 / 6;
    p = p * r + 0.5;
    return r + r * r * p;
}

/* 2^(k + step), given MATHS_ROUNDER + k. */
MATHS double maths_power_of_two(double shifted, uint64_t step)
{
    return maths_number((maths_bits(shifted) + 1023 + step) << 52);
}

/* e^x within 2 ulp; 0 below -708. */
MATHS double maths_exp(double x)
{
    double most = x > 710 ? 710 : x, within = most < -709 ? -709 : most, shifted;
    double e = 1 + maths_expm1_reduced(maths_reduce(within, &shifted));

    e = e * maths_power_of_two(shifted, (uint64_t)-1) * 2;
    return x < -708 ? 0 : e;
}

/* e^x - 1 within 2 ulp, for x up to 700. */
MATHS double maths_expm1(double x)
{
    double within = x < -50 ? -50 : x, shifted;
    double e = maths_expm1_reduced(maths_reduce(within, &shifted));
    double scale = maths_power_of_two(shifted, 0);

    return scale * e + (scale - 1);
}

/* Within 3 ulp. */
MATHS double maths_tanh(double x)
{
    double size = fabs(x), within = size > 22 ? 22 : size;
    double e = maths_expm1(2 * within);

    return copysign(e / (e + 2), x);
}

/* The natural logarithm within 1 ulp. Source: the polynomial of FreeBSD's e_log.c. */
MATHS double maths_log(double x)
{
    const uint64_t half_root = 0x3fe6a09e667f3bcd; /* sqrt(1/2) */
    uint64_t u = maths_bits(x) + (0x3ff0000000000000 - half_root);
    double k = maths_number(0x4330000000000000 | u >> 52) - (0x1p52 + 1023);
    double f = maths_number((u & 0x000fffffffffffff) + half_root) - 1;
    double s = f / (2 + f), z = s * s, square = 0.5 * f * f;
    double p = 1.479819860511658591e-01;

    p = p * z + 1.531383769920937332e-01;
    p = p * z + 1.818357216161805012e-01;
    p = p * z + 2.222219843214978396e-01;
    p = p * z + 2.857142874366239149e-01;
    p = p * z + 3.999999999940941908e-01;
    p = p * z + 6.666666666666735130e-01;
    p = k * MATHS_LN2_HIGH - ((square - (s * (square + p * z) + k * MATHS_LN2_LOW)) - f);
    p = x > DBL_MAX ? x : p;
    p = x < DBL_MIN ? -INFINITY : p;
    return x >= 0 ? p : NAN;
}

/* log(1 + x) within 2 ulp, for x >= 0. */
MATHS double maths_log1p(double x)
{
    double u = 1 + x;

    return maths_log(u) + (x - (u - 1)) / u;
}

/* erf(i / 16) and 2 / sqrt(pi) exp(-(i / 16)^2). */
enum { MATHS_ERF_STEPS = 97 };
extern const double maths_erf_value[MATHS_ERF_STEPS], maths_erf_slope[MATHS_ERF_STEPS];

#define MATHS_ERF_TERM(N)                                                                          \
    next = d * (-2.0 / ((N) + 1)) * (r * term + d * before);                                       \
    before = term;                                                                                 \
    term = next;                                                                                   \
    sum += term * (1.0 / ((N) + 2));

/* The error function within 5 ulp: Taylor's series about the nearest multiple of 1/16. */
MATHS double maths_erf(double x)
{
    double size = fabs(x), within = size < 6 ? size : 6;
    double shifted = within * 16 + MATHS_ROUNDER;
    uint64_t i = maths_bits(shifted) & 127;
    double r = (shifted - MATHS_ROUNDER) * 0.0625, d = within - r;
    double before = 0, term = 1, sum = 1, next; /* term n is H_n(r) (-d)^n / n!, H_n Hermite's */

    MATHS_ERF_TERM(0)
    MATHS_ERF_TERM(1)
    MATHS_ERF_TERM(2)
    MATHS_ERF_TERM(3)
    MATHS_ERF_TERM(4)
    MATHS_ERF_TERM(5)
    MATHS_ERF_TERM(6)
    MATHS_ERF_TERM(7)
    MATHS_ERF_TERM(8)
    MATHS_ERF_TERM(9)
    MATHS_ERF_TERM(10)
    MATHS_ERF_TERM(11)
    sum = maths_erf_value[i] + maths_erf_slope[i] * (d * sum);
    return x != x ? x : copysign(sum, x);
}

/* cos(pi x) and sin(pi x) within 2 ulp, or 1e-16 near their zeros. */
double maths_cospi(double x);
double maths_sinpi(double x);

/*
 * x^y for 0 <= x and y >= 0. For a whole y by squaring and multiplying, with twice the digits:
 * within 1 ulp. Else exp(y log x), within 3 (1 + y |log x|) ulp.
 */
double maths_power(double x, double y);

#ifdef OPTOP_SINGLE
#define real_exp(x)   ((real)maths_exp((double)(x)))
#define real_expm1(x) ((real)maths_expm1((double)(x)))
#define real_log1p(x) ((real)maths_log1p((double)(x)))
#define real_tanh(x)  ((real)maths_tanh((double)(x)))
#define real_erf(x)   ((real)maths_erf((double)(x)))
#else
#define real_exp   maths_exp
#define real_expm1 maths_expm1
#define real_log1p maths_log1p
#define real_tanh  maths_tanh
#define real_erf   maths_erf
#endif

#endif
