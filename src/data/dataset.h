/*
 * dataset.h - the samples that a problem is trained and tested on; format.h reads them. Knows no
 * network.
 *
 * A split keeps its inputs in one of four forms, chosen when it is made:
 *   SAMPLES_SPARSE  bytes, the zeros left out, compressed by rows (MNIST: 19 % are not zero)
 *   SAMPLES_BYTES   bytes, all of them, row by row (too dense for the sparse form to pay)
 *   SAMPLES_REAL    numbers, row by row
 *   SAMPLES_LIST    numbers, the zeros left out, compressed by rows: sparse data
 * A byte v stands for dataset.intensity[v]: v/255.0, unless another scale is asked for.
 *
 * Rows are samples here (m x n_x): the notebook's X is the transpose.
 */
#ifndef OPTOP_DATASET_H
#define OPTOP_DATASET_H

#include "base/real.h"
#include "base/status.h"
#include "facts.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

enum samples_form { SAMPLES_SPARSE, SAMPLES_BYTES, SAMPLES_REAL, SAMPLES_LIST };

/*
 * One split. All arrays belong to the dataset and are never changed after loading; the sorted
 * copies come later (dataset_sort), also while others read the split.
 */
struct samples {
    enum samples_form form;
    size_t m;   /* samples */
    size_t n_x; /* inputs of a sample */
    size_t n_y; /* targets of a sample */

    const uint32_t *row_start; /* SPARSE, LIST: m + 1 offsets into the lists of rows */
    const uint16_t *column;    /* SPARSE: ascending within a row; one more, as it is read ahead */
    const uint8_t *value;      /* SPARSE: never 0; one more */
    const uint8_t *bytes;      /* BYTES: m x n_x */
    const real *x;             /* REAL: m x n_x */
    const uint32_t *place;     /* LIST: columns, ascending within a row */
    const real *number;        /* LIST: never 0 */
    /* SPARSE: the same in lists that two samples or two inputs share, or NULL; pairs.h */
    struct pairs_store *_Atomic sample_pairs, *_Atomic input_pairs;

    const real *y;         /* m x n_y targets: 0/1 for two classes, one-hot for more; or numbers */
    const uint16_t *label; /* m: the class, 0 ... dataset.classes - 1; NULL: there are no classes */
};

enum { DATASET_NAME_MAX = 256 };

struct dataset {
    char name[DATASET_NAME_MAX]; /* for the reader: "mnist01", or the folder's last component */
    struct samples train, test;
    int classes;                        /* how many classes were kept; 0: there are none */
    char (*class_name)[FACTS_NAME_MAX]; /* the label of each class, as text */
    bool regression;                    /* numbers are learned: there are no accuracies */
    bool table;                         /* read from a table: softmax is its usual loss */
    double target_shift, target_factor; /* regression: y here is (y - shift) / factor */
    size_t height, width, channels;     /* of images, rows of pixels; 0: no images */
    struct facts facts;                 /* the description of the data */
    real intensity[256];                /* v/255.0, as NumPy computes it, or another scale */
    atomic_int references;              /* see dataset_share */
    pthread_mutex_t sorting;            /* held by dataset_sort */
};

/*
 * An empty dataset to be filled; its name is the last component of `path`. NULL and STATUS_MEMORY.
 */
struct dataset *dataset_create(const char *path, struct status *status);

/*
 * A dataset of given numbers: x is m x n_x row by row (one row per sample), y is m x n_y; both are
 * copied. The test split is a copy of the training split when x_test is NULL (m_test and y_test do
 * not matter then).
 */
struct dataset *dataset_from_reals(size_t n_x, size_t n_y, size_t m_train, const double *x_train,
                                   const double *y_train, size_t m_test, const double *x_test,
                                   const double *y_test, struct status *status);

/* One more reference to the dataset, for another owner in any thread; returns it. */
struct dataset *dataset_share(struct dataset *dataset);

/*
 * Sorts sparse inputs once more for passes over all samples: both splits by samples, the training
 * split by inputs, too (pairs.h); `share`: two share a list. The passes are faster then and their
 * results the same, but for signs of zeros. Needs two to five more bytes for each input that is not
 * zero, in training twice that. The dataset may be shared and in use. STATUS_MEMORY.
 */
bool dataset_sort(struct dataset *dataset, bool share, struct status *status);

/* Gives a reference back; the last one frees the dataset. NULL is allowed. */
void dataset_free(struct dataset *dataset);

/*
 * Writes the inputs of rows first ... first+count-1 (or of the rows named by `index`, if not
 * NULL, at those positions) as reals, row by row: count x n_x. For tests and the dense path.
 */
void samples_expand(const struct dataset *dataset, const struct samples *samples,
                    const uint32_t *index, size_t first, size_t count, real *x);

/* Are the inputs the pixels of images: channels * height * width of them, channel by channel? */
static inline bool dataset_has_images(const struct dataset *dataset)
{
    size_t channels = dataset->channels > 0 ? dataset->channels : 1;

    return dataset->height > 0 && dataset->width > 0 &&
           dataset->height * dataset->width * channels == dataset->train.n_x;
}

/* Share of inputs that are not zero, 0 ... 1. */
double samples_density(const struct samples *samples);

#endif
