/*
 * sweep_ranges.h - ranges of a hyperparameter: "lr=1e-4..1e-1*13" (13 points, each the same factor
 * from the next), "beta=0.5..0.9/5" (5 points, each the same distance from the next), "beta={0.8,
 * 0.9}" (these values). Knows no optimizer and no job.
 *
 * Numbers are rounded to 6 significant digits, so that they are what is shown and written.
 */
#ifndef OPTOP_SWEEP_RANGES_H
#define OPTOP_SWEEP_RANGES_H

#include "base/status.h"

enum {
    SWEEP_RANGES_MAX = 16,    /* in a sweep */
    SWEEP_POINTS_MAX = 10000, /* of a range */
    SWEEP_KEY_MAX = 40,
    SWEEP_LIST_MAX = 512,  /* the text of a list */
    SWEEP_VALUE_MAX = 64,  /* the text of a value */
    SWEEP_TEXT_MAX = 1024, /* an optimizer with ranges */
    SWEEP_ALL_RUNS = -1
};

enum sweep_scale { SWEEP_LIST, SWEEP_GEOMETRIC, SWEEP_LINEAR };

/* A plain value. */
struct sweep_range {
    int run; /* of which it is, counted from 0; SWEEP_ALL_RUNS: of all */
    char key[SWEEP_KEY_MAX];
    enum sweep_scale scale;
    double from, to; /* from < to; not of a list */
    int points;      /* at least 2, of a list 1; 0: none are given, to draw from it only */
    char list[SWEEP_LIST_MAX]; /* the values of a list, commas between them */
};

/*
 * Reads KEY=FROM..TO*POINTS, KEY=FROM..TO/POINTS or KEY={A,B,...}; POINTS may be left out where
 * values are drawn. STATUS_INVALID names the range and the error.
 */
bool sweep_range_parse(const char *text, struct sweep_range *range, struct status *status);

/* Writes what sweep_range_parse reads back as the same. Returns text. */
char *sweep_range_format(const struct sweep_range *range, char *text, size_t size);

/*
 * Value i of a range that has points, as text; `whole` rounds it to a whole number. Returns text.
 */
char *sweep_range_value(const struct sweep_range *range, int i, bool whole, char *text,
                        size_t size);

/*
 * The value that u in [0, 1) stands for: log-uniform from FROM to TO for `*`, uniform for `/`, one
 * of a list. Returns text.
 */
char *sweep_range_draw(const struct sweep_range *range, double u, bool whole, char *text,
                       size_t size);

/* Rounded to 6 significant digits. */
double sweep_round(double value);

/*
 * Takes the ranges out of an optimizer with its hyperparameters: of "adam:lr=1e-4..1e-1*13,beta1=
 * 0.8", `plain` receives "adam:beta1=0.8", and the range is added to those in range[0 ... *ranges],
 * as one of run `run`. Text without a range is copied as it is. STATUS_INVALID.
 */
bool sweep_ranges_split(const char *text, int run, char plain[SWEEP_TEXT_MAX],
                        struct sweep_range range[SWEEP_RANGES_MAX], int *ranges,
                        struct status *status);

/* Adds a range to the others; two for the same key of a run are STATUS_INVALID. */
bool sweep_ranges_add(const struct sweep_range *added, struct sweep_range range[SWEEP_RANGES_MAX],
                      int *ranges, struct status *status);

#endif
