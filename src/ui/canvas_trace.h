/*
 * canvas_trace.h - curves traced into the cells of a canvas: the curves with a point in a cell,
 * those that pass through it, and its dots. For canvas.c, which turns them into characters.
 */
#ifndef OPTOP_CANVAS_TRACE_H
#define OPTOP_CANVAS_TRACE_H

#include "canvas.h"

enum {
    CANVAS_COLUMNS_MAX = 1024, /* of a plot; what lies beyond is left blank */
    CANVAS_SIGNS_FROM = 3,     /* rows from which there are signs at the edges */
};

/* The curves that go beyond an edge in a column. */
struct canvas_edge {
    uint64_t away;  /* some of their values do */
    uint64_t turns; /* it is the first or the last column where they do */
};

/* A drawing in progress: the plot's part of the canvas and the dots in its cells. */
struct drawing {
    struct canvas *canvas;
    const struct plot *plot;
    struct axis y; /* the plot's, with its row set apart */
    enum canvas_glyphs glyphs;
    bool unicode;
    int curves;
    int left;          /* columns of the margin */
    int columns, rows; /* cells of the plot */
    int across, down;  /* dots per cell */
    uint64_t chosen;   /* bit c: curve c is */
    struct canvas_edge top[CANVAS_COLUMNS_MAX], bottom[CANVAS_COLUMNS_MAX];
};

struct canvas_cell *canvas_cell_at(const struct drawing *drawing, int row, int column);

/* Traces curve c of the plot. */
void canvas_trace(struct drawing *drawing, int c);

#endif
