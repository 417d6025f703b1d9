/*
 * array.h - arrays that begin on a cache line: sizes rounded up, products checked.
 */
#ifndef OPTOP_ARRAY_H
#define OPTOP_ARRAY_H

#include "real.h"
#include "status.h"

#include <stddef.h>

/* Rounded up to whole cache lines: where the next array may begin. */
static inline size_t array_padded(size_t bytes)
{
    return (bytes + REAL_ALIGNMENT - 1) / REAL_ALIGNMENT * REAL_ALIGNMENT;
}

/*
 * A count x size array on the heap, freed with free(); NULL and STATUS_MEMORY for `what` when the
 * memory is lacking or the product overflows.
 */
void *array_allocate(size_t count, size_t size, const char *what, struct status *status);

#endif
