/*
 * canvas.h - curves -> character cells: a plot with its axes, in ASCII marks, braille dots or
 * half blocks. Pure: knows no curses; the cells are put on the screen by someone else.
 *
 * Use: columns = canvas_samples(interior columns, glyphs) is how many spans a curve should be
 * sampled in (race_view.columns); then canvas_resize and canvas_draw; then copy the cells.
 */
#ifndef OPTOP_CANVAS_H
#define OPTOP_CANVAS_H

#include "base/status.h"
#include "plot/axis.h"

#include <stdint.h>

enum canvas_glyphs {
    CANVAS_ASCII,   /* a mark a run, 7 bit */
    CANVAS_BRAILLE, /* 2 x 4 dots a cell; marks are sprinkled along the curve */
    CANVAS_BLOCKS,  /* 1 x 2 half blocks a cell; marks are sprinkled along the curve */
    CANVAS_GLYPHS
};

/* What they are called, and for help screen and manual how they are read (no full stop). */
struct canvas_glyph_spec {
    const char *name;
    const char *help;
};
extern const struct canvas_glyph_spec canvas_glyph_specs[CANVAS_GLYPHS];

enum {
    CANVAS_CURVES_MAX = 32,
    /* Styles of cells that belong to no curve; curves have styles from 1 to 199. */
    CANVAS_STYLE_NONE = 0, /* blank */
    CANVAS_STYLE_LABEL = 200,
    CANVAS_STYLE_AXIS,
    CANVAS_STYLE_GRID,
};

struct canvas_cell {
    uint32_t codepoint; /* a printable character one column wide; blank is ' ' */
    uint8_t style;      /* the curve's, or CANVAS_STYLE_... */
    bool emphasized;    /* of the chosen curve: bold, say */
    uint8_t dots;       /* braille and blocks: which are set */
    uint32_t points;    /* bit c: curve c has a value here ... */
    uint32_t joins;     /* ... or only passes through on its way from one to the next */
};

struct canvas_curve {
    const struct span *span; /* plot.samples of them */
    char mark;               /* a printable ASCII character */
    uint8_t style;
    bool emphasized; /* drawn over the others */
};

struct canvas_plot {
    enum canvas_glyphs glyphs;
    bool unicode_axes; /* axis lines in box characters; else '|', '+' and '-' */
    bool grid;         /* dotted lines at the ticks */
    struct axis y;
    struct axis_range x; /* what the spans cover, as race_view_row cuts it */
    size_t samples;      /* spans a curve; best canvas_samples(), but any number is drawn */
    const struct canvas_curve *curve;
    int curves; /* at most CANVAS_CURVES_MAX, the rest is left out */
};

/* rows x columns cells, row by row. Start with all zero. */
struct canvas {
    int rows, columns;
    struct canvas_cell *cell;
    size_t capacity;
};

/* Spans a curve for an interior so wide: what the plot has room for beside its labels. */
size_t canvas_samples(int columns, enum canvas_glyphs glyphs);

/* Makes room; keeps the memory when it suffices. Less than 0 rows or columns are 0. */
bool canvas_resize(struct canvas *canvas, int rows, int columns, struct status *status);
void canvas_free(struct canvas *canvas);

/*
 * Draws everything anew: labels and axis at the left (from 18 columns up), labels at the bottom
 * (from 4 rows up) below an axis line (from 10 rows up), the curves in the rest. Values beyond the
 * limits are drawn at the edge; on a logarithmic axis values <= 0 are not drawn.
 *
 * ASCII: a curve's mark stands at its last value in a column; '.' fills the range that its values
 * cover there and joins points that are columns apart. Where curves meet in a cell they take turns
 * column by column, so none hides another; marks win over '.'. Braille and blocks: dots for all of
 * it, in the style of one of the curves there (of the emphasized one when it is among them), and
 * marks every so often and at the end, so that curves are told apart without colour.
 */
void canvas_draw(struct canvas *canvas, const struct canvas_plot *plot);

/*
 * A small curve in one line, for previews: `columns` code points to out (not terminated), of ASCII
 * height marks "_.-~^" or eighth blocks. value: as many as columns; NaN leaves a blank.
 */
void canvas_sparkline(const double *value, int columns, bool unicode, uint32_t *out);

#endif
