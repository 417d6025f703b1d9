/*
 * picture.h - a race as a picture for paper and slides: its charts, a title that describes the
 * problem, and a legend with the hyperparameters that distinguish the runs. Written as SVG by
 * export_svg.c. Knows no screen and no file.
 */
#ifndef OPTOP_PICTURE_H
#define OPTOP_PICTURE_H

#include "plot/chart.h"
#include "train/race.h"

enum {
    PICTURE_CHARTS_MAX = 6,
    PICTURE_SPANS = 600, /* in which curves are sampled: more than a chart has points */
    PICTURE_TEXT_MAX = 1024,
    PICTURE_RUNS_MAX = 64,
};

/* Which part of a race is shown, and how. All zero: the losses of all runs, from the beginning. */
struct picture_look {
    enum curve curve[PICTURE_CHARTS_MAX];
    int charts; /* 0: those of picture_default_look */
    enum x_kind x;
    double begin, end; /* of the x axis; end 0: all of it */
    bool logarithmic_x;
    enum smoothing smoothing;
    enum spread spread; /* of runs with several seeds */
    bool linear, nines; /* see struct chart_view */
    bool has_cursor;
    double cursor; /* an x */
    struct picture_style {
        int id;    /* of a run */
        int style; /* its place in the table of plot/style.h; without a word: its place in the race
                    */
        bool hidden;
    } run[PICTURE_RUNS_MAX];
    int runs;   /* that there is a word about */
    int chosen; /* id of a run to be drawn over the others; 0: none */
};

/* A line of the legend. */
struct picture_run {
    struct chart_run run;
    char name[128];
    char hyperparameters[PICTURE_TEXT_MAX];
};

struct picture {
    char title[PICTURE_TEXT_MAX]; /* the problem; verbatim, control characters included */
    struct race_snapshot snapshot;
    struct picture_run *run;
    struct chart_run *chart_run; /* the same, as charts take them */
    struct chart *chart;
    int charts;
    struct plot_event event[CHART_EVENTS_MAX]; /* that charts show */
};

/*
 * The initial view of a race on a terminal of PICTURE_ROWS x PICTURE_COLUMNS: its losses, smoothed
 * in minibatches.
 */
enum { PICTURE_ROWS = 35, PICTURE_COLUMNS = 120 };
struct picture_look picture_default_look(const struct problem *problem);

/*
 * Makes the picture of a race as it is now; picture_free frees its memory. The race's owner calls
 * it. STATUS_SYSTEM on lack of memory.
 */
bool picture_make(struct picture *picture, struct race *race, const struct picture_look *look,
                  struct status *status);
void picture_free(struct picture *picture);

/* "mnist01 12665+2115, 784-64-64-1 relu, full batch, seed 1". Returns text. */
char *picture_title(const struct problem *problem, char *text, size_t size);

/*
 * The hyperparameters that distinguish run i from others of the same optimizer; those that
 * run_config_format shows when there are no others. If the run has a name, the optimizer's name
 * precedes them. Returns text.
 */
char *picture_hyperparameters(const struct race_snapshot *race, int i, char *text, size_t size);

#endif
