/*
 * race_parts.h - the parts of the race screen as functions from values to cells: title, message
 * line, table of runs. They know figures and rectangles, but no terminal and no keys.
 */
#ifndef OPTOP_RACE_PARTS_H
#define OPTOP_RACE_PARTS_H

#include "app/worker.h"
#include "cells.h"
#include "race_look.h"

/* A run as it stands on the screen. */
struct race_part_run {
    const struct run_snapshot *run; /* its figures are those at the cursor, when there is one */
    int slot;                       /* its place among marks and colours */
    bool hidden;
    bool chosen;
};

/* The values that the parts show. */
struct race_parts {
    const struct worker_view *view;
    const struct race_snapshot *race;
    const struct race_snapshot *seen; /* the same as it was at the cursor, if there is one */
    const struct race_look *look;
    bool starting; /* training begins as soon as the data are there */
    int runs;
    struct race_part_run *run; /* `runs` of them, in the table's order */
};

/* The mark of a place: a printable character. They repeat where there are many places. */
char race_mark(int slot);

/* The program's name, the problem, the state of the training. */
void race_paint_title(struct cells *cells, struct rect at, const struct race_parts *parts);

/*
 * A hint about what to do next, or the time left, in bold while nothing has been trained; a notice
 * when all runs are hidden.
 */
void race_paint_hint(struct cells *cells, struct rect at, const struct race_parts *parts);

/* At the right of a line, the range of runs in the table when there are more: "11-16 of 40". */
void race_paint_page(struct cells *cells, struct rect at, const struct race_parts *parts, int first,
                     int lines);

/*
 * Head and lines of the table. `first`: the first line shown before; returns the first one shown
 * now, so that the chosen run is in sight.
 */
int race_paint_table(struct cells *cells, const struct layout *layout,
                     const struct race_parts *parts, int first);

#endif
