/*
 * npy.h - an array in NumPy's .npy format: its header, and its elements as numbers. Source: NumPy's
 * NEP 1, versions 1.0 - 3.0.
 */
#ifndef OPTOP_NPY_H
#define OPTOP_NPY_H

#include "base/real.h"
#include "base/status.h"

#include <stdint.h>

enum { NPY_DIMENSIONS_MAX = 8 };

struct npy {
    char kind;   /* 'b' boolean, 'i' 'u' integers, 'f' numbers */
    size_t item; /* bytes of an element */
    bool swapped;
    bool fortran; /* the first index runs fastest */
    int dimensions;
    size_t size[NPY_DIMENSIONS_MAX];
    size_t count;      /* elements */
    const char *bytes; /* of the elements, in the content that was given */
};

/*
 * Reads the header of a file's content; `name` is for messages. False with a sentence: not an .npy
 * file; objects, text, structures, complex numbers; no elements; a size that contradicts the
 * content.
 */
bool npy_open(struct npy *npy, const char *name, const char *content, size_t length,
              struct status *status);

/* Elements of a row: count / size[0]. */
size_t npy_row(const struct npy *npy);

/*
 * Writes rows x columns elements (row by row, the last index running fastest) as numbers, or, of
 * unsigned bytes alone, as bytes. Can be cancelled.
 */
bool npy_reals(const struct npy *npy, real *out, struct status *status);
bool npy_bytes(const struct npy *npy, uint8_t *out, struct status *status);

/* One element by its place in that order. */
double npy_element(const struct npy *npy, size_t row, size_t column);

#endif
