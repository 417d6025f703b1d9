/* raw.c - data as a reader leaves them; see raw.h. */
#include "raw.h"

#include "base/array.h"

#include <stdlib.h>
#include <string.h>

static void clear_split(struct raw_split *split)
{
    free(split->bytes);
    free(split->x);
    free(split->row_start);
    free(split->column);
    free(split->value);
    free(split->y);
    *split = (struct raw_split){0};
}

void raw_clear(struct raw *raw)
{
    clear_split(&raw->train);
    clear_split(&raw->test);
    for (size_t i = 0; i < raw->labels; i++)
        free(raw->label[i]);
    free(raw->label);
    facts_clear(&raw->facts);
    *raw = (struct raw){0};
}

size_t raw_row_size(const struct raw *raw)
{
    return raw->n_x * (raw->form == RAW_BYTES ? sizeof(uint8_t) : sizeof(real));
}

/* Moves row `from` of one split to row `to` of another, which may be the same, further up. */
static void move_row(const struct raw *raw, const struct raw_split *source, size_t from,
                     struct raw_split *target, size_t to)
{
    size_t size = raw_row_size(raw);

    if (raw->form == RAW_SPARSE) {
        size_t begin = source->row_start[from], count = source->row_start[from + 1] - begin;
        size_t at = target->row_start[to];

        memmove(target->column + at, source->column + begin, count * sizeof *target->column);
        memmove(target->value + at, source->value + begin, count * sizeof *target->value);
        target->row_start[to + 1] = (uint32_t)(at + count);
    } else if (raw->form == RAW_BYTES) {
        memmove(target->bytes + to * size, source->bytes + from * size, size);
    } else {
        memmove(target->x + to * raw->n_x, source->x + from * raw->n_x, size);
    }
    if (source->y)
        target->y[to] = source->y[from];
}

void raw_compact(const struct raw *raw, struct raw_split *split, const bool *keep)
{
    size_t kept = 0;

    for (size_t i = 0; i < split->m; i++)
        if (keep[i]) {
            if (kept < i)
                move_row(raw, split, i, split, kept);
            kept++;
        }
    split->m = kept;
}

static bool allocate(const struct raw *raw, const struct raw_split *from, const bool *take,
                     struct raw_split *to, struct status *status)
{
    static const char what[] = "a split of the data";
    size_t entries = 0, m = 0;

    for (size_t i = 0; i < from->m; i++)
        if (take[i]) {
            m++;
            entries += raw->form == RAW_SPARSE ? from->row_start[i + 1] - from->row_start[i] : 0;
        }
    to->m = m;
    memcpy(to->name, from->name, sizeof to->name);
    if (from->y && !(to->y = array_allocate(m, sizeof *to->y, what, status)))
        return false;
    if (raw->form == RAW_BYTES)
        return (to->bytes = array_allocate(m, raw->n_x, what, status)) != NULL;
    if (raw->form == RAW_REALS)
        return (to->x = array_allocate(m, raw_row_size(raw), what, status)) != NULL;
    to->row_start = array_allocate(m + 1, sizeof *to->row_start, what, status);
    to->column = array_allocate(entries, sizeof *to->column, what, status);
    to->value = array_allocate(entries, sizeof *to->value, what, status);
    if (to->row_start)
        to->row_start[0] = 0;
    return to->row_start && to->column && to->value;
}

bool raw_copy(const struct raw *raw, const struct raw_split *from, const bool *take,
              struct raw_split *to, struct status *status)
{
    enum { ROWS_BETWEEN_LOOKS = 4096 };
    size_t used = 0;

    if (!allocate(raw, from, take, to, status))
        return false;
    for (size_t i = 0; i < from->m; i++) {
        if (i % ROWS_BETWEEN_LOOKS == 0 && status_cancelled(status))
            return false;
        if (take[i])
            move_row(raw, from, i, to, used++);
    }
    return true;
}
