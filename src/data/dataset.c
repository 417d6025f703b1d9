/* dataset.c - the parts of a dataset and their ownership; see dataset.h. */
#include "dataset.h"

#include "pairs.h"
#include "samples.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The last component of the path. */
static void set_name(struct dataset *dataset, const char *path)
{
    size_t end = strlen(path), begin;

    while (end > 1 && path[end - 1] == '/')
        end--;
    for (begin = end; begin > 0 && path[begin - 1] != '/'; begin--)
        ;
    if (begin == end)
        begin = 0;
    snprintf(dataset->name, sizeof dataset->name, "%.*s",
             (int)(end - begin < sizeof dataset->name ? end - begin : sizeof dataset->name),
             path + begin);
}

struct dataset *dataset_create(const char *path, struct status *status)
{
    struct dataset *dataset = calloc(1, sizeof *dataset);

    if (!dataset) {
        status_out_of_memory(status, "the dataset");
        return NULL;
    }
    if (pthread_mutex_init(&dataset->sorting, NULL) != 0) {
        free(dataset);
        status_out_of_memory(status, "the dataset");
        return NULL;
    }
    atomic_init(&dataset->references, 1);
    dataset->target_factor = 1;
    set_name(dataset, path);
    for (int v = 0; v < 256; v++)
        dataset->intensity[v] = (real)(v / 255.0);
    return dataset;
}

struct dataset *dataset_from_reals(size_t n_x, size_t n_y, size_t m_train, const double *x_train,
                                   const double *y_train, size_t m_test, const double *x_test,
                                   const double *y_test, struct status *status)
{
    if (!x_test) {
        m_test = m_train;
        x_test = x_train;
        y_test = y_train;
    }
    if (n_x == 0 || n_y == 0 || m_train == 0 || m_test == 0) {
        status_fail(status, STATUS_INVALID,
                    "a dataset needs at least one input, one target and one sample in each split");
        return NULL;
    }
    struct dataset *dataset = dataset_create("numbers", status);
    if (!dataset)
        return NULL;
    if (samples_copy_reals(&dataset->train, m_train, n_x, x_train, n_y, y_train, status) &&
        samples_copy_reals(&dataset->test, m_test, n_x, x_test, n_y, y_test, status))
        return dataset;
    dataset_free(dataset);
    return NULL;
}

struct dataset *dataset_share(struct dataset *dataset)
{
    atomic_fetch_add(&dataset->references, 1);
    return dataset;
}

static bool pair_samples(struct samples *samples, bool share, struct status *status)
{
    if (samples->form == SAMPLES_SPARSE && !samples->sample_pairs)
        samples->sample_pairs = pairs_of_samples(samples, share, status);
    return samples->form != SAMPLES_SPARSE || samples->sample_pairs;
}

static bool pair_inputs(struct samples *samples, bool share, struct status *status)
{
    if (samples->form == SAMPLES_SPARSE && !samples->input_pairs)
        samples->input_pairs = pairs_of_inputs(samples, share, status);
    return samples->form != SAMPLES_SPARSE || samples->input_pairs;
}

bool dataset_sort(struct dataset *dataset, bool share, struct status *status)
{
    bool sorted;

    pthread_mutex_lock(&dataset->sorting);
    sorted = pair_inputs(&dataset->train, share, status) &&
             pair_samples(&dataset->train, share, status) &&
             pair_samples(&dataset->test, share, status);
    pthread_mutex_unlock(&dataset->sorting);
    return sorted;
}

void dataset_free(struct dataset *dataset)
{
    if (!dataset || atomic_fetch_sub(&dataset->references, 1) > 1)
        return;
    samples_clear(&dataset->train);
    samples_clear(&dataset->test);
    facts_clear(&dataset->facts);
    free(dataset->class_name);
    pthread_mutex_destroy(&dataset->sorting);
    free(dataset);
}
