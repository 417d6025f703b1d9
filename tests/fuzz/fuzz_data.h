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

/* Other bytes in a file in memory. */
static inline void fuzz_rewrite(int file, const uint8_t *bytes, size_t count)
{
    MUST(ftruncate(file, 0) == 0);
    MUST(count == 0 || pwrite(file, bytes, count, 0) == (ssize_t)count);
}

/*
 * A folder that lasts as long as the process, so that an execution costs no work of a file system;
 * its entries are links to files in memory.
 */
struct fuzz_folder {
    char path[64];
    const char *const *name;
    int names;
};
static struct fuzz_folder fuzz_folder;

static inline char *fuzz_entry(int i, char *path, size_t size)
{
    snprintf(path, size, "%s/%s", fuzz_folder.path, fuzz_folder.name[i]);
    return path;
}

static inline void fuzz_folder_remove(void)
{
    char path[128];

    for (int i = 0; i < fuzz_folder.names; i++)
        unlink(fuzz_entry(i, path, sizeof path));
    rmdir(fuzz_folder.path);
}

/* Makes the folder with these names, each of one of the files. It is removed at the end. */
static inline void fuzz_folder_make(const char *const *name, const int *file, int names)
{
    char path[128], target[64];

    fuzz_folder = (struct fuzz_folder){.path = "/tmp/optop-fuzz-XXXXXX", .name = name};
    MUST(mkdtemp(fuzz_folder.path) != NULL);
    MUST(atexit(fuzz_folder_remove) == 0);
    for (; fuzz_folder.names < names; fuzz_folder.names++) {
        snprintf(target, sizeof target, "/proc/self/fd/%d", file[fuzz_folder.names]);
        MUST(symlink(target, fuzz_entry(fuzz_folder.names, path, sizeof path)) == 0);
    }
}

static inline bool fuzz_any_nan(const real *x, size_t count)
{
    bool nan = false;

    for (size_t i = 0; i < count; i++)
        nan |= isnan(x[i]);
    return nan;
}

/* Inputs as a person would see them; of very wide rows the list that they are kept in. */
static inline void fuzz_check_inputs(const struct dataset *dataset, const struct samples *split)
{
    const size_t width = 1 << 14, rows = 64;
    size_t entries = split->form == SAMPLES_LIST ? split->row_start[split->m] : 0;
    real *x;

    if (split->form == SAMPLES_LIST)
        MUST(!fuzz_any_nan(split->number, entries));
    for (size_t p = 0; p < entries; p++)
        MUST(split->place[p] < split->n_x);
    if (split->n_x > width)
        return;
    x = malloc(split->n_x * sizeof *x);
    MUST(x);
    for (size_t i = 0; i < split->m && i < rows; i++) {
        samples_expand(dataset, split, NULL, i, 1, x);
        MUST(!fuzz_any_nan(x, split->n_x));
    }
    free(x);
}

static inline void fuzz_check_split(const struct dataset *dataset, const struct samples *split)
{
    MUST(split->m > 0 && split->n_x > 0 && split->n_x == dataset->train.n_x);
    fuzz_check_inputs(dataset, split);
    for (size_t i = 0; i < split->m; i++) {
        if (split->label)
            MUST(split->label[i] < dataset->classes);
        for (size_t j = 0; j < split->n_y; j++)
            MUST(!isnan(split->y[i * split->n_y + j]));
    }
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
