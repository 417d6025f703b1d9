/* cells.c - character cells; see cells.h. */
#include "cells.h"

#include "term.h"
#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool cells_clear(struct cells *cells, int rows, int columns, bool unicode, struct status *status)
{
    size_t wanted = (size_t)(rows < 0 ? 0 : rows) * (size_t)(columns < 0 ? 0 : columns);

    if (wanted > cells->capacity) {
        struct cell *grown = realloc(cells->cell, wanted * sizeof *grown);
        if (!grown)
            return status_out_of_memory(status, "the screen");
        cells->cell = grown;
        cells->capacity = wanted;
    }
    cells->rows = rows < 0 ? 0 : rows;
    cells->columns = columns < 0 ? 0 : columns;
    cells->unicode = unicode;
    cells->cursor_row = cells->cursor_column = -1;
    for (size_t i = 0; i < wanted; i++)
        cells->cell[i] = (struct cell){.codepoint = ' '};
    return true;
}

void cells_free(struct cells *cells)
{
    free(cells->cell);
    memset(cells, 0, sizeof *cells);
}

static bool is_inside(const struct cells *cells, int row, int column)
{
    return row >= 0 && row < cells->rows && column >= 0 && column < cells->columns;
}

/* What can be shown in place of a character, and how many columns it takes. */
static int showable(const struct cells *cells, uint32_t *codepoint)
{
    int width = text_codepoint_width(*codepoint);

    if (width > 0 && (*codepoint < 0x80 || cells->unicode))
        return width;
    *codepoint = '?';
    return 1;
}

/* One half of a wide character cannot stay when the other is painted over. */
static void put(struct cells *cells, int row, int column, uint32_t codepoint, unsigned style)
{
    struct cell *line = &cells->cell[row * cells->columns];

    if (line[column].codepoint == 0 && codepoint != 0 && column > 0)
        line[column - 1].codepoint = ' ';
    if (column + 1 < cells->columns && line[column + 1].codepoint == 0)
        line[column + 1].codepoint = ' ';
    line[column] = (struct cell){codepoint, style};
}

void cells_glyph(struct cells *cells, int row, int column, uint32_t codepoint, unsigned style)
{
    if (is_inside(cells, row, column) && showable(cells, &codepoint) == 1)
        put(cells, row, column, codepoint, style);
}

int cells_text(struct cells *cells, int row, int column, int width, const char *text,
               unsigned style)
{
    int used = 0;

    if (!is_inside(cells, row, column))
        return 0;
    if (width > cells->columns - column)
        width = cells->columns - column;
    while (*text) {
        uint32_t codepoint;
        text += text_decode(text, &codepoint);
        int columns = showable(cells, &codepoint);
        if (used + columns > width)
            break;
        put(cells, row, column + used, codepoint, style);
        if (columns == 2)
            put(cells, row, column + used + 1, 0, style);
        used += columns;
    }
    return used;
}

void cells_left(struct cells *cells, struct rect at, const char *text, unsigned style)
{
    char shown[1024];

    cells_text(cells, at.row, at.column, at.columns,
               text_cut(text, at.columns, shown, sizeof shown), style);
}

void cells_right(struct cells *cells, struct rect at, const char *text, unsigned style)
{
    char shown[1024];
    int width = text_width(text_cut(text, at.columns, shown, sizeof shown));

    cells_text(cells, at.row, at.column + at.columns - width, width, shown, style);
}

void cells_fill(struct cells *cells, struct rect at, unsigned style)
{
    for (int r = at.row; r < at.row + at.rows; r++)
        for (int c = at.column; c < at.column + at.columns; c++)
            cells_glyph(cells, r, c, ' ', style);
}

void cells_cursor(struct cells *cells, int row, int column)
{
    if (!is_inside(cells, row, column))
        return;
    cells->cursor_row = row;
    cells->cursor_column = column;
}

/* ---- frames and paragraphs ---------------------------------------------------------------------
 */

struct corners {
    uint32_t horizontal, vertical, top_left, top_right, bottom_left, bottom_right;
};

static void put_title(struct cells *cells, struct rect at, const char *title)
{
    char shown[256];
    int used;

    text_cut(title, at.columns - 6, shown, sizeof shown);
    cells_glyph(cells, at.row, at.column + 2, ' ', 0);
    used = cells_text(cells, at.row, at.column + 3, at.columns - 6, shown, TERM_BOLD);
    cells_glyph(cells, at.row, at.column + 3 + used, ' ', 0);
}

void cells_frame(struct cells *cells, struct rect at, const char *title, unsigned style, bool fill)
{
    static const struct corners lines = {0x2500, 0x2502, 0x250c, 0x2510, 0x2514, 0x2518};
    static const struct corners ascii = {'-', '|', '+', '+', '+', '+'};
    const struct corners *c = cells->unicode ? &lines : &ascii;
    int bottom = at.row + at.rows - 1, right = at.column + at.columns - 1;

    if (at.rows < 2 || at.columns < 2)
        return;
    if (fill)
        cells_fill(cells, at, 0);
    for (int i = at.column + 1; i < right; i++) {
        cells_glyph(cells, at.row, i, c->horizontal, style);
        cells_glyph(cells, bottom, i, c->horizontal, style);
    }
    for (int i = at.row + 1; i < bottom; i++) {
        cells_glyph(cells, i, at.column, c->vertical, style);
        cells_glyph(cells, i, right, c->vertical, style);
    }
    cells_glyph(cells, at.row, at.column, c->top_left, style);
    cells_glyph(cells, at.row, right, c->top_right, style);
    cells_glyph(cells, bottom, at.column, c->bottom_left, style);
    cells_glyph(cells, bottom, right, c->bottom_right, style);
    if (title && at.columns >= 8)
        put_title(cells, at, title);
}

void cells_more(struct cells *cells, struct rect frame, int row, int rows, bool above, bool below)
{
    int column = frame.column + frame.columns - 1;

    if (above)
        cells_glyph(cells, row, column, '^', TERM_BOLD);
    if (below)
        cells_glyph(cells, row + rows - 1, column, 'v', TERM_BOLD);
}

int cells_paragraph_rows(int columns, const char *text)
{
    const char *line;
    size_t length;
    int rows = 0;

    while (columns > 0 && text_wrap(&text, columns, &line, &length))
        rows++;
    return rows;
}

int cells_paragraph(struct cells *cells, struct rect at, const char *text, unsigned style)
{
    const char *line;
    size_t length;
    int used = 0;
    char shown[1024];

    while (used < at.rows && at.columns > 0 && text_wrap(&text, at.columns, &line, &length)) {
        snprintf(shown, sizeof shown, "%.*s", (int)length, line);
        cells_text(cells, at.row + used, at.column, at.columns, shown, style);
        used++;
    }
    return used;
}

int cells_sentence(struct cells *cells, struct rect line, const char *words, unsigned style)
{
    enum { ROWS_MOST = 6 };
    int rows = cells_paragraph_rows(line.columns, words), end = 0;
    const char *start;
    size_t length;
    char shown[1024];

    rows = rows < 1 ? 1 : rows > ROWS_MOST ? ROWS_MOST : rows;
    cells_fill(cells, (struct rect){line.row - rows + 1, line.column, rows, line.columns}, 0);
    for (int row = line.row - rows + 1;
         row <= line.row && text_wrap(&words, line.columns, &start, &length); row++) {
        snprintf(shown, sizeof shown, "%.*s", (int)length, start);
        end = cells_text(cells, row, line.column, line.columns, shown, style);
    }
    return line.column + end;
}

char *cells_line(const struct cells *cells, int row, char *text, size_t size)
{
    size_t used = 0, end = 0;

    for (int c = 0; c < cells->columns && used + 5 < size; c++) {
        uint32_t codepoint = cells->cell[row * cells->columns + c].codepoint;
        if (codepoint == 0)
            continue;
        used += text_encode(codepoint, text + used);
        if (codepoint != ' ')
            end = used;
    }
    text[end] = '\0';
    return text;
}
