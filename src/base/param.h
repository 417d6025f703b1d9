/*
 * param.h - the description of a named value, from which parser, form, help, manual and shell
 * completion are made. Optimizer hyperparameters, schedules and the problem's settings are all
 * tables of struct param_spec.
 *
 * Numbers are written and read independently of the locale (the program never sets LC_NUMERIC).
 */
#ifndef OPTOP_PARAM_H
#define OPTOP_PARAM_H

#include "status.h"

enum param_kind {
    PARAM_REAL,    /* a finite number in [min, max] */
    PARAM_INTEGER, /* a whole number in [min, max]; |max| <= 2^53 */
    PARAM_BOOLEAN, /* 0 or 1; also off/on, no/yes, false/true */
    PARAM_CHOICE,  /* an index into `choices`, written as the choice's name */
    PARAM_TEXT,    /* free text, judged by `check` */
};

struct param_spec {
    const char *name;           /* the key: "beta1" */
    enum param_kind kind;
    double initial;             /* default value; PARAM_CHOICE: its index */
    const char *initial_text;   /* default of PARAM_TEXT */
    double min, max;            /* range of PARAM_REAL and PARAM_INTEGER */
    bool min_open, max_open;    /* the bound itself is not allowed */
    const char *const *choices; /* PARAM_CHOICE: names, NULL at the end */
    bool (*check)(const char *text, struct status *status); /* PARAM_TEXT; NULL: anything */
    const char *allowed;        /* PARAM_TEXT: the allowed values, in words: "a folder" */
    const char *automatic;      /* what 0, written "auto", stands for: "the race's iterations" */
    const char *unit;           /* "iterations", or NULL */
    const char *help;           /* one line, no full stop: "decay of the squared gradients" */
    const char *effect;         /* what turning it does, in sentences for the manual; or NULL */
};

enum { PARAM_TEXT_MAX = 1024 }; /* the longest value text, its terminator included */

/* Shorthands for table rows. */
#define PARAM_REAL_OPEN(NAME, INITIAL, MIN, MAX, HELP)                                             \
    { .name = (NAME), .kind = PARAM_REAL, .initial = (INITIAL), .min = (MIN), .max = (MAX),        \
      .min_open = true, .max_open = true, .help = (HELP) }
#define PARAM_REAL_CLOSED(NAME, INITIAL, MIN, MAX, HELP)                                           \
    { .name = (NAME), .kind = PARAM_REAL, .initial = (INITIAL), .min = (MIN), .max = (MAX),        \
      .help = (HELP) }
#define PARAM_REAL_HALF(NAME, INITIAL, MIN, MAX, HELP) /* [MIN, MAX) */                            \
    { .name = (NAME), .kind = PARAM_REAL, .initial = (INITIAL), .min = (MIN), .max = (MAX),        \
      .max_open = true, .help = (HELP) }
#define PARAM_REAL_POSITIVE(NAME, INITIAL, MAX, HELP) /* (0, MAX] */                               \
    { .name = (NAME), .kind = PARAM_REAL, .initial = (INITIAL), .min = 0, .max = (MAX),            \
      .min_open = true, .help = (HELP) }
#define PARAM_WHOLE(NAME, INITIAL, MIN, MAX, HELP)                                                 \
    { .name = (NAME), .kind = PARAM_INTEGER, .initial = (INITIAL), .min = (MIN), .max = (MAX),     \
      .help = (HELP) }
#define PARAM_SWITCH(NAME, INITIAL, HELP)                                                          \
    { .name = (NAME), .kind = PARAM_BOOLEAN, .initial = (INITIAL), .max = 1, .help = (HELP) }

/*
 * Reads `text` as a value of `spec` (all kinds but PARAM_TEXT) and stores it. Surrounding blanks
 * are allowed, anything else after the number is not; nan and infinities are refused.
 * STATUS_INVALID names the key, the given text and the allowed values.
 */
bool param_parse(const struct param_spec *spec, const char *text, double *value,
                 struct status *status);

/* As param_parse, without keeping the value; PARAM_TEXT goes through its `check`. */
bool param_validate(const struct param_spec *spec, const char *text, struct status *status);

/* Is `value` allowed? The same sentences as param_parse. Not for PARAM_TEXT. */
bool param_check(const struct param_spec *spec, double value, struct status *status);

/* Writes the shortest text that param_parse reads back as the same value. Returns text. */
char *param_format(const struct param_spec *spec, double value, char *text, size_t size);

/*
 * Writes the allowed values: "0 < lr <= 1000", "1 to 10^12", "0 or 1", "constant, step or cosine".
 */
char *param_range(const struct param_spec *spec, char *text, size_t size);

/* Writes the default as text. */
char *param_default(const struct param_spec *spec, char *text, size_t size);

/* The index of the row called `name` among `count`, or -1. */
int param_find(const struct param_spec *specs, int count, const char *name);

/* Writes a finite number with the fewest digits that read back the same; NaN, inf as words. */
char *param_format_number(double value, char *text, size_t size);

#endif
