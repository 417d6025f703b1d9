/*
 * samples.h - making the splits of a dataset (see dataset.h); for dataset.c only.
 */
#ifndef OPTOP_SAMPLES_H
#define OPTOP_SAMPLES_H

#include "base/array.h"
#include "dataset.h"

/*
 * Makes the inputs of an empty split: m x n_x bytes, row by row, in the sparse form if that is
 * faster. Takes over `bytes` (from array_allocate), also on errors. STATUS_MEMORY.
 */
bool samples_take_bytes(struct samples *samples, size_t m, size_t n_x, uint8_t *bytes,
                        struct status *status);

/* Makes the inputs and targets of an empty split by copying m x n_x and m x n_y numbers. */
bool samples_copy_reals(struct samples *samples, size_t m, size_t n_x, const double *x, size_t n_y,
                        const double *y, struct status *status);

/*
 * Makes the inputs of an empty split: m rows of places and numbers, as struct samples describes the
 * form SAMPLES_LIST. Takes over the arrays (from array_allocate).
 */
void samples_take_list(struct samples *samples, size_t m, size_t n_x, uint32_t *row_start,
                       uint32_t *place, real *number);

/*
 * Makes the targets of samples->m samples from their classes (0 ... classes-1): 0 or 1 for two
 * classes, one-hot vectors for more. Takes over `label`, also on errors. STATUS_MEMORY.
 */
bool samples_take_labels(struct samples *samples, int classes, uint16_t *label,
                         struct status *status);

/* Frees the arrays and empties the split. */
void samples_clear(struct samples *samples);

#endif
