/*
 * columns.h - the non-zero inputs of a few samples, sorted by columns, for the gradient of the
 * first layer. Knows no network.
 */
#ifndef OPTOP_COLUMNS_H
#define OPTOP_COLUMNS_H

#include "dataset.h"
#include "entry.h"
#include "rows.h"

/* Samples that are sorted together. */
enum { COLUMNS_ROWS = 128 };

/*
 * A block of samples: the list of input j is entry[begin[j]] ... entry[end[j] - 1], rows ascending.
 * An entry's place is its row.
 */
struct columns {
    size_t rows, n_x;
    const uint32_t *begin, *end;
    const list_entry *entry;
};

/* Bytes of scratch (aligned to REAL_ALIGNMENT) that sorting needs; SIZE_MAX: too many to count. */
size_t columns_scratch_size(size_t n_x);

/*
 * Sorts at most COLUMNS_ROWS rows of sparse samples, of their inputs from ... to-1, which are
 * columns 0 ... to-from-1 then; the lists lie in `scratch`.
 */
struct columns columns_sort(const struct samples *samples, const struct rows *rows, size_t from,
                            size_t to, void *scratch);

#endif
