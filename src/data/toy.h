/*
 * toy.h - generated data in one or two dimensions: THE table of them, from which parser, help and
 * manual are made. The data depend on the parameters and the seed alone. Knows no network.
 *
 * A toy is selected like data, by its name, with optional parameters:
 * "spirals:n=400,noise=0.1,turns=2". A file of that name can be read as "./spirals".
 */
#ifndef OPTOP_TOY_H
#define OPTOP_TOY_H

#include "base/param.h"
#include "base/rng.h"
#include "raw.h"

enum { TOY_PARAMS_MAX = 6 };

/*
 * The arrays that a toy's function fills: x is n x inputs, row by row; y are classes 0, 1, ... or
 * numbers.
 */
struct toy_samples {
    size_t n;
    const double *value; /* of the parameters, in the order of the toy's rows */
    struct rng *rng;
    real *x;
    double *y;
};

struct toy {
    const char *name;
    const char *help; /* a line: "two interleaved half circles" */
    size_t inputs;
    bool regression;
    const struct param_spec *params; /* the first is n, the second noise */
    int n_params;
    void (*make)(const struct toy_samples *samples);
};

extern const struct toy toys[];
extern const int toy_count;

/* The toy that `text` names, with or without parameters; NULL: it names none. */
const struct toy *toy_find(const char *text);

/* Are the parameters allowed? For texts that toy_find knows. STATUS_INVALID. */
bool toy_check(const char *text, struct status *status);

/* Generates the samples. STATUS_INVALID, STATUS_MEMORY. */
bool toy_make(const char *text, uint32_t seed, struct raw *raw, struct status *status);

#endif
