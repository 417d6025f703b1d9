/* assemble.h - a dataset made of what a reader found; for format.c. Knows no format. */
#ifndef OPTOP_ASSEMBLE_H
#define OPTOP_ASSEMBLE_H

#include "format.h"

/*
 * Decides between classification and regression, keeps the wanted classes, divides where the data
 * have no test split, and scales. Takes over the arrays of `raw`; the caller clears what is left.
 */
struct dataset *assemble(struct raw *raw, const struct data_request *request,
                         struct status *status);

#endif
