/*
 * fingerprint.h - a 64-bit checksum that identifies the dataset that was trained on. Knows no file.
 */
#ifndef OPTOP_FINGERPRINT_H
#define OPTOP_FINGERPRINT_H

#include "dataset.h"

/* Of inputs, targets and labels of both splits, in their order. */
uint64_t dataset_fingerprint(const struct dataset *dataset);

#endif
