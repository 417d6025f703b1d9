/* columns.c - sparse inputs sorted by columns; see columns.h. */
#include "columns.h"

#include "base/array.h"

/*
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
