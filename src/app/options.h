/*
 * options.h - the command line. One table of options drives the parser, --help, the manual and
 * the shell completion; the problem's settings are rows of it taken from problem_settings[].
 * Knows no screen, prints nothing and ends nothing.
 */
#ifndef OPTOP_OPTIONS_H
#define OPTOP_OPTIONS_H

#include "agenda.h"
#include "sweep_options.h"
#include "train/measures.h"
#include "train/problem.h"

enum options_action {
    OPTIONS_SCREEN, /* the interactive race */
    OPTIONS_BATCH,
    OPTIONS_DESCRIBE, /* print the description of the data */
    OPTIONS_LESSONS, /* a list of the bundled lessons */
    OPTIONS_MERGE,   /* put the parts of a sweep together */
    OPTIONS_HELP,
    OPTIONS_VERSION,
};

enum { OPTIONS_EXPORTS_MAX = 16, OPTIONS_MAX = 128, OPTIONS_NOT_GIVEN = -1 };

/* When the screen has colours; the choices of --color. */
enum options_color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

/* The settings from the command line. */
struct options {
    enum options_action action;
    struct problem_config problem;
    struct run_config *run; /* `runs` of them; the notebook's comparison when none is given */
    int runs;
    uint64_t iterations;
    int threads;     /* 0: one per core */
    uint64_t memory; /* for checkpoints, in bytes */
    struct agenda agenda; /* forks and changes at states to come */
    struct sweep_options sweep;
    const char *csv; /* points into argv; "-": standard output; NULL: none */
    const char *export[OPTIONS_EXPORTS_MAX]; /* likewise: files in the format of their ending */
    int exports;
    struct measures measures;
    bool json;      /* batch mode's closing table as JSON */
    bool times;     /* JSON has seconds */
    bool confusion; /* confusion matrices behind the closing table */
    enum options_color color;
    int view;   /* enum curve_view, or OPTIONS_NOT_GIVEN */
    int glyphs; /* enum canvas_glyphs, or OPTIONS_NOT_GIVEN */
    bool ascii; /* the screen has no other characters */
    bool mouse; /* the screen takes clicks */
    bool no_config;
    const char *lesson; /* likewise: its name or file; NULL: none */
    bool given[OPTIONS_MAX]; /* rows of the table that the command line has */
    const char *session;   /* likewise: the file that the race is kept in; NULL: none */
    bool goes_on;          /* the race in it is wanted, whatever it is */
    bool iterations_given; /* and not the default */
};

/*
 * Reads the command line; argv[0] is skipped. Long options may be cut as long as they stay unique.
 * Reading stops at --help and --version. STATUS_INVALID has a sentence that names the option, the
 * given text and the allowed values.
 */
bool options_parse(struct options *options, int argc, char *const *argv, struct status *status);

/*
 * Takes a line of the configuration file: an option by its long name without dashes, whole; no
 * value is NULL. Options given on the command line take precedence, but the line is checked all the
 * same. STATUS_INVALID for a name that is no option or is not allowed there, and for a wrong value.
 */
bool options_configure(struct options *options, const char *name, const char *value,
                       struct status *status);

/* Frees the memory that options_parse allocated, also when it failed. */
void options_free(struct options *options);

/* How an option's value is read. */
enum option_kind {
    OPTION_ACTION,  /* no value: chooses the program's action */
    OPTION_NUMBER,  /* by `param` */
    OPTION_SETTING, /* of the problem, by `param` */
    OPTION_RUN,     /* an optimizer and its hyperparameters */
    OPTION_FORK,    /* a fork of a run at a state */
    OPTION_CHANGE,  /* other values of a run from a state on */
    OPTION_SIZE,    /* of memory */
    OPTION_FILE,    /* a file to write */
    OPTION_TARGET,  /* a value that a curve is to reach */
    OPTION_COLUMNS, /* curves for the CSV */
    OPTION_EXPORT,  /* another one, in the format of its ending */
    OPTION_FLAG,    /* no value: is wanted; "=no" takes that back */
    OPTION_LESSON,  /* a lesson; without a value the bundled ones are listed */
    OPTION_SESSION, /* a file that the race is kept in */
    OPTION_SWEEP,   /* a range of a hyperparameter */
    OPTION_PART,    /* of a sweep */
    OPTION_CONFIRM, /* seeds on which the best is trained again */
    OPTION_MERGE,   /* a file to put the parts of a sweep into */
};

/* The sections of --help. */
enum option_section {
    SECTION_RACE,
    SECTION_PROBLEM,
    SECTION_SWEEP,
    SECTION_SCREEN,
    SECTION_PROGRAM,
    OPTION_SECTIONS
};
extern const char *const option_section_titles[OPTION_SECTIONS];

enum { OPTION_NAME_MAX = 40 };

/* A row of the table. */
struct option_row {
    int number;                /* in the table */
    char name[OPTION_NAME_MAX]; /* without dashes: "batch-size" */
    char letter;                /* 0: none */
    enum option_kind kind;
    enum option_section section;
    const char *argument;           /* "N"; NULL: takes none */
    const char *help;               /* one line, no full stop */
    const struct param_spec *param; /* NUMBER, SETTING, SIZE: the value's kind, range and default */
    enum options_action action;     /* ACTION */
    size_t offset;                  /* NUMBER, FLAG: where the parser keeps it */
    bool configurable;              /* changes no number: has a place in the configuration file */
    const struct problem_setting *setting; /* SETTING */
};

/* The rows, at most OPTIONS_MAX. */
int option_rows(void);
struct option_row option_row(int i);

#endif
