/* table.c - a table of text read into numbers; see table.h. */
#include "table.h"

#include "table_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- the outline ------------------------------------------------------------------------------
 */

enum { ROWS_LOOKED_AT = 64 };

/* Bytes of text in any 8-bit character set: no controls but tab, line feed, return, form feed. */
static bool is_text(const char *bytes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f')
            return false;
    }
    return count > 0;
}

/* Fields of the row, 0 when it is not well formed. Is there nothing in the last one? */
static size_t look_at_fields(struct table_text *text, bool *open)
{
    struct table_field field;
    size_t fields = 0;

    do {
        if (!table_next_field(text, &field))
            return 0;
        fields++;
    } while (!field.last);
    *open = field.length == 0;
    return fields;
}

static size_t count_fields(struct table_text *text)
{
    bool open;

    return look_at_fields(text, &open);
}

/*
 * Columns with this separator, 0 when rows differ. A last row that may be cut off does not count,
 * unless it is the only one. A separator after the last name, as in Kaggle's table of breast
 * cancer, makes no column where the rows below have none.
 */
static size_t columns_with(const char *bytes, size_t count, bool whole, char separator)
{
    struct table_text text = table_text(bytes, count, separator);
    size_t columns = 0;
    bool open = false, ignored;

    for (int row = 0; row < ROWS_LOOKED_AT && table_next_row(&text); row++) {
        size_t fields = look_at_fields(&text, row == 0 ? &open : &ignored);

        if (!whole && text.at == text.end && columns > 0)
            break;
        if (row == 1 && open && fields + 1 == columns)
            columns = fields;
        if (fields == 0 || (columns > 0 && fields != columns))
            return 0;
        columns = fields;
    }
    return columns;
}

/* What the fields of a column are, in the rows after the first. */
struct look {
    bool first_number, first_missing;
    bool numbers, texts, repeated;
    char first[TABLE_FIELD_MAX];
};

static void look_at(struct look *look, const struct table_field *field, int row)
{
    char copy[TABLE_FIELD_MAX];
    double value;
    bool number = table_number(field->text, field->length, &value);
    bool missing = table_missing(field);

    if (row == 0) {
        look->first_number = number;
        look->first_missing = missing;
        table_copy(field, look->first, sizeof look->first);
        return;
    }
    look->numbers |= number;
    look->texts |= !number && !missing;
    table_copy(field, copy, sizeof copy);
    look->repeated |= strcmp(copy, look->first) == 0;
}

/*
 * The first row names the columns when it has a text where all others have numbers; or, of texts
 * alone, when nothing in it occurs again.
 */
static bool names_columns(const struct look *look, size_t columns, int rows)
{
    bool above_numbers = false, texts = true, repeated = false;

    for (size_t c = 0; c < columns; c++) {
        bool text = !look[c].first_number && !look[c].first_missing;
        above_numbers |= text && look[c].numbers && !look[c].texts;
        texts &= text && !look[c].numbers;
        repeated |= look[c].repeated;
    }
    return above_numbers || (texts && !repeated && rows > 2);
}

static bool find_header(const char *bytes, size_t count, struct table_outline *outline,
                        struct status *status)
{
    struct table_text text = table_text(bytes, count, outline->separator);
    struct look *look = calloc(outline->columns, sizeof *look);
    int row = 0;

    if (!look)
        return status_out_of_memory(status, "the table's columns");
    for (; row < ROWS_LOOKED_AT && table_next_row(&text); row++)
        for (size_t c = 0; c < outline->columns; c++) {
            struct table_field field;
            if (!table_next_field(&text, &field))
                break;
            look_at(&look[c], &field, row);
            if (field.last)
                break;
        }
    outline->header = names_columns(look, outline->columns, row);
    free(look);
    return true;
}

bool table_outline(const char *bytes, size_t count, bool whole, struct table_outline *outline,
                   struct status *status)
{
    static const char separators[] = {'\t', ';', ',', TABLE_BLANKS};

    if (!is_text(bytes, count))
        return false;
    for (size_t i = 0; i < sizeof separators; i++) {
        outline->separator = separators[i];
        outline->columns = columns_with(bytes, count, whole, separators[i]);
        if (outline->columns >= 2 && outline->columns <= TABLE_COLUMNS_MAX)
            return find_header(bytes, count, outline, status);
    }
    return false;
}

bool table_seems(const char *bytes, size_t count)
{
    size_t line = strcspn(bytes, "\r\n");

    return is_text(bytes, count) && line < count && strcspn(bytes, ",;\t") < line;
}

/* ---- cells ------------------------------------------------------------------------------------
 */

static bool refuse(const struct table *table, size_t line, size_t place, const char *what,
                   struct status *status)
{
    return status_fail(status, STATUS_DATA, "%s:%zu:%zu: %s", table->path, line, place, what);
}

static bool make_room(struct table *table, struct status *status)
{
    size_t room = table->room < 1024 ? 1024 : table->room + table->room / 2, bytes;
    double *cell = NULL;

    if (table->rows < table->room)
        return true;
    if (!__builtin_mul_overflow(room, table->columns * sizeof *cell, &bytes))
        cell = realloc(table->cell, bytes);
    if (!cell)
        return status_out_of_memory(status, "the table's numbers");
    table->cell = cell;
    table->room = room;
    return true;
}

static void note_number(struct table_column *column, double value)
{
    column->min = column->numbers == 0 || value < column->min ? value : column->min;
    column->max = column->numbers == 0 || value > column->max ? value : column->max;
    column->whole = column->whole && value == floor(value);
    column->numbers++;
}

/* A field that is no number. */
static void note_other(struct table_column *column, const struct table_field *field, size_t line)
{
    if (table_missing(field)) {
        if (column->missing++ == 0) {
            column->missing_line = line;
            column->missing_place = field->place;
        }
        return;
    }
    if (!column->text) {
        column->text_line = line;
        column->text_place = field->place;
    }
    column->text = true;
}

static bool read_row(struct table *table, struct table_text *text, struct status *status)
{
    double *cell = table->cell + table->rows * table->columns;
    size_t line = text->line;

    for (size_t c = 0; c < table->columns; c++) {
        struct table_field field;
        char what[96];

        if (!table_next_field(text, &field))
            return refuse(table, line, field.place,
                          "a quote is not closed, or not at the end of "
                          "its field",
                          status);
        if (table_number(field.text, field.length, &cell[c])) {
            note_number(&table->column[c], cell[c]);
        } else {
            cell[c] = NAN;
            note_other(&table->column[c], &field, line);
        }
        if (field.last != (c + 1 == table->columns)) {
            snprintf(what, sizeof what,
                     field.last ? "the row ends after %zu of %zu fields"
                                : "the row has more than %zu of %zu fields",
                     c + 1, table->columns);
            return refuse(table, line, field.place, what, status);
        }
    }
    table->rows++;
    return true;
}

static void keep_first(struct table *table, const struct table_text *text)
{
    size_t length = 0, room = sizeof table->first[0] / 4 - 1;
    char copy[sizeof table->first[0]];

    if (table->rows >= sizeof table->first / sizeof table->first[0])
        return;
    while (text->row + length < text->end && text->row[length] != '\n' &&
           text->row[length] != '\r' && length < room)
        length++;
    snprintf(copy, sizeof copy, "%.*s", (int)length, text->row);
    status_escape(copy, table->first[table->rows], sizeof table->first[0], true);
}

static bool read_rows(struct table *table, struct table_text *text, struct status *status)
{
    enum { ROWS_BETWEEN_LOOKS = 1024 };

    while (table_next_row(text)) {
        keep_first(table, text);
        if (table->rows % ROWS_BETWEEN_LOOKS == 0 && status_cancelled(status))
            return false;
        if (!make_room(table, status) || !read_row(table, text, status))
            return false;
    }
    if (table->rows == 0)
        return status_fail(status, STATUS_DATA, "%s: no row of data", table->path);
    return true;
}

/* ---- columns ----------------------------------------------------------------------------------
 */

static bool name_columns(struct table *table, struct table_text *text, struct status *status)
{
    struct table_field field = {0};

    table->column = calloc(table->columns, sizeof *table->column);
    if (!table->column)
        return status_out_of_memory(status, "the table's columns");
    if (table->header)
        table_next_row(text);
    for (size_t c = 0; c < table->columns; c++) {
        struct table_column *column = &table->column[c];
        char name[FACTS_NAME_MAX] = "";

        column->whole = true;
        column->min = column->max = NAN;
        if (table->header) {
            if (!table_next_field(text, &field))
                return refuse(table, text->line, field.place, "a quote is not closed", status);
            table_copy(&field, name, sizeof name);
        }
        status_escape(name, column->name, sizeof column->name, true);
        if (!column->name[0])
            snprintf(column->name, sizeof column->name, "%zu", c + 1);
    }
    if (table->header && !field.last)
        count_fields(text); /* nothing after the last name */
    return true;
}

/* The rows of a table differ, or it is none: says where that shows. */
static bool refuse_outline(const struct table *table, struct status *status)
{
    const char *bytes = table->source.bytes;
    size_t count = table->source.count, columns = 0;
    bool commas = memchr(bytes, ',', count) != NULL;
    struct table_text text = table_text(bytes, count, commas ? ',' : TABLE_BLANKS);

    if (count == 0)
        return status_fail(status, STATUS_DATA, "%s: the file is empty", table->path);
    if (!is_text(bytes, count < 65536 ? count : 65536))
        return status_fail(status, STATUS_DATA, "%s: not a table: it has bytes that no text has",
                           table->path);
    while (table_next_row(&text)) {
        size_t fields = count_fields(&text);
        char what[96];

        snprintf(what, sizeof what, "the row has %zu fields, the ones before have %zu", fields,
                 columns);
        if (fields == 0)
            return refuse(table, text.line, 1, "a quote is not closed", status);
        if (columns > 0 && fields != columns)
            return refuse(table, text.line, 1, what, status);
        columns = fields;
    }
    return status_fail(status, STATUS_DATA,
                       "%s: not a table: no separator (comma, semicolon, tab, blanks) divides its "
                       "rows into columns",
                       table->path);
}

bool table_open(struct table *table, const char *path, struct status *status)
{
    const size_t look = (size_t)1 << 18;
    struct table_outline outline;
    struct table_text text;
    size_t seen;

    *table = (struct table){.path = path};
    if (!source_open(&table->source, path, status))
        return false;
    seen = table->source.count < look ? table->source.count : look;
    if (!table_outline(table->source.bytes, seen, seen == table->source.count, &outline, status))
        return status->code == STATUS_OK ? refuse_outline(table, status) : false;
    table->separator = outline.separator;
    table->header = outline.header;
    table->columns = outline.columns;
    text = table_text(table->source.bytes, table->source.count, table->separator);
    return name_columns(table, &text, status) && read_rows(table, &text, status);
}

void table_close(struct table *table)
{
    for (size_t c = 0; table->column && c < table->columns; c++)
        words_clear(&table->column[c].words);
    free(table->column);
    free(table->cell);
    source_close(&table->source);
    *table = (struct table){0};
}

size_t table_find(const struct table *table, const char *name)
{
    char *end;
    unsigned long number;

    for (size_t c = 0; c < table->columns; c++)
        if (strcmp(table->column[c].name, name) == 0)
            return c;
    number = strtoul(name, &end, 10);
    if (end != name && *end == '\0' && *name != '-' && number >= 1 && number <= table->columns)
        return number - 1;
    return table->columns;
}

/* ---- texts ------------------------------------------------------------------------------------
 */

/* The text's number as a cell; false when it is one too many or memory is short. */
static bool number_text(struct words *words, const struct table_field *field, size_t limit,
                        bool add, double *cell, struct status *status)
{
    char copy[TABLE_FIELD_MAX];
    long number;

    table_copy(field, copy, sizeof copy);
    number = add ? words_add(words, copy, limit) : words_find(words, copy);
    *cell = number >= 0 ? (double)number : NAN;
    if (number == WORDS_MEMORY)
        return status_out_of_memory(status, "the table's texts");
    return number != WORDS_FULL;
}

bool table_number_texts(struct table *table, struct words *const *words, size_t limit, bool add,
                        size_t *full, struct status *status)
{
    enum { ROWS_BETWEEN_LOOKS = 1024 };
    struct table_text text = table_text(table->source.bytes, table->source.count, table->separator);

    *full = table->columns;
    if (table->header && table_next_row(&text))
        count_fields(&text);
    for (size_t row = 0; table_next_row(&text); row++) {
        if (row % ROWS_BETWEEN_LOOKS == 0 && status_cancelled(status))
            return false;
        for (size_t c = 0; c < table->columns; c++) {
            struct table_field field;
            double *cell = &table->cell[row * table->columns + c];

            table_next_field(&text, &field);
            if (!words[c])
                continue;
            if (table_missing(&field))
                *cell = NAN;
            else if (!number_text(words[c], &field, limit, add, cell, status)) {
                *full = c;
                return false;
            }
        }
    }
    return true;
}
