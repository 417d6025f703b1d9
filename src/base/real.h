/*
 * real.h - the engine's real type and its constants, defined once.
 *
 * double, or float when configured with --enable-single. Everything stored for a network
 * (weights, gradients, activations, optimizer state) is `real`; losses, hyperparameters and
 * statistics are double in both builds.
 */
#ifndef OPTOP_REAL_H
#define OPTOP_REAL_H

#include "config.h"

#include <float.h>
#include <math.h>

/* The version of base/ARITHMETIC: raised where results get other bits. */
#define ARITHMETIC_VERSION "2"

#ifdef __FAST_MATH__
#error "optop needs IEEE arithmetic: do not compile it with -ffast-math"
#endif

#ifdef OPTOP_SINGLE
typedef float real;
#define REAL_NAME    "single"
#define REAL_EPSILON FLT_EPSILON
#define REAL_MAX     FLT_MAX
#define real_sqrt    sqrtf
#define real_fabs    fabsf
#define real_fmax    fmaxf
#define real_fmin    fminf
#define real_copysign copysignf
#define real_fma     fmaf
#else
typedef double real;
#define REAL_NAME    "double"
#define REAL_EPSILON DBL_EPSILON
#define REAL_MAX     DBL_MAX
#define real_sqrt    sqrt
#define real_fabs    fabs
#define real_fmax    fmax
#define real_fmin    fmin
#define real_copysign copysign
#define real_fma     fma
#endif

/* Buffers of reals are aligned to whole cache lines. */
enum { REAL_ALIGNMENT = 64 };

#endif
