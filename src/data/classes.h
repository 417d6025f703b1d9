/*
 * classes.h - the labels that are classes, their order and names; and a person's selection of
 * classes. Knows no format.
 */
#ifndef OPTOP_CLASSES_H
#define OPTOP_CLASSES_H

#include "raw.h"

enum {
    CLASSES_MAX = 1024,        /* classes of a dataset */
    CLASSES_LISTED_MAX = 256,  /* classes in a list */
    CLASSES_TEXT_MAX = 2048,   /* bytes of a list */
    CLASSES_ASSUMED_MAX = 20   /* so many different whole numbers are taken for classes */
};

/* The labels to keep, in the order given; count 0 keeps all that occur. */
struct class_filter {
    int count;
    char text[CLASSES_TEXT_MAX]; /* names, each with a byte 0 at its end */
    uint16_t start[CLASSES_LISTED_MAX];
};

/* Reads "0,1" or "setosa,virginica" (at least two different labels) or "" (all). */
bool class_filter_parse(const char *text, struct class_filter *filter, struct status *status);

/* The i-th name of the list. */
const char *class_filter_name(const struct class_filter *filter, int i);

/* The labels of a dataset's classes, in order. */
struct classes {
    size_t count;
    double label[CLASSES_MAX];    /* as raw_split.y has them, ascending in `sorted` order */
    uint16_t order[CLASSES_MAX];  /* class of label[i] */
    bool whole;                   /* all labels are whole numbers */
    bool many;                    /* more than CLASSES_MAX differ: nothing else holds */
};

/* Adds the labels that occur in a split. */
void classes_collect(struct classes *classes, const struct raw_split *split);

/*
 * Chooses those of the collected classes that the filter names, each of which must occur in the
 * training split; without names, all, ascending (text by its bytes). STATUS_DATA.
 */
bool classes_choose(struct classes *classes, const struct raw *raw,
                    const struct class_filter *filter, const char *path, struct status *status);

/* The class of a label, -1 when it is not among the chosen. */
int classes_find(const struct classes *classes, double label);

/* Writes the label as text: "7", "-1", "setosa". Returns text. */
char *classes_name(const struct raw *raw, double label, char *text, size_t size);

#endif
