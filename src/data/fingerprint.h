/*
 * fingerprint.h - 64 bits that tell whether a dataset is the one that was trained on before. Knows
 * no file.
 */
#ifndef OPTOP_FINGERPRINT_H
#define OPTOP_FINGERPRINT_H

#include "dataset.h"

/* Of inputs, targets and labels of both splits, in their order. */
uint64_t dataset_fingerprint(const struct dataset *dataset);

#endif
