/*
 * dataset.c - loads the four IDX files, keeps the wanted classes, and makes the two splits; see
 * dataset.h. How files are read is in idx.c, how a split is stored in samples.c.
 */
#include "dataset.h"

#include "columns.h"

#include "idx.h"
#include "samples.h"
#include "tiles.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The labels of one file. */
struct labels {
    size_t count;
    uint8_t *label;
};

/* ---- which classes ------------------------------------------------------------------------ */

static bool refuse_classes(const char *text, struct status *status)
{
    return status_fail(status, STATUS_INVALID,
                       "classes: '%s' is not a list of labels (allowed: at least two different "
                       "ones from 0 to 255, such as 0,1; nothing keeps all)",
                       text);
}

bool class_filter_parse(const char *text, struct class_filter *filter, struct status *status)
{
    struct class_filter parsed = {0};
    bool seen[DATASET_CLASSES_MAX] = {false};
    const char *at = text;

    while (*at || parsed.count > 0) {
        int label = -1;

        at += strspn(at, " ");
        for (; *at >= '0' && *at <= '9' && label < DATASET_CLASSES_MAX; at++)
            label = (label < 0 ? 0 : label) * 10 + (*at - '0');
        at += strspn(at, " ");
        if (label < 0 || label >= DATASET_CLASSES_MAX || seen[label])
            return refuse_classes(text, status);
        seen[label] = true;
        parsed.label[parsed.count++] = (uint8_t)label;
        if (*at == '\0')
            break;
        if (*at++ != ',')
            return refuse_classes(text, status);
    }
    if (parsed.count == 1)
        return refuse_classes(text, status);
    *filter = parsed;
    return true;
}

static void mark_labels(const struct labels *labels, bool *occurs)
{
    for (size_t i = 0; i < labels->count; i++)
        occurs[labels->label[i]] = true;
}

/* Fills dataset->classes and class_of from the filter, or from what occurs. */
static bool choose_classes(struct dataset *dataset, const struct class_filter *filter,
                           const struct labels *train, const struct labels *test,
                           const char *folder, struct status *status)
{
    bool in_train[DATASET_CLASSES_MAX] = {false}, occurs[DATASET_CLASSES_MAX];

    mark_labels(train, in_train);
    memcpy(occurs, in_train, sizeof occurs);
    mark_labels(test, occurs);
    if (filter->count == 0) {
        for (int label = 0; label < DATASET_CLASSES_MAX; label++)
            if (occurs[label])
                dataset->class_of[dataset->classes++] = (uint8_t)label;
        if (dataset->classes < 2)
            return status_fail(status, STATUS_DATA,
                               "%s: all labels are %d; at least two classes are needed", folder,
                               dataset->class_of[0]);
        return true;
    }
    for (int c = 0; c < filter->count; c++) {
        if (!in_train[filter->label[c]])
            return status_fail(status, STATUS_DATA,
                               "%s: class %d does not occur in the training labels", folder,
                               filter->label[c]);
        dataset->class_of[dataset->classes++] = filter->label[c];
    }
    return true;
}

/* ---- reading ------------------------------------------------------------------------------ */

static struct idx_file *open_file(const char *folder, const char *name, int dimensions,
                                  struct status *status)
{
    size_t size = strlen(folder) + strlen(name) + 2;
    char *path = malloc(size);

    if (!path) {
        status_out_of_memory(status, "a file name");
        return NULL;
    }
    snprintf(path, size, "%s/%s", folder, name);
    struct idx_file *file = idx_open(path, dimensions, status);
    free(path);
    return file;
}

/* The caller frees labels->label. */
static bool read_labels(const char *folder, const char *name, struct labels *labels,
                        struct status *status)
{
    struct idx_file *file = open_file(folder, name, 1, status);

    if (!file)
        return false;
    labels->count = idx_size(file, 0);
    labels->label = samples_allocate(labels->count, 1, "the labels", status);
    bool read = labels->label && idx_read(file, labels->label, labels->count, status) &&
                idx_finish(file, status);
    idx_close(file);
    return read;
}

/* The class of each sample that is kept, in order; *m is how many there are. */
static uint16_t *keep_labels(const struct dataset *dataset, const struct labels *labels, size_t *m,
                             struct status *status)
{
    int class_of_label[DATASET_CLASSES_MAX];
    uint16_t *kept = samples_allocate(labels->count, sizeof *kept, "the labels", status);

    *m = 0;
    if (!kept)
        return NULL;
    for (int label = 0; label < DATASET_CLASSES_MAX; label++)
        class_of_label[label] = -1;
    for (int c = 0; c < dataset->classes; c++)
        class_of_label[dataset->class_of[c]] = c;
    for (size_t i = 0; i < labels->count; i++)
        if (class_of_label[labels->label[i]] >= 0)
            kept[(*m)++] = (uint16_t)class_of_label[labels->label[i]];
    return kept;
}

/* Reads all images and keeps those of the kept classes, m of them. */
static uint8_t *read_images(struct idx_file *file, const struct dataset *dataset,
                            const struct labels *labels, size_t m, size_t n_x,
                            struct status *status)
{
    bool wanted[DATASET_CLASSES_MAX] = {false};
    /* A row more than is kept: the others are read into it. */
    uint8_t *bytes = samples_allocate(m + 1, n_x, "the images", status);
    size_t kept = 0;
    bool read = bytes != NULL;

    for (int c = 0; c < dataset->classes; c++)
        wanted[dataset->class_of[c]] = true;
    for (size_t i = 0; read && i < labels->count; i++) {
        read = idx_read(file, bytes + kept * n_x, n_x, status);
        kept += wanted[labels->label[i]];
    }
    if (read && idx_finish(file, status))
        return bytes;
    free(bytes);
    return NULL;
}

static bool read_split(struct idx_file *file, const struct dataset *dataset,
                       const struct labels *labels, struct samples *samples, struct status *status)
{
    size_t m, n_x = idx_payload(file) / idx_size(file, 0);

    if (idx_size(file, 0) != labels->count)
        return status_fail(status, STATUS_DATA, "%s: %u images, but there are %zu labels",
                           idx_path(file), idx_size(file, 0), labels->count);
    uint16_t *label = keep_labels(dataset, labels, &m, status);
    if (!label)
        return false;
    if (m == 0) {
        free(label);
        return status_fail(status, STATUS_DATA, "%s: no image is of a wanted class",
                           idx_path(file));
    }
    uint8_t *bytes = read_images(file, dataset, labels, m, n_x, status);
    if (!bytes || !samples_take_bytes(samples, m, n_x, bytes, status)) {
        free(label);
        return false;
    }
    return samples_take_labels(samples, dataset->classes, label, status);
}

static bool same_size(const struct idx_file *train, const struct idx_file *test,
                      struct status *status)
{
    if (idx_size(train, 1) == idx_size(test, 1) && idx_size(train, 2) == idx_size(test, 2))
        return true;
    return status_fail(status, STATUS_DATA,
                       "%s: images of %u x %u, but the training images are %u x %u", idx_path(test),
                       idx_size(test, 1), idx_size(test, 2), idx_size(train, 1),
                       idx_size(train, 2));
}

static bool read_folder(struct dataset *dataset, const char *folder,
                        const struct class_filter *filter, struct status *status)
{
    struct labels train = {0}, test = {0};
    struct idx_file *train_images = NULL, *test_images = NULL;
    bool read = (train_images = open_file(folder, "train-images-idx3-ubyte", 3, status)) &&
                read_labels(folder, "train-labels-idx1-ubyte", &train, status) &&
                (test_images = open_file(folder, "t10k-images-idx3-ubyte", 3, status)) &&
                read_labels(folder, "t10k-labels-idx1-ubyte", &test, status) &&
                same_size(train_images, test_images, status) &&
                choose_classes(dataset, filter, &train, &test, folder, status) &&
                read_split(train_images, dataset, &train, &dataset->train, status) &&
                read_split(test_images, dataset, &test, &dataset->test, status);

    idx_close(train_images);
    idx_close(test_images);
    free(train.label);
    free(test.label);
    return read;
}

/* ---- the dataset -------------------------------------------------------------------------- */

/* The last component of the folder's path. */
static void set_name(struct dataset *dataset, const char *folder)
{
    size_t end = strlen(folder), begin;

    while (end > 1 && folder[end - 1] == '/')
        end--;
    for (begin = end; begin > 0 && folder[begin - 1] != '/'; begin--)
        ;
    if (begin == end)
        begin = 0;
    snprintf(dataset->name, sizeof dataset->name, "%.*s",
             (int)(end - begin < sizeof dataset->name ? end - begin : sizeof dataset->name),
             folder + begin);
}

static struct dataset *dataset_create(struct status *status)
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
    for (int v = 0; v < 256; v++)
        dataset->intensity[v] = (real)(v / 255.0);
    return dataset;
}

struct dataset *dataset_load(const char *folder, const struct class_filter *filter,
                             struct status *status)
{
    struct dataset *dataset = dataset_create(status);

    if (!dataset)
        return NULL;
    set_name(dataset, folder);
    if (read_folder(dataset, folder, filter, status))
        return dataset;
    dataset_free(dataset);
    return NULL;
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
    struct dataset *dataset = dataset_create(status);
    if (!dataset)
        return NULL;
    snprintf(dataset->name, sizeof dataset->name, "numbers");
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

static bool sort_columns(struct samples *samples, struct status *status)
{
    if (samples->form == SAMPLES_SPARSE && !samples->columns)
        samples->columns = columns_store_create(samples, status);
    return samples->form != SAMPLES_SPARSE || samples->columns;
}

static bool sort_tiles(struct samples *samples, struct status *status)
{
    if (samples->form == SAMPLES_SPARSE && !samples->tiles)
        samples->tiles = tiles_store_create(samples, status);
    return samples->form != SAMPLES_SPARSE || samples->tiles;
}

bool dataset_sort(struct dataset *dataset, struct status *status)
{
    bool sorted;

    pthread_mutex_lock(&dataset->sorting);
    sorted = sort_columns(&dataset->train, status) && sort_tiles(&dataset->train, status) &&
             sort_tiles(&dataset->test, status);
    pthread_mutex_unlock(&dataset->sorting);
    return sorted;
}

void dataset_free(struct dataset *dataset)
{
    if (!dataset || atomic_fetch_sub(&dataset->references, 1) > 1)
        return;
    samples_clear(&dataset->train);
    samples_clear(&dataset->test);
    pthread_mutex_destroy(&dataset->sorting);
    free(dataset);
}
