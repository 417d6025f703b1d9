/*
 * confusion.h - a run's confusion matrix over the test samples, and some of the samples that it
 * classifies wrongly, in words and as pictures of characters. Knows no screen.
 */
#ifndef OPTOP_CONFUSION_H
#define OPTOP_CONFUSION_H

#include "train/race.h"

#include <stdio.h>

enum {
    CONFUSION_CLASSES = 12, /* a matrix has at most so many; of more, the commonest confusions */
    CONFUSION_WRONG = 60,   /* samples that are kept */
};

/* A sample that is classified wrongly. */
struct confusion_sample {
    size_t number; /* among the test samples, from 0 */
    int class, taken_for;
};

struct confusion {
    int run;            /* its id */
    uint64_t iteration; /* updates done by the weights */
    size_t samples, wrong;
    int classes;
    size_t *count;                      /* [class * classes + taken_for] */
    char (*class_name)[FACTS_NAME_MAX]; /* the dataset's, copied */
    struct confusion_sample sample[CONFUSION_WRONG];
    int kept;
    size_t height, width; /* of images; 0: there are none */
    float *pixel;         /* of those kept, one after the other, 0 ... 1 */
};

/*
 * Classifies the test samples with the weights of run i (counted from 0), without changing the run.
 * The race's owner calls it. STATUS_INVALID where there are no classes or no test samples,
 * STATUS_CANCELLED, STATUS_MEMORY. confusion_free frees the memory, also after a failure.
 */
bool confusion_make(struct confusion *confusion, struct race *race, int i,
                    const atomic_bool *cancel, struct status *status);
void confusion_free(struct confusion *confusion);

/* A copy with memory of its own. STATUS_MEMORY. */
bool confusion_copy(struct confusion *to, const struct confusion *from, struct status *status);

/* The number of errors, and the matrix: a row per class, a column per predicted class. */
void confusion_print(FILE *stream, const struct confusion *confusion);

/*
 * The images that are classified wrongly, as many beside each other as fit `columns`, each below
 * its number and classes: in half blocks, or in ASCII shades, two pixels per character.
 */
void confusion_print_images(FILE *stream, const struct confusion *confusion, int columns,
                            bool unicode);

#endif
