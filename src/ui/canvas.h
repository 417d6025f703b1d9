/*
 * canvas.h - a plot as character cells, in ASCII marks, braille dots or half blocks. Pure: knows
 * no curses; the cells are put on the screen by someone else.
 *
 * Use: sample the curves in canvas_samples(interior columns, glyphs) spans; then canvas_resize and
 * canvas_draw; then copy the cells.
 */
#ifndef OPTOP_CANVAS_H
#define OPTOP_CANVAS_H

#include "base/status.h"
#include "plot/plot.h"

#include <stdint.h>

enum canvas_glyphs {
    CANVAS_ASCII,   /* one mark per run, 7 bit */
    CANVAS_BRAILLE, /* 2 x 4 dots a cell; marks are sprinkled along the curve */
    CANVAS_BLOCKS,  /* 1 x 2 half blocks a cell; marks are sprinkled along the curve */
    CANVAS_GLYPHS
};

/* Their names, and for help screen and manual an explanation (no full stop). */
struct canvas_glyph_spec {
    const char *name;
    const char *help;
};
extern const struct canvas_glyph_spec canvas_glyph_specs[CANVAS_GLYPHS];

/* The content of a cell. */
enum canvas_ink {
    CANVAS_BLANK,
    CANVAS_LABEL,
    CANVAS_AXIS,
    CANVAS_LINE,  /* the cursor's, the target's */
    CANVAS_CURVE, /* a curve of the cell's style */
    CANVAS_BAND,  /* the range of a smoothed curve's values, or a spread over seeds */
};

struct canvas_cell {
    uint32_t codepoint; /* a printable character one column wide; blank is ' ' */
    uint8_t ink;        /* enum canvas_ink */
    bool chosen, dim;   /* as the curve says; a band is dim */
    int style;          /* the curve's, see plot/style.h */
    uint8_t dots;       /* braille and blocks: which are set */
    uint64_t points;    /* bit c: curve c has a value here ... */
    uint64_t joins;     /* ... or only passes through on its way from one to the next ... */
    uint64_t band;      /* ... or has values that it is smoothed from, */
    uint64_t spread;    /* ... or a spread over seeds, */
    uint64_t seeds;     /* ... or the curve of a seed, which has these dots: */
    uint8_t seed_dots;
};

/* rows x columns cells, row by row. Start with all zero. */
struct canvas {
    int rows, columns;
    struct canvas_cell *cell;
    size_t capacity;
};

/* Spans per curve for an interior so wide: the room of the plot beside its labels. */
size_t canvas_samples(int columns, enum canvas_glyphs glyphs);

/* Columns at the left of an interior so wide that labels and axis take. */
int canvas_margin(int columns);

/* The cells within the axes: from row 0 and column `left` on; and the dots in a cell. */
void canvas_inside(const struct canvas *canvas, int *left, int *columns, int *rows);
void canvas_division(enum canvas_glyphs glyphs, int *across, int *down);

/* Makes room; keeps the memory when it suffices. Less than 0 rows or columns are 0. */
bool canvas_resize(struct canvas *canvas, int rows, int columns, struct status *status);
void canvas_free(struct canvas *canvas);

/*
 * Draws everything anew: labels and axis at the left (from 18 columns up), labels at the bottom
 * (from 4 rows up) below an axis line (from 10 rows up) with its unit, the curves in the rest. A
 * curve that leaves through the top or the bottom has a sign ('^', 'v' or triangles) where it
 * leaves and returns, and at intervals, beside its mark, in between.
 *
 * ASCII: a curve's mark stands at its last value in a column; '.' fills the range that its values
 * cover there and joins points that are columns apart. Where curves meet in a cell they take turns
 * by groups of columns, so none hides another; marks win over '.'. Braille and blocks: dots for all
 * of it, in the style of one of the curves there, and marks at intervals and at the end, so that
 * curves can be distinguished without colour. The chosen curve is on top of all. In a smoothed plot
 * the curves are the smoothed values, in front of a band of lighter dots for the original ones. A
 * spread over seeds is such a band, of colons in ASCII; the curves of single seeds are dim. A
 * curve's best measurement has its mark in brackets, all but those at the sides of the plot.
 */
void canvas_draw(struct canvas *canvas, const struct plot *plot, enum canvas_glyphs glyphs,
                 bool unicode_axes);

/*
 * A small curve in one line, for previews: `columns` code points to out (not terminated), of ASCII
 * height marks "_.-~^" or eighth blocks. value: as many as columns; NaN leaves a blank.
 */
void canvas_sparkline(const double *value, int columns, bool unicode, uint32_t *out);

#endif
