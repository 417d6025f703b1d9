/*
 * table_text.h - splitting the text of a table: rows, fields, quotes (RFC 4180), numbers. Knows no
 * column.
 */
#ifndef OPTOP_TABLE_TEXT_H
#define OPTOP_TABLE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

enum { TABLE_BLANKS = ' ' }; /* the separator of columns that runs of blanks divide */

struct table_text {
    const char *at, *end;
    const char *row;  /* where the row under way begins */
    char separator;   /* ',' ';' '\t' or TABLE_BLANKS */
    size_t line;      /* of the row under way, counted from 1 */
    size_t next_line; /* of the row after it */
};

struct table_field {
    const char *text; /* without the quotes around it, doubled quotes as they are in the file */
    size_t length;
    size_t place; /* counted from 1, in bytes from the beginning of the row */
    bool quoted;
    bool last; /* of its row */
};

/* Begins with the first row; a byte order mark is skipped. `bytes` must end with a byte 0. */
struct table_text table_text(const char *bytes, size_t count, char separator);

/* Goes to the next row that is neither empty nor a comment (#); false at the end. */
bool table_next_row(struct table_text *text);

/* The next field of the row, without blanks around it. False: a quote is not closed properly. */
bool table_next_field(struct table_text *text, struct table_field *field);

/* Copies a field's text, doubled quotes made single; cut to `size`. Returns its length. */
size_t table_copy(const struct table_field *field, char *out, size_t size);

/* Is the field empty, or a word for a missing value: ? NA N/A nan null None? */
bool table_missing(const struct table_field *field);

/* Is the field a finite decimal number? The value is what strtod makes of it. */
bool table_number(const char *text, size_t length, double *value);

#endif
