/*
 * dataset.h - the samples a problem is trained and tested on, and how they are read: the four
 * IDX files of MNIST and its relatives, plain or gzip-compressed. Knows no network.
 *
 * A split keeps its inputs in one of three forms, chosen when it is made:
 *   SAMPLES_SPARSE  bytes, the zeros left out, compressed by rows (MNIST: 19 % are not zero)
 *   SAMPLES_BYTES   bytes, all of them, row by row (too dense for the sparse form to pay)
 *   SAMPLES_REAL    numbers, row by row
 * A byte v stands for v/255.0: dataset.intensity[v].
 *
 * Rows are samples here (m x n_x): the notebook's X is the transpose.
 */
#ifndef OPTOP_DATASET_H
#define OPTOP_DATASET_H

#include "base/real.h"
#include "base/status.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>

enum samples_form { SAMPLES_SPARSE, SAMPLES_BYTES, SAMPLES_REAL };

/*
 * One split. All arrays belong to the dataset and are never changed after loading; the sorted
 * copies come later (dataset_sort), also while others read the split.
 */
struct samples {
    enum samples_form form;
    size_t m;   /* samples */
    size_t n_x; /* inputs of a sample */
    size_t n_y; /* targets of a sample */

    const uint32_t *row_start; /* SPARSE: m + 1 offsets into column and value */
    const uint16_t *column;    /* SPARSE: ascending within a row; one more, as it is read ahead */
    const uint8_t *value;      /* SPARSE: never 0; one more */
    const uint8_t *bytes;      /* BYTES: m x n_x */
    const real *x;             /* REAL: m x n_x */
    struct columns_store *_Atomic columns; /* SPARSE: the same by columns, or NULL; columns.h */
    struct tiles_store *_Atomic tiles;     /* SPARSE: the same by tiles, or NULL; tiles.h */

    const real *y;         /* m x n_y targets: 0/1 for two classes, one-hot for more */
    const uint16_t *label; /* m: index of the class in dataset.classes; NULL for raw reals */
};

enum { DATASET_CLASSES_MAX = 256, DATASET_NAME_MAX = 256 };

struct dataset {
    char name[DATASET_NAME_MAX]; /* for the screen: "mnist01", or the folder's last component */
    struct samples train, test;
    int classes;                           /* how many classes were kept; 0 for raw reals */
    uint8_t class_of[DATASET_CLASSES_MAX]; /* the original label of each class, in order */
    real intensity[256];                   /* v/255.0, as NumPy computes it */
    atomic_int references;                 /* see dataset_share */
    pthread_mutex_t sorting;               /* held by dataset_sort */
};

/*
 * Which labels to keep, in the order given; count 0 keeps all that occur, in training or test,
 * ascending.
 */
struct class_filter {
    int count;
    uint8_t label[DATASET_CLASSES_MAX];
};

/* Reads "0,1" (at least two different labels of 0 ... 255) or "" (all). */
bool class_filter_parse(const char *text, struct class_filter *filter, struct status *status);

/*
 * Reads train-images-idx3-ubyte, train-labels-idx1-ubyte, t10k-images-idx3-ubyte and
 * t10k-labels-idx1-ubyte, each plain or with .gz, from `folder`, and keeps the samples whose
 * label passes the filter, in the file's order. Two classes: one target, 0 for the first and 1
 * for the second; more: one-hot, n_y = classes.
 *
 * Errors name the file: missing, not a regular file, wrong magic, zero or overflowing
 * dimensions, a size that disagrees with them (checked before allocating; a compressed stream is
 * read no further than its header promises), trailing bytes, corrupt or truncated compression,
 * labels and images that disagree in number, train and test images of different size, a wanted
 * class that does not occur in training, a split without samples, fewer than two classes. It can
 * be cancelled (struct status). The caller frees the result with dataset_free.
 */
struct dataset *dataset_load(const char *folder, const struct class_filter *filter,
                             struct status *status);

/*
 * A dataset of given numbers: x is m x n_x row by row (a row a sample), y is m x n_y; both are
 * copied. The test split is a copy of the training split when x_test is NULL (m_test and y_test
 * do not matter then).
 */
struct dataset *dataset_from_reals(size_t n_x, size_t n_y, size_t m_train, const double *x_train,
                                   const double *y_train, size_t m_test, const double *x_test,
                                   const double *y_test, struct status *status);

/* One more reference to the dataset, for another owner in any thread; returns it. */
struct dataset *dataset_share(struct dataset *dataset);

/*
 * Sorts sparse inputs once more for passes over all samples: both splits by tiles, the training
 * split by columns, too. The passes are faster then and their results the same bits; needs two
 * more bytes for each input that is not zero, in training four. The dataset may be shared and in
 * use. STATUS_MEMORY.
 */
bool dataset_sort(struct dataset *dataset, struct status *status);

/* Gives a reference back; the last one frees the dataset. NULL is allowed. */
void dataset_free(struct dataset *dataset);

/*
 * Writes the inputs of rows first ... first+count-1 (or of the rows named by `index`, if not
 * NULL, at those positions) as reals, row by row: count x n_x. For tests and the dense path.
 */
void samples_expand(const struct dataset *dataset, const struct samples *samples,
                    const uint32_t *index, size_t first, size_t count, real *x);

/* Share of inputs that are not zero, 0 ... 1. */
double samples_density(const struct samples *samples);

#endif
