/*
 * plane_canvas.h - a part of the plane as character cells: axes, level lines or shades of a
 * function, paths through it, places in it. Pure: knows no curses and no race.
 *
 * Use: plane_canvas_begin draws the axes and determines the resolution of the picture; later
 * drawings lie on top of earlier ones.
 */
#ifndef OPTOP_PLANE_CANVAS_H
#define OPTOP_PLANE_CANVAS_H

#include "canvas.h"
#include "plot/contour.h"

/* The kinds of planes in a panel; for help screen and manual an explanation (no full stop). */
enum plane_kind { PLANE_CONTOURS, PLANE_DECISIONS, PLANE_FITS, PLANE_WEIGHTS, PLANE_KINDS };
struct plane_spec {
    const char *name, *help;
};
extern const struct plane_spec plane_specs[PLANE_KINDS];

/* A picture in progress. */
struct plane_canvas {
    struct canvas *canvas;
    struct plane plane;
    enum canvas_glyphs glyphs;
    bool unicode;
    int left, columns, rows; /* the cells within the axes */
    int across, down;        /* dots of a cell */
};

/* The style of a run's path. */
struct plane_style {
    int style; /* see plot/style.h */
    bool chosen, dim;
};

/* Blanks the canvas, whose size is set, and draws the axes of the part of the plane. */
void plane_canvas_begin(struct plane_canvas *picture, struct canvas *canvas,
                        const struct plane *plane, enum canvas_glyphs glyphs, bool unicode);

/* The grid on which contours are to be made: dots, or in blocks cells. */
void plane_canvas_grid(const struct plane_canvas *picture, int *columns, int *rows);

/* Level lines of dots; in ASCII of the levels' numbers, from 1; in blocks shades, low is light. */
void plane_canvas_contour(const struct plane_canvas *picture, const struct contour *contour);

/* A minimum: a lozenge, in ASCII "()". */
void plane_canvas_minimum(const struct plane_canvas *picture, const double place[2]);

/*
 * A path: dots from point to point, with the run's mark at intervals; in ASCII a mark at each point
 * and '.' between them. Points that are not finite interrupt it.
 */
void plane_canvas_path(const struct plane_canvas *picture, const double (*place)[2], size_t points,
                       const struct plane_style *style);

/* A line of a path, without marks. And a place where there are data: a dot. */
void plane_canvas_line(const struct plane_canvas *picture, const double from[2], const double to[2],
                       const struct plane_style *style);
void plane_canvas_point(const struct plane_canvas *picture, const double place[2]);

/* The run's mark where it stands; beyond the edges, at the edge. */
void plane_canvas_stand(const struct plane_canvas *picture, const double place[2],
                        const struct plane_style *style);

#endif
