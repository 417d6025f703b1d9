/*
 * activation.h - activation functions, each with value and derivative: one table. A new activation
 * is one row. Knows no layers.
 *
 * Source: the notebook's 1.2 for relu (derivative 1 at 0) and sigmoid.
 */
#ifndef OPTOP_ACTIVATION_H
#define OPTOP_ACTIVATION_H

#include "base/real.h"

#include <stddef.h>

struct activation {
    const char *name;
    const char *formula; /* "max(0, z)" */
    const char *help;    /* one line */
    /* a[i] = phi(z[i]); a and z may be the same array. */
    void (*value)(size_t n, const real *z, real *a);
    /* d[i] *= phi'(z[i]), given also a[i] = phi(z[i]). */
    void (*derivative)(size_t n, const real *z, const real *a, real *d);
};

extern const struct activation activations[];
extern const int activation_count;
/* The rows' names, NULL at the end: the choices of a struct param_spec. */
extern const char *const activation_names[];
/* The same behind "same": the choices of an output activation, 0 being the hidden layers' one. */
extern const char *const activation_output_names[];

/* NULL when there is no such row. */
const struct activation *activation_find(const char *name);

#endif
