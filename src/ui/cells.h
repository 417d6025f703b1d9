/*
 * cells.h - a screen of character cells, painted before they are sent to a terminal: text, single
 * characters, fills, frames, paragraphs. Pure: knows no curses, so that the content of screens can
 * be tested. term_show puts the cells on the terminal.
 *
 * Rows and columns are counted from 0; text outside of the cells is cut off. Control characters
 * and, without `unicode`, everything beyond ASCII become '?'.
 */
#ifndef OPTOP_CELLS_H
#define OPTOP_CELLS_H

#include "base/status.h"
#include "layout.h"

#include <stdint.h>

struct cell {
    uint32_t codepoint; /* 0: the right half of a wide character */
    unsigned style;     /* TERM_... */
};

struct cells {
    int rows, columns;
    bool unicode;                  /* may characters beyond ASCII be painted? */
    int cursor_row, cursor_column; /* -1: it is hidden */
    struct cell *cell;             /* row by row */
    size_t capacity;
};

/* Makes room for so many, all blank, without a cursor. Start with all zero. */
bool cells_clear(struct cells *cells, int rows, int columns, bool unicode, struct status *status);
void cells_free(struct cells *cells);

/* One character. */
void cells_glyph(struct cells *cells, int row, int column, uint32_t codepoint, unsigned style);
/* UTF-8 text in at most `width` columns; returns the columns used. */
int cells_text(struct cells *cells, int row, int column, int width, const char *text,
               unsigned style);
/* Text in the first row of `at`, cut to its columns with "..", at its left or right edge. */
void cells_left(struct cells *cells, struct rect at, const char *text, unsigned style);
void cells_right(struct cells *cells, struct rect at, const char *text, unsigned style);
/* Blanks, for backgrounds of dialogs and bars. */
void cells_fill(struct cells *cells, struct rect at, unsigned style);
/* Shows the cursor there. */
void cells_cursor(struct cells *cells, int row, int column);

/* A frame with a title in its upper edge (NULL: none); its inside is blanked when `fill`. */
void cells_frame(struct cells *cells, struct rect at, const char *title, unsigned style, bool fill);
/* Marks in a frame's right edge that lines are left out above or below the `rows` from `row` on. */
void cells_more(struct cells *cells, struct rect frame, int row, int rows, bool above, bool below);

/* How many lines the text takes, wrapped to so many columns. */
int cells_paragraph_rows(int columns, const char *text);
/* Wraps text into `at`; returns how many rows it took. */
int cells_paragraph(struct cells *cells, struct rect at, const char *text, unsigned style);
/*
 * A sentence in a line; a long one also takes lines above it, which are blanked. Returns the column
 * behind its end.
 */
int cells_sentence(struct cells *cells, struct rect line, const char *words, unsigned style);

/* A row as UTF-8 without the blanks at its end, for tests. Returns text. */
char *cells_line(const struct cells *cells, int row, char *text, size_t size);

#endif
