/* columns.c - sparse inputs sorted by columns; see columns.h. */
#include "columns.h"

#include "base/array.h"

#include <stdlib.h>
#include <string.h>

/* ---- sorting ----------------------------------------------------------------------------------
 *
 * Each column has room for an entry of every row, so that nothing need be counted beforehand. The
 * room is not a power of two, lest the lists' beginnings compete for a few lines of the cache.
 */
enum { LIST_ROOM = COLUMNS_ROWS + 4 };

size_t columns_scratch_size(size_t n_x)
{
    if (n_x > UINT32_MAX / LIST_ROOM)
        return SIZE_MAX;
    return 2 * array_padded(n_x * sizeof(uint32_t)) +
           array_padded(n_x * LIST_ROOM * sizeof(list_entry));
}

/* The first entry from `begin` on, of those before `end`, whose column is not below `from`. */
static size_t first_at(const uint16_t *column, size_t begin, size_t end, size_t from)
{
    while (begin < end) {
        size_t middle = begin + (end - begin) / 2;

        if (column[middle] < from)
            begin = middle + 1;
        else
            end = middle;
    }
    return begin;
}

struct columns columns_sort(const struct samples *samples, const struct rows *rows, size_t from,
                            size_t to, void *scratch)
{
    const uint16_t *column = samples->column;
    const uint8_t *value = samples->value;
    size_t n_x = to - from;
    uint32_t *begin = scratch;
    uint32_t *end = (void *)((char *)scratch + array_padded(n_x * sizeof *begin));
    list_entry *entry = (void *)((char *)end + array_padded(n_x * sizeof *end));

    for (size_t j = 0; j < n_x; j++)
        begin[j] = end[j] = (uint32_t)j * LIST_ROOM;
    for (size_t r = 0; r < rows->count; r++) {
        size_t sample = rows_sample(rows, r), p = samples->row_start[sample];
        size_t last = samples->row_start[sample + 1];

        if (from > 0)
            p = first_at(column, p, last, from);
        if (to < samples->n_x)
            last = first_at(column, p, last, to);
        for (; p < last; p++)
            entry[end[column[p] - from]++] = entry_of(r, value[p]);
    }
    return (struct columns){rows->count, n_x, begin, end, entry};
}

/* ---- a split sorted once ----------------------------------------------------------------------
 */

struct columns_store {
    size_t m, n_x;
    uint32_t *start; /* for each block n_x + 1 places where its columns' lists begin */
    list_entry *entry;
};

/* Appends a sorted block without the gaps between its lists; returns the entries then used. */
static uint32_t append(struct columns_store *store, size_t block, const struct columns *columns,
                       uint32_t used)
{
    uint32_t *start = store->start + block * (store->n_x + 1);

    for (size_t j = 0; j < store->n_x; j++) {
        uint32_t length = columns->end[j] - columns->begin[j];

        start[j] = used;
        memcpy(store->entry + used, columns->entry + columns->begin[j],
               length * sizeof *store->entry);
        used += length;
    }
    start[store->n_x] = used;
    return used;
}

static void fill(struct columns_store *store, const struct samples *samples, void *scratch)
{
    uint32_t used = 0;

    for (size_t first = 0; first < store->m; first += COLUMNS_ROWS) {
        size_t left = store->m - first;
        struct rows rows = {NULL, first, left < COLUMNS_ROWS ? left : COLUMNS_ROWS};
        struct columns columns = columns_sort(samples, &rows, 0, store->n_x, scratch);

        used = append(store, first / COLUMNS_ROWS, &columns, used);
    }
}

struct columns_store *columns_store_create(const struct samples *samples, struct status *status)
{
    struct columns_store *store = calloc(1, sizeof *store);
    size_t blocks = (samples->m + COLUMNS_ROWS - 1) / COLUMNS_ROWS;
    size_t scratch_size = columns_scratch_size(samples->n_x);
    void *scratch = scratch_size < SIZE_MAX ? aligned_alloc(REAL_ALIGNMENT, scratch_size) : NULL;

    if (store) {
        store->m = samples->m;
        store->n_x = samples->n_x;
        store->start = calloc(blocks, (samples->n_x + 1) * sizeof *store->start);
        store->entry = malloc((samples->row_start[samples->m] + (size_t)1) * sizeof *store->entry);
    }
    if (!scratch || !store || !store->start || !store->entry) {
        columns_store_free(store);
        store = NULL;
        status_out_of_memory(status, "the training images sorted by columns");
    } else {
        fill(store, samples, scratch);
    }
    free(scratch);
    return store;
}

void columns_store_free(struct columns_store *store)
{
    if (!store)
        return;
    free(store->start);
    free(store->entry);
    free(store);
}

bool columns_store_find(const struct columns_store *store, size_t first, size_t count,
                        struct columns *columns)
{
    size_t left = first < store->m ? store->m - first : 0;
    const uint32_t *start;

    if (count == 0 || first % COLUMNS_ROWS != 0 ||
        count != (left < COLUMNS_ROWS ? left : COLUMNS_ROWS))
        return false;
    start = store->start + first / COLUMNS_ROWS * (store->n_x + 1);
    *columns = (struct columns){count, store->n_x, start, start + 1, store->entry};
    return true;
}
