/*
 * samples.c - one split of a dataset: choosing and making its form, and reading it back as
 * numbers; see dataset.h. Knows no files.
 */
#include "samples.h"

#include "pairs.h"

#include <stdlib.h>
#include <string.h>

/*
 * The sparse form is taken when at most one input in SPARSE_SHARE is not zero: about there the
 * products that skip the zeros and the dense ones take the same time. It needs three bytes for
 * each input that is not zero.
 */
enum { SPARSE_SHARE = 2 };

static size_t count_nonzero(const uint8_t *bytes, size_t count)
{
    size_t nonzero = 0;

    for (size_t i = 0; i < count; i++)
        nonzero += bytes[i] != 0;
    return nonzero;
}

static bool sparse_pays(size_t m, size_t n_x, size_t nonzero)
{
    return n_x <= (size_t)UINT16_MAX + 1 && nonzero < UINT32_MAX &&
           nonzero <= m * n_x / SPARSE_SHARE;
}

static bool eight_zeros(const uint8_t *bytes)
{
    uint64_t word;

    memcpy(&word, bytes, sizeof word);
    return word == 0;
}

/*
 * Lists the non-zero bytes of a row and returns how many there are. Runs of zeros are skipped;
 * elsewhere a byte is written down and then kept or not, without a branch, so the arrays need
 * room for one more.
 */
static size_t compress_row(const uint8_t *row, size_t n_x, uint16_t *column, uint8_t *value)
{
    size_t used = 0;

    for (size_t begin = 0; begin < n_x; begin += 8) {
        size_t end = begin + 8 < n_x ? begin + 8 : n_x;

        if (end == begin + 8 && eight_zeros(row + begin))
            continue;
        for (size_t j = begin; j < end; j++) {
            column[used] = (uint16_t)j;
            value[used] = row[j];
            used += row[j] != 0;
        }
    }
    return used;
}

static bool make_sparse(struct samples *samples, const uint8_t *bytes, size_t nonzero,
                        struct status *status)
{
    static const char what[] = "the sparse form of the data";
    uint32_t *row_start = array_allocate(samples->m + 1, sizeof *row_start, what, status);
    uint16_t *column = array_allocate(nonzero + 1, sizeof *column, what, status);
    uint8_t *value = array_allocate(nonzero + 1, sizeof *value, what, status);

    samples->form = SAMPLES_SPARSE;
    samples->row_start = row_start;
    samples->column = column;
    samples->value = value;
    if (!row_start || !column || !value)
        return false;

    size_t used = 0;
    for (size_t i = 0; i < samples->m; i++) {
        if (status_cancelled(status))
            return false;
        row_start[i] = (uint32_t)used;
        used += compress_row(bytes + i * samples->n_x, samples->n_x, column + used, value + used);
    }
    row_start[samples->m] = (uint32_t)used;
    return true;
}

bool samples_take_bytes(struct samples *samples, size_t m, size_t n_x, uint8_t *bytes,
                        struct status *status)
{
    size_t nonzero = count_nonzero(bytes, m * n_x);

    samples->m = m;
    samples->n_x = n_x;
    if (!sparse_pays(m, n_x, nonzero)) {
        samples->form = SAMPLES_BYTES;
        samples->bytes = bytes;
        return true;
    }
    bool made = make_sparse(samples, bytes, nonzero, status);
    free(bytes);
    return made;
}

static real *copy_reals(size_t rows, size_t columns, const double *from, struct status *status)
{
    size_t count;
    real *to = NULL;

    if (__builtin_mul_overflow(rows, columns, &count))
        status_out_of_memory(status, "the data");
    else
        to = array_allocate(count, sizeof *to, "the data", status);
    for (size_t i = 0; to && i < count; i++)
        to[i] = (real)from[i];
    return to;
}

bool samples_copy_reals(struct samples *samples, size_t m, size_t n_x, const double *x, size_t n_y,
                        const double *y, struct status *status)
{
    samples->form = SAMPLES_REAL;
    samples->m = m;
    samples->n_x = n_x;
    samples->n_y = n_y;
    samples->x = copy_reals(m, n_x, x, status);
    if (samples->x)
        samples->y = copy_reals(m, n_y, y, status);
    return samples->y != NULL;
}

void samples_take_list(struct samples *samples, size_t m, size_t n_x, uint32_t *row_start,
                       uint32_t *place, real *number)
{
    samples->form = SAMPLES_LIST;
    samples->m = m;
    samples->n_x = n_x;
    samples->row_start = row_start;
    samples->place = place;
    samples->number = number;
}

bool samples_take_labels(struct samples *samples, int classes, uint16_t *label,
                         struct status *status)
{
    samples->label = label;
    samples->n_y = classes == 2 ? 1 : (size_t)classes;

    real *y = array_allocate(samples->m, samples->n_y * sizeof *y, "the targets", status);
    samples->y = y;
    if (!y)
        return false;
    for (size_t i = 0; i < samples->m; i++) {
        if (classes == 2)
            y[i] = label[i];
        for (int c = 0; classes > 2 && c < classes; c++)
            y[i * samples->n_y + (size_t)c] = label[i] == c;
    }
    return true;
}

void samples_clear(struct samples *samples)
{
    free((void *)samples->row_start);
    free((void *)samples->column);
    free((void *)samples->value);
    free((void *)samples->bytes);
    free((void *)samples->x);
    free((void *)samples->place);
    free((void *)samples->number);
    free((void *)samples->y);
    free((void *)samples->label);
    pairs_free(samples->sample_pairs);
    pairs_free(samples->input_pairs);
    *samples = (struct samples){0};
}

static void expand_row(const struct dataset *dataset, const struct samples *samples, size_t row,
                       real *x)
{
    size_t n_x = samples->n_x;

    switch (samples->form) {
    case SAMPLES_SPARSE:
        for (size_t j = 0; j < n_x; j++)
            x[j] = 0;
        for (uint32_t k = samples->row_start[row]; k < samples->row_start[row + 1]; k++)
            x[samples->column[k]] = dataset->intensity[samples->value[k]];
        break;
    case SAMPLES_BYTES:
        for (size_t j = 0; j < n_x; j++)
            x[j] = dataset->intensity[samples->bytes[row * n_x + j]];
        break;
    case SAMPLES_REAL:
        memcpy(x, samples->x + row * n_x, n_x * sizeof *x);
        break;
    case SAMPLES_LIST:
        memset(x, 0, n_x * sizeof *x);
        for (uint32_t k = samples->row_start[row]; k < samples->row_start[row + 1]; k++)
            x[samples->place[k]] = samples->number[k];
        break;
    }
}

void samples_expand(const struct dataset *dataset, const struct samples *samples,
                    const uint32_t *index, size_t first, size_t count, real *x)
{
    for (size_t i = 0; i < count; i++) {
        size_t row = index ? index[first + i] : first + i;

        expand_row(dataset, samples, row, x + i * samples->n_x);
    }
}

double samples_density(const struct samples *samples)
{
    size_t inputs = samples->m * samples->n_x, nonzero = 0;

    switch (samples->form) {
    case SAMPLES_SPARSE:
    case SAMPLES_LIST:
        nonzero = samples->row_start[samples->m];
        break;
    case SAMPLES_BYTES:
        nonzero = count_nonzero(samples->bytes, inputs);
        break;
    case SAMPLES_REAL:
        for (size_t i = 0; i < inputs; i++)
            nonzero += samples->x[i] != 0;
        break;
    }
    return inputs ? (double)nonzero / (double)inputs : 0;
}
