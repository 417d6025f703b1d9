/*
 * format_svmlight.c - the sparse text format of SVMlight and LIBSVM: a label and index:value pairs
 * a line. The data stay sparse.
 */
#include "formats.h"

#include "base/array.h"
#include "siblings.h"
#include "table_text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    INDEX_MAX = 1 << 24, /* features */
    LINES_LOOKED_AT = 64
};

/* A line under way. */
struct line {
    const char *path;
    const char *at, *end; /* what is left of the file */
    const char *begin;
    size_t number; /* counted from 1 */
};

/* ---- a line -----------------------------------------------------------------------------------
 */

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\f' || c == '\v';
}

/* Goes to the next word; false at the end of the line or at its comment. */
static bool next_word(struct line *line, const char **word, size_t *length)
{
    while (line->at < line->end && is_space(*line->at))
        line->at++;
    if (line->at == line->end || *line->at == '\n' || *line->at == '#')
        return false;
    *word = line->at;
    while (line->at < line->end && !is_space(*line->at) && *line->at != '\n' && *line->at != '#')
        line->at++;
    *length = (size_t)(line->at - *word);
    return true;
}

/* To the beginning of the next line; false at the end of the file. */
static bool next_line(struct line *line)
{
    const char *feed;

    if (line->number > 0) {
        feed = memchr(line->at, '\n', (size_t)(line->end - line->at));
        line->at = feed ? feed + 1 : line->end;
    }
    line->begin = line->at;
    line->number++;
    return line->at < line->end;
}

/* Reads "12:0.5"; "qid:7" has index -1. */
static bool read_pair(const char *word, size_t length, long *index, double *value)
{
    const char *colon = memchr(word, ':', length);
    size_t digits = colon ? (size_t)(colon - word) : 0;

    if (!colon || digits == 0 || digits > 10)
        return false;
    *index = -1;
    if (digits == 3 && memcmp(word, "qid", 3) == 0)
        return table_number(colon + 1, length - digits - 1, value);
    *index = 0;
    for (size_t i = 0; i < digits; i++) {
        if (word[i] < '0' || word[i] > '9')
            return false;
        *index = *index * 10 + (word[i] - '0');
    }
    return table_number(colon + 1, length - digits - 1, value);
}

/* ---- recognition ------------------------------------------------------------------------------
 */

/* Is the line empty, or a label with ascending pairs? Counts the pairs. */
static bool is_line(struct line *line, size_t *pairs)
{
    const char *word;
    size_t length;
    double value;
    long index, last = -1;

    *pairs = 0;
    if (!next_word(line, &word, &length))
        return true;
    if (!table_number(word, length, &value))
        return false;
    while (next_word(line, &word, &length)) {
        if (!read_pair(word, length, &index, &value) || (index >= 0 && index <= last))
            return false;
        last = index >= 0 ? index : last;
        ++*pairs;
    }
    return true;
}

size_t svmlight_pairs(const char *bytes, size_t count, bool whole)
{
    struct line line = {.at = bytes, .end = bytes + count};
    size_t most = 0;

    for (int i = 0; i < LINES_LOOKED_AT && next_line(&line); i++) {
        size_t pairs;
        bool good = is_line(&line, &pairs);

        if (!whole && line.at == line.end && i > 0)
            break;
        if (!good)
            return 0;
        most = pairs > most ? pairs : most;
    }
    return most;
}

bool svmlight_recognize(const struct format_view *view, struct status *status)
{
    (void)status;
    return !view->folder && svmlight_pairs(view->bytes, view->count, view->whole) > 0;
}

/* ---- reading ----------------------------------------------------------------------------------
 */

static bool refuse(const struct line *line, const char *word, const char *what,
                   struct status *status)
{
    return status_fail(status, STATUS_DATA, "%s:%zu:%zu: %s", line->path, line->number,
                       (size_t)(word - line->begin) + 1, what);
}

/* What grows while a file is read. */
struct filling {
    struct raw_split *split;
    size_t entries, largest; /* the largest index */
    bool from_zero;          /* an index is 0 */
};

static bool read_entries(struct line *line, struct filling *f, struct status *status)
{
    const char *word;
    size_t length;
    long last = -1, index;
    double value;

    while (next_word(line, &word, &length)) {
        if (!read_pair(word, length, &index, &value))
            return refuse(line, word, "not a pair index:value", status);
        if (index < 0)
            continue;
        if (index <= last)
            return refuse(line, word, "the index is not larger than the one before", status);
        if (index > INDEX_MAX)
            return refuse(line, word, "the index is too large (allowed: 1 ... 16777216)", status);
        last = index;
        f->from_zero |= index == 0;
        f->largest = (size_t)index > f->largest ? (size_t)index : f->largest;
        if (value == 0)
            continue;
        f->split->column[f->entries] = (uint32_t)index;
        f->split->value[f->entries++] = (real)value;
    }
    return true;
}

static bool read_lines(struct line *line, struct filling *f, struct status *status)
{
    enum { LINES_BETWEEN_LOOKS = 1024 };
    struct raw_split *split = f->split;
    const char *word;
    size_t length;

    split->row_start[0] = 0;
    while (next_line(line)) {
        if (line->number % LINES_BETWEEN_LOOKS == 0 && status_cancelled(status))
            return false;
        if (!next_word(line, &word, &length))
            continue;
        if (!table_number(word, length, &split->y[split->m]))
            return refuse(line, word, "the label is not a number", status);
        if (!read_entries(line, f, status))
            return false;
        split->row_start[++split->m] = (uint32_t)f->entries;
    }
    if (split->m == 0)
        return status_fail(status, STATUS_DATA, "%s: no line of data", line->path);
    return true;
}

/* Rows and entries there can be at most. */
static void count_most(const struct source *source, size_t *rows, size_t *entries)
{
    *rows = 1;
    *entries = 0;
    for (size_t i = 0; i < source->count; i++) {
        *rows += source->bytes[i] == '\n';
        *entries += source->bytes[i] == ':';
    }
}

static bool read_split(const char *path, struct raw_split *split, struct filling *f,
                       struct status *status)
{
    static const char what[] = "the sparse data";
    struct source source;
    size_t rows, entries;
    bool good;

    if (!source_open(&source, path, status))
        return false;
    count_most(&source, &rows, &entries);
    snprintf(split->name, sizeof split->name, "%s", path);
    f->split = split;
    f->entries = 0;
    if (rows >= UINT32_MAX || entries >= UINT32_MAX) {
        source_close(&source);
        return status_fail(status, STATUS_DATA, "%s: more than 4294967294 rows or entries", path);
    }
    split->row_start = array_allocate(rows + 1, sizeof *split->row_start, what, status);
    split->y = array_allocate(rows, sizeof *split->y, what, status);
    split->column = array_allocate(entries, sizeof *split->column, what, status);
    split->value = array_allocate(entries, sizeof *split->value, what, status);
    good = split->row_start && split->y && split->column && split->value;
    if (good) {
        struct line line = {.path = path, .at = source.bytes, .end = source.bytes + source.count};
        good = read_lines(&line, f, status);
    }
    source_close(&source);
    return good;
}

/* Indices from 1 become columns from 0. */
static void shift(struct raw_split *split)
{
    for (size_t p = 0; split->m > 0 && p < split->row_start[split->m]; p++)
        split->column[p]--;
}

static bool expand(const struct raw *raw, struct raw_split *split, struct status *status)
{
    if (split->m == 0)
        return true;
    split->x = array_allocate(split->m, raw->n_x * sizeof *split->x, "the data", status);
    if (!split->x)
        return false;
    memset(split->x, 0, split->m * raw->n_x * sizeof *split->x);
    for (size_t i = 0; i < split->m; i++)
        for (size_t p = split->row_start[i]; p < split->row_start[i + 1]; p++)
            split->x[i * raw->n_x + split->column[p]] = split->value[p];
    free(split->row_start);
    free(split->column);
    free(split->value);
    split->row_start = NULL;
    split->column = NULL;
    split->value = NULL;
    return true;
}

/* Where more than half of the inputs are there, the sparse form does not pay. */
static bool choose_form(struct raw *raw, size_t entries, struct status *status)
{
    size_t m = raw->train.m + raw->test.m;

    raw->form = RAW_SPARSE;
    if (entries / raw->n_x < m / 2 + 1)
        return true;
    raw->form = RAW_REALS;
    return expand(raw, &raw->train, status) && expand(raw, &raw->test, status);
}

static bool find_files(const struct data_request *request, char *test, struct raw *raw)
{
    test[0] = '\0';
    if (siblings_is_file(request->test))
        snprintf(test, SIBLINGS_PATH_MAX, "%s", request->test);
    else if ((!request->test || !*request->test) && siblings_test(request->path, test))
        facts_note(&raw->facts,
                   "%s is the test split (--test=FRACTION takes a share of the rows "
                   "instead)",
                   test);
    return test[0] != '\0';
}

bool svmlight_read_raw(const struct data_request *request, struct raw *raw, struct status *status)
{
    char test[SIBLINGS_PATH_MAX];
    struct filling f = {0};
    size_t entries = 0;

    if (!read_split(request->path, &raw->train, &f, status))
        return false;
    entries = f.entries;
    if (find_files(request, test, raw) && !read_split(test, &raw->test, &f, status))
        return false;
    entries += raw->test.m > 0 ? f.entries : 0;
    raw->n_x = f.largest + f.from_zero;
    if (raw->n_x == 0)
        return status_fail(status, STATUS_DATA, "%s: no feature", request->path);
    if (f.from_zero)
        facts_note(&raw->facts, "indices are counted from 0");
    else {
        shift(&raw->train);
        shift(&raw->test);
    }
    snprintf(raw->facts.what, sizeof raw->facts.what, "%zu features, %.3g %% not zero", raw->n_x,
             100 * (double)entries / (double)raw->n_x / (double)(raw->train.m + raw->test.m));
    return choose_form(raw, entries, status);
}
