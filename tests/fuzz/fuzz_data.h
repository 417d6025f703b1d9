/*
 * fuzz_data.h - any bytes as a data file of a format: what is read must hold together, or be
 * refused with a sentence.
 */
#ifndef OPTOP_FUZZ_DATA_H
#define OPTOP_FUZZ_DATA_H

#include "fuzz.h"

#include "data/format.h"

#include <math.h>
#include <sys/mman.h>
#include <unistd.h>

/* The number of a format as the setting `format` has it. */
static inline int fuzz_format(const char *name)
{
    int i = 0;

    while (strcmp(format_names[i], name) != 0)
        i++;
    return i;
}

/* A file in memory with these bytes; the caller closes it. Its path is /proc/self/fd/NUMBER. */
static inline int fuzz_file(const uint8_t *bytes, size_t count)
{
    int file = memfd_create("input", MFD_CLOEXEC);

    MUST(file >= 0);
    MUST(count == 0 || write(file, bytes, count) == (ssize_t)count);
    return file;
}

static inline void fuzz_check_split(const struct dataset *dataset, const struct samples *split)
{
    real *x = malloc(split->n_x * sizeof *x);

    MUST(x && split->m > 0 && split->n_x > 0 && split->n_x == dataset->train.n_x);
    for (size_t i = 0; i < split->m && i < 64; i++) {
        samples_expand(dataset, split, NULL, i, 1, x);
        for (size_t j = 0; j < split->n_x; j++)
            MUST(!isnan(x[j]));
        if (split->label)
            MUST(split->label[i] < dataset->classes);
        for (size_t j = 0; j < split->n_y; j++)
            MUST(!isnan(split->y[i * split->n_y + j]));
    }
    free(x);
}

static inline void fuzz_load(const struct data_request *request)
{
    struct status status = {0};
    struct dataset *dataset = data_load(request, &status);

    MUST((dataset == NULL) == (status.code != STATUS_OK));
    MUST((status.code == STATUS_OK) == (status.message[0] == '\0'));
    if (dataset) {
        fuzz_check_split(dataset, &dataset->train);
        fuzz_check_split(dataset, &dataset->test);
        MUST(dataset->regression == (dataset->classes == 0));
    }
    dataset_free(dataset);
}

/* Reads the bytes as a file of the format, recognized when `format` is 0. */
static inline void fuzz_read(const uint8_t *bytes, size_t count, struct data_request request)
{
    int file = fuzz_file(bytes, count);
    char path[64];

    snprintf(path, sizeof path, "/proc/self/fd/%d", file);
    request.path = path;
    fuzz_load(&request);
    close(file);
}

#endif
