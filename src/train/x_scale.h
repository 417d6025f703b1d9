/*
 * x_scale.h - the quantity on the horizontal axis, and the place of its values between the left
 * edge of a picture and the right one. Used for sampling histories and for drawing. Knows no
 * history and no plot.
 */
#ifndef OPTOP_X_SCALE_H
#define OPTOP_X_SCALE_H

#include <stdbool.h>

/* The quantity on the horizontal axis. */
enum x_kind { X_ITERATIONS, X_GRADIENTS, X_SECONDS, X_KINDS };

struct x_spec {
    const char *unit;   /* "gradients": at an axis */
    const char *phrase; /* "gradient evaluations": in sentences */
    bool real;          /* values lie between whole numbers */
};

extern const struct x_spec x_specs[X_KINDS];

/* From `begin` to `end`, linear or logarithmic. */
struct x_scale {
    double begin, end; /* begin < end */
    bool logarithmic;
    double least; /* logarithmic from 0 on: the smallest x > 0 that occurs; 0: 1 */
};

/*
 * Where x lies: 0 at the left edge, 1 at the right one, beyond them less or more. A logarithmic
 * scale that begins at 0 sets a small part apart for values below `least`.
 */
double x_scale_place(const struct x_scale *scale, double x);

/* The x at a place; within the part set apart, 0. */
double x_scale_value(const struct x_scale *scale, double place);

/* Where the logarithm begins. */
double x_scale_log_begin(const struct x_scale *scale);

/* The share of a logarithmic scale that is set apart. */
double x_scale_apart(const struct x_scale *scale);

#endif
