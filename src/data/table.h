/*
 * table.h - a table of text read into numbers: separator, header, columns with their types, cells.
 * Knows neither labels nor splits.
 */
#ifndef OPTOP_TABLE_H
#define OPTOP_TABLE_H

#include "facts.h"
#include "source.h"
#include "words.h"

enum {
    TABLE_COLUMNS_MAX = 65536,
    TABLE_FIELD_MAX = 256, /* bytes of a text that is compared with others; longer ones are cut */
};

struct table_column {
    char name[FACTS_NAME_MAX]; /* of the header, or "3": its number */
    bool text;                 /* a field is neither a number nor missing */
    bool whole;                /* all numbers are whole */
    double min, max;           /* of the numbers; NaN when there is none */
    size_t numbers, missing;
    size_t missing_line, missing_place; /* of the first field that is missing */
    size_t text_line, text_place;       /* of the first text */
    struct words words;                 /* see table_number_texts */
};

struct table {
    const char *path; /* belongs to the caller */
    struct source source;
    char separator;
    bool header;
    size_t columns;
    struct table_column *column;
    size_t rows, room;
    double *cell; /* rows x columns; NaN: missing, or a text */
    char first[3][FACTS_TEXT_MAX]; /* the first rows as they are, cut */
};

/* The form of the text at the beginning of a file. */
struct table_outline {
    char separator;
    bool header; /* the first row names the columns */
    size_t columns;
};

/*
 * False when it is no table: it has bytes that do not occur in text, or fewer than two columns, or
 * rows of different length; or with STATUS_MEMORY.
 */
bool table_outline(const char *bytes, size_t count, bool whole, struct table_outline *outline,
                   struct status *status);

/* Is it text with a comma, a semicolon or a tab in its first line? */
bool table_seems(const char *bytes, size_t count);

/*
 * Reads the file. Errors give file:line:column: a row that is too long or too short, a quote that
 * is not closed. Can be cancelled. table_close frees the memory, also after errors.
 */
bool table_open(struct table *table, const char *path, struct status *status);
void table_close(struct table *table);

/*
 * Numbers the texts of those columns for which `words` is not NULL (one pointer per column): cells
 * then hold the number of their text. New words are added if `add` is true, otherwise they become
 * NaN; where a column has more than `limit` of them, `full` receives it and the call fails.
 * STATUS_MEMORY, STATUS_CANCELLED.
 */
bool table_number_texts(struct table *table, struct words *const *words, size_t limit, bool add,
                        size_t *full, struct status *status);

/* The column called `name`, else that with the number (from 1); `columns`: there is none. */
size_t table_find(const struct table *table, const char *name);

#endif
