/*
 * raw.h - raw data from the reader of a format: inputs and labels of one or two splits, not yet
 * filtered, split or scaled. assemble.h makes the dataset from them. Knows no format.
 */
#ifndef OPTOP_RAW_H
#define OPTOP_RAW_H

#include "base/real.h"
#include "facts.h"

#include <stdint.h>

enum raw_form { RAW_BYTES, RAW_REALS, RAW_SPARSE };

/* Arrays come from array_allocate and belong to the split. */
struct raw_split {
    size_t m;
    uint8_t *bytes;      /* RAW_BYTES: m x n_x */
    real *x;             /* RAW_REALS: m x n_x; NaN: missing */
    uint32_t *row_start; /* RAW_SPARSE: m + 1 offsets into column and value */
    uint32_t *column;    /* RAW_SPARSE: ascending within a row */
    real *value;         /* RAW_SPARSE */
    double *y;           /* m labels: numbers, or indices of label names; NULL: there are none */
    char name[FACTS_TEXT_MAX]; /* for messages: the file */
};

struct raw {
    enum raw_form form;
    size_t n_x;
    struct raw_split train, test; /* test.m == 0: the data have no test split */
    bool classes;                 /* labels are classes, however many there are */
    bool numbers;                 /* labels are numbers to be learned, however few there are */
    bool table;                   /* defaults of tables: standard scale, softmax */
    char **label;                 /* text labels, or NULL: labels are numbers */
    size_t labels;
    size_t height, width, channels; /* of images; 0: no images */
    struct facts facts;
};

/* Frees all arrays and empties it. */
void raw_clear(struct raw *raw);

/* Bytes of a sample's inputs in the dense forms. */
size_t raw_row_size(const struct raw *raw);

/* Keeps the rows whose `keep` is true, in place. */
void raw_compact(const struct raw *raw, struct raw_split *split, const bool *keep);

/* Copies the rows whose `take` is true to an empty split. STATUS_MEMORY, STATUS_CANCELLED. */
bool raw_copy(const struct raw *raw, const struct raw_split *from, const bool *take,
              struct raw_split *to, struct status *status);

#endif
