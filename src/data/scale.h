/*
 * scale.h - scaling of inputs and targets by statistics of the training split alone. Knows no
 * format.
 */
#ifndef OPTOP_SCALE_H
#define OPTOP_SCALE_H

#include "format.h"

/* Turns bytes into numbers where a table of 256 intensities cannot scale them. STATUS_MEMORY. */
bool scale_bytes(struct raw *raw, enum data_scale scale, struct status *status);

/*
 * Scales the inputs of both splits, of form RAW_REALS or RAW_SPARSE, by column:
 *   SCALE_STANDARD  (x - mean) / deviation: population deviation; a constant column is only shifted
 *   SCALE_UNIT      (x - min) / (max - min); sparse: x / max |x|, so that zeros stay
 *   SCALE_NONE      as they are
 * Missing inputs (NaN) become the column's mean first. STATUS_MEMORY, STATUS_INVALID (sparse data
 * and SCALE_STANDARD), STATUS_CANCELLED.
 */
bool scale_inputs(struct raw *raw, enum data_scale scale, struct status *status);

/*
 * The same for the labels of a regression; writes shift and factor: y' = (y - shift) / factor.
 * STATUS_DATA where they are too large for that.
 */
bool scale_target(struct raw *raw, enum data_scale scale, double *shift, double *factor,
                  struct status *status);

#endif
