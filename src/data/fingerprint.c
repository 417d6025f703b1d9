/* fingerprint.c - a dataset's checksum; see fingerprint.h. */
#include "fingerprint.h"

#include "base/checksum.h"

/* The inputs, as they are held. */
static uint64_t add_inputs(uint64_t sum, const struct samples *samples)
{
    size_t rows = samples->m + 1, all = samples->m * samples->n_x;

    switch (samples->form) {
    case SAMPLES_SPARSE:
        sum = checksum_add(sum, samples->row_start, rows * sizeof *samples->row_start);
        sum = checksum_add(sum, samples->column,
                           samples->row_start[samples->m] * sizeof *samples->column);
        return checksum_add(sum, samples->value, samples->row_start[samples->m]);
    case SAMPLES_BYTES:
        return checksum_add(sum, samples->bytes, all);
    case SAMPLES_REAL:
        return checksum_add(sum, samples->x, all * sizeof *samples->x);
    case SAMPLES_LIST:
        sum = checksum_add(sum, samples->row_start, rows * sizeof *samples->row_start);
        sum = checksum_add(sum, samples->place,
                           samples->row_start[samples->m] * sizeof *samples->place);
        return checksum_add(sum, samples->number,
                            samples->row_start[samples->m] * sizeof *samples->number);
    }
    return sum;
}

static uint64_t add_split(uint64_t sum, const struct samples *samples)
{
    sum = checksum_add_number(sum, samples->m);
    sum = checksum_add_number(sum, samples->n_x);
    sum = checksum_add_number(sum, samples->n_y);
    if (samples->m == 0)
        return sum;
    sum = add_inputs(sum, samples);
    if (samples->y)
        sum = checksum_add(sum, samples->y, samples->m * samples->n_y * sizeof *samples->y);
    if (samples->label)
        sum = checksum_add(sum, samples->label, samples->m * sizeof *samples->label);
    return sum;
}

uint64_t dataset_fingerprint(const struct dataset *dataset)
{
    uint64_t sum = checksum_add(0, dataset->intensity, sizeof dataset->intensity);

    sum = add_split(sum, &dataset->train);
    return add_split(sum, &dataset->test);
}
