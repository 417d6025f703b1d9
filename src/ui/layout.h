/*
 * layout.h - the layout of the screen: rectangles and the table's columns, computed from the size
 * of the terminal, the number of runs and the parts to show. Arithmetic only; knows no curses and
 * draws nothing.
 */
#ifndef OPTOP_LAYOUT_H
#define OPTOP_LAYOUT_H

#include "train/history.h"

/* Cells: row and column of the upper left corner, from 0. Absent: 0 rows and 0 columns. */
struct rect {
    int row, column;
    int rows, columns;
};

enum {
    LAYOUT_MIN_ROWS = 12, /* the smallest usable terminal */
    LAYOUT_MIN_COLUMNS = 40,
    LAYOUT_PANELS_MAX = 6,
};

/* The columns of the run table, in their order. */
enum table_field {
    TABLE_MARK, /* "> *": the cursor, the run's mark */
    TABLE_OPTIMIZER,
    TABLE_HYPERPARAMETERS, /* takes what the others leave */
    TABLE_LEARNING_RATE,
    TABLE_TRAIN_LOSS,
    TABLE_TEST_LOSS,
    TABLE_QUARTILES, /* where there are several seeds */
    TABLE_TRAIN_ACCURACY,
    TABLE_TEST_ACCURACY,
    TABLE_TARGET_ITERATIONS, /* until the target, where there is one */
    TABLE_TARGET_GRADIENTS,
    TABLE_TARGET_TIME,
    TABLE_TESTED, /* only where the test figures can be older than the train loss */
    TABLE_ITERATION,
    TABLE_GRADIENTS,
    TABLE_TIME,
    TABLE_COST,
    TABLE_FIELDS
};

/* A row of the table of columns. */
struct table_spec {
    const char *title;        /* "train loss" */
    const char *batch_title;  /* the same in a race with minibatches; NULL: `title` ... */
    const char *smooth_title; /* ... where they are averaged; NULL: the same */
    int width;                /* the least its figures need */
    bool right_aligned;
    int rank;         /* 0 comes first when columns are few */
    const char *help; /* for help screen and manual: a line or two, no full stop */
};
extern const struct table_spec table_specs[TABLE_FIELDS];

struct table_column {
    enum table_field field;
    int column; /* from the table's left edge */
    int width;
};

struct layout_request {
    int rows, columns;       /* of the terminal */
    int runs;                /* lines the table would like to have */
    bool rarely_tested;      /* not at every iteration: the table says at which */
    const enum curve *curve; /* those worth a panel, the most wanted first */
    int curves;
    int beside;         /* so many of them, 1 or 2, are shown in any terminal */
    bool no_accuracies; /* the table has no columns for them */
    bool untested;      /* nor for the test loss */
    bool target;        /* there is one: the table says when it was reached, */
    bool by_gradients;  /* in gradients, too: some run takes several per iteration */
    bool rates;         /* learning rates are looked at: the table has them */
    int name;           /* columns of the longest name of a run */
    bool forks;         /* names say from which run one was forked: better than hyperparameters */
    int distinguishing; /* columns in which hyperparameters and state tell all runs apart */
    bool seeds;         /* there are several: the table says how far figures spread */
};

/* In place of a curve: a plane with the runs on it. */
enum { PANEL_PLANE = CURVES, PANEL_KINDS };

struct panel {
    enum curve curve;     /* or PANEL_PLANE */
    struct rect frame;    /* all of it */
    struct rect interior; /* for the canvas: without border and title */
    bool boxed;           /* false: only a title line at the top of the frame */
};

struct layout {
    bool too_small; /* nothing below is set but need_rows, need_columns and `title` */
    int need_rows, need_columns;
    struct rect title;
    struct rect body; /* between title and message: for dialogs and help */
    int panels;       /* in the order asked for; those in a row are of the same size */
    struct panel panel[LAYOUT_PANELS_MAX];
    struct rect table_head; /* the titles' line */
    struct rect table;      /* the runs' lines; at least 1, scrolls when there are more runs */
    int columns;
    struct table_column column[TABLE_FIELDS];
    struct rect message;
    struct rect keys;
};

/* Never fails; any size, 0 and less included. */
struct layout layout_compute(const struct layout_request *request);

/*
 * A dialog of up to rows x columns centred in `within`, cut to it. Returns an empty rectangle when
 * there is no room at all.
 */
struct rect layout_dialog(struct rect within, int rows, int columns);

/* `rect` without a border of one cell on each side; empty when nothing is left. */
struct rect layout_inside(struct rect rect);

/*
 * The first line to show of `count` lines in a window of `rows`, so that line `chosen` is in it
 * and the window moves as little as possible from `first`.
 */
int layout_scroll(int first, int chosen, int rows, int count);

#endif
