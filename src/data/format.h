/*
 * format.h - reading data: THE table of file formats, from which recognition, the option, help and
 * manual are made, and a person's request. Knows no network.
 */
#ifndef OPTOP_FORMAT_H
#define OPTOP_FORMAT_H

#include "dataset.h"
#include "raw.h"
#include "source.h"

enum data_scale { SCALE_AUTO, SCALE_NONE, SCALE_UNIT, SCALE_STANDARD };
enum data_missing { MISSING_REFUSE, MISSING_DROP, MISSING_MEAN };
enum data_task { TASK_AUTO, TASK_CLASSIFICATION, TASK_REGRESSION };

extern const char *const data_scale_names[];   /* "auto", "none", "unit", "standard", NULL */
extern const char *const data_missing_names[]; /* "refuse", "drop", "mean", NULL */
extern const char *const data_task_names[];    /* "auto", "classification", "regression", NULL */

/* A request for data. Texts may be NULL or empty: no preference. */
struct data_request {
    const char *path;    /* a file, a folder, or a toy (toy.h) */
    int format;          /* 0: recognized; else 1 + index into formats[] */
    const char *classes; /* labels to be kept, "3,8": see class_filter_parse */
    const char *label;   /* the column to be learned: a name, a number from 1, or "last" */
    const char *ignore;  /* names or numbers of columns, separated by commas */
    const char *test;    /* a file, or the share of the rows that serve as test split */
    enum data_scale scale;
    enum data_missing missing;
    enum data_task task;
    uint32_t seed; /* of the test split and of toys */
};

/* The properties that recognition examines. */
struct format_view {
    const char *path;
    bool folder;
    const char *bytes; /* a file's first bytes, inflated; a byte 0 follows */
    size_t count;
    bool whole; /* that is all of it */
};

struct format {
    const char *name; /* "idx" */
    const char *help; /* a description of the files, one line */
    /* STATUS_MEMORY when it cannot tell. */
    bool (*recognize)(const struct format_view *view, struct status *status);
    /* Fills an empty raw; on errors the caller clears it. */
    bool (*read)(const struct data_request *request, struct raw *raw, struct status *status);
};

extern const struct format formats[];
extern const int format_count;
/* "auto", then the rows' names, NULL at the end: the choices of the setting `format`. */
extern const char *const format_names[];

/*
 * Reads the data: recognizes the format by content, before the name, unless it is given; reads;
 * keeps the wanted classes; splits and scales. NULL with a sentence that names the file, the place
 * and a remedy. Can be cancelled. The caller frees the result with dataset_free.
 */
struct dataset *data_load(const struct data_request *request, struct status *status);

/* Is `text` valid for the setting `test`: empty, a file, or a share 0 < x < 1? */
bool data_test_check(const char *text, struct status *status);

#endif
