/*
 * rows.h - some rows of a split, consecutive or picked, for passes, batches and kernels.
 */
#ifndef OPTOP_ROWS_H
#define OPTOP_ROWS_H

#include <stddef.h>
#include <stdint.h>

/* Row r, counted from 0, is sample index[first + r], or first + r without an index. */
struct rows {
    const uint32_t *index;
    size_t first, count;
};

static inline size_t rows_sample(const struct rows *rows, size_t row)
{
    return rows->index ? rows->index[rows->first + row] : rows->first + row;
}

#endif
