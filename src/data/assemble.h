/* assemble.h - a dataset made from a reader's raw data; for format.c. Knows no format. */
#ifndef OPTOP_ASSEMBLE_H
#define OPTOP_ASSEMBLE_H

#include "format.h"

/*
 * Decides between classification and regression, keeps the wanted classes, splits data that have no
 * test split, and scales. Takes over the arrays of `raw`; the caller clears the rest.
 */
struct dataset *assemble(struct raw *raw, const struct data_request *request,
                         struct status *status);

#endif
