/*
 * format_table.c - tables of text (CSV and its relatives): which column is learned, which are left
 * out, what is missing, and where the test split is. How a table is read is in table.c.
 */
#include "formats.h"

#include "classes.h"
#include "base/array.h"
#include "siblings.h"
#include "table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    VALUES_MAX = 32, /* different texts of an input column */
    PIXELS_MIN = 64, /* so many columns of whole numbers 0 ... 255 are taken for pixels */
    LISTED_MAX = 12  /* columns that a sentence names */
};

enum role { ROLE_INPUT, ROLE_LABEL, ROLE_IGNORED };

/* The tables of one data set, and what their columns are for. */
struct tables {
    const struct data_request *request;
    struct table train, test; /* test.rows == 0: there is none */
    enum role *role;          /* of the training table's columns */
    size_t *map;              /* the test table's column, SIZE_MAX: it has none */
    size_t *first_input;      /* of an input column */
    size_t label;
    size_t n_x;
    bool pixels;
    bool test_found; /* beside the training table; no option names it */
};

static bool given(const char *text)
{
    return text && *text;
}

/* ---- which column is learned ------------------------------------------------------------------
 */

/* "sepal_length, sepal_width, ... (11 columns)" */
static char *list_columns(const struct table *table, char *text, size_t size)
{
    size_t used = 0;

    text[0] = '\0';
    for (size_t c = 0; c < table->columns && c < LISTED_MAX && used < size; c++)
        used += (size_t)snprintf(text + used, size - used, "%s%s", c > 0 ? ", " : "",
                                 table->column[c].name);
    if (table->columns > LISTED_MAX && used < size)
        snprintf(text + used, size - used, ", ...; %zu columns", table->columns);
    return text;
}

static bool refuse_label(const struct table *table, const char *why, struct status *status)
{
    char columns[STATUS_MESSAGE_MAX / 2];

    return status_fail(status, STATUS_INVALID,
                       "%s: %s; --label=NAME, a number from 1, or last says which (columns: %s)",
                       table->path, why, list_columns(table, columns, sizeof columns));
}

static bool find_wanted_label(struct tables *t, const char *name, struct status *status)
{
    char why[FACTS_TEXT_MAX];

    t->label = strcmp(name, "last") == 0 ? t->train.columns - 1 : table_find(&t->train, name);
    if (t->label == t->train.columns) {
        snprintf(why, sizeof why, "no column is called %s", name);
        return refuse_label(&t->train, why, status);
    }
    if (t->role[t->label] == ROLE_IGNORED)
        return status_fail(status, STATUS_INVALID, "label: column %s is ignored (--ignore)", name);
    return true;
}

/* The column with a name that labels usually have; else the only column of texts. */
static bool find_label(struct tables *t, struct status *status)
{
    static const char *const usual[] = {"label", "labels",  "target",   "class",
                                        "y",     "species", "diagnosis"};
    size_t named = 0, texts = 0, text = 0;

    for (size_t c = 0; c < t->train.columns; c++) {
        if (t->role[c] == ROLE_IGNORED)
            continue;
        for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++)
            if (t->train.header && strcasecmp(t->train.column[c].name, usual[i]) == 0) {
                t->label = c;
                named++;
            }
        if (t->train.column[c].text) {
            text = c;
            texts++;
        }
    }
    if (named > 1)
        return refuse_label(&t->train, "several columns may be what is to be learned", status);
    if (named == 1)
        return true;
    if (texts != 1)
        return refuse_label(&t->train, "no column is marked as what is to be learned", status);
    t->label = text;
    return true;
}

static bool ignore_columns(struct tables *t, struct status *status)
{
    char list[1024], *rest = list, *name;

    if (!given(t->request->ignore))
        return true;
    snprintf(list, sizeof list, "%s", t->request->ignore);
    while ((name = strsep(&rest, ",")) != NULL) {
        size_t c = table_find(&t->train, name);

        if (c == t->train.columns) {
            char columns[STATUS_MESSAGE_MAX / 2];
            return status_fail(status, STATUS_INVALID, "ignore: %s has no column %s (columns: %s)",
                               t->train.path, name,
                               list_columns(&t->train, columns, sizeof columns));
        }
        t->role[c] = ROLE_IGNORED;
    }
    return true;
}

static bool choose_roles(struct tables *t, struct status *status)
{
    size_t inputs = 0;

    t->role = calloc(t->train.columns, sizeof *t->role);
    t->map = calloc(t->train.columns, sizeof *t->map);
    t->first_input = calloc(t->train.columns, sizeof *t->first_input);
    if (!t->role || !t->map || !t->first_input)
        return status_out_of_memory(status, "the table's columns");
    if (!ignore_columns(t, status) ||
        !(given(t->request->label) ? find_wanted_label(t, t->request->label, status)
                                   : find_label(t, status)))
        return false;
    t->role[t->label] = ROLE_LABEL;
    for (size_t c = 0; c < t->train.columns; c++)
        inputs += t->role[c] == ROLE_INPUT;
    return inputs > 0 ||
           status_fail(status, STATUS_INVALID, "%s: no column is left as an input", t->train.path);
}

/* ---- the test table ---------------------------------------------------------------------------
 */

/* The test table's columns by name, or, where one table has no names, by number. */
static bool map_columns(struct tables *t, struct status *status)
{
    bool named = t->train.header && t->test.header;
    size_t labelled = t->test.columns == t->train.columns ? 0 : 1;

    if (!named && t->test.columns + labelled != t->train.columns)
        return status_fail(status, STATUS_DATA, "%s: %zu columns, but %s has %zu", t->test.path,
                           t->test.columns, t->train.path, t->train.columns);
    for (size_t c = 0; c < t->train.columns; c++) {
        size_t at = c - (labelled && c > t->label);

        if (named) {
            at = 0;
            while (at < t->test.columns &&
                   strcmp(t->test.column[at].name, t->train.column[c].name) != 0)
                at++;
        }
        t->map[c] = at < t->test.columns && !(labelled && !named && c == t->label) ? at : SIZE_MAX;
        if (t->map[c] == SIZE_MAX && t->role[c] == ROLE_INPUT)
            return status_fail(status, STATUS_DATA, "%s: column %s of %s is missing", t->test.path,
                               t->train.column[c].name, t->train.path);
        if (t->map[c] != SIZE_MAX && t->role[c] != ROLE_IGNORED && !t->train.column[c].text &&
            t->test.column[t->map[c]].text)
            return status_fail(status, STATUS_DATA, "%s:%zu:%zu: a text, where %s has numbers",
                               t->test.path, t->test.column[t->map[c]].text_line,
                               t->test.column[t->map[c]].text_place, t->train.path);
    }
    return true;
}

/* ---- texts ------------------------------------------------------------------------------------
 */

static bool refuse_words(const struct tables *t, size_t c, struct status *status)
{
    const struct table_column *column = &t->train.column[c];

    if (t->role[c] == ROLE_LABEL)
        return status_fail(status, STATUS_DATA,
                           "%s: more than %d different texts in column %s, which is to be learned",
                           t->train.path, CLASSES_MAX, column->name);
    return status_fail(status, STATUS_DATA,
                       "%s:%zu:%zu: column %s has more than %d different texts (--ignore=%s leaves "
                       "it out)",
                       t->train.path, column->text_line, column->text_place, column->name,
                       VALUES_MAX, column->name);
}

/* Numbers the texts of the columns with this role in both tables; labels may be new in the test. */
static bool number_texts(struct tables *t, enum role role, size_t limit, struct status *status)
{
    struct words **train = calloc(t->train.columns, sizeof *train);
    struct words **test = calloc(t->test.columns + 1, sizeof *test);
    bool any = false, good = train && test;
    size_t full;

    for (size_t c = 0; good && c < t->train.columns; c++)
        if (t->role[c] == role && t->train.column[c].text) {
            any = true;
            train[c] = &t->train.column[c].words;
            if (t->test.rows > 0 && t->map[c] != SIZE_MAX)
                test[t->map[c]] = train[c];
        }
    if (!good)
        status_out_of_memory(status, "the table's texts");
    else if (any) {
        full = t->train.columns;
        good = table_number_texts(&t->train, train, limit, true, &full, status);
        if (!good && full < t->train.columns && status->code == STATUS_OK)
            refuse_words(t, full, status);
        if (good && t->test.rows > 0)
            good = table_number_texts(&t->test, test, limit, role == ROLE_LABEL, &full, status);
    }
    free(train);
    free(test);
    return good;
}

/* ---- what is missing --------------------------------------------------------------------------
 */

/* The test table's column for c, or the training table's. */
static size_t column_in(const struct tables *t, const struct table *table, size_t c)
{
    return table == &t->test ? t->map[c] : c;
}

/* Refuses a table with missing fields in columns that are used, where that is wanted. */
static bool check_missing(const struct tables *t, const struct table *table, struct status *status)
{
    for (size_t c = 0; c < t->train.columns; c++) {
        size_t at = column_in(t, table, c);
        const struct table_column *column = at == SIZE_MAX ? NULL : &table->column[at];
        bool label = t->role[c] == ROLE_LABEL;

        if (t->role[c] == ROLE_IGNORED || !column || column->missing == 0 ||
            t->request->missing == MISSING_DROP || (t->request->missing == MISSING_MEAN && !label))
            continue;
        return status_fail(
            status, STATUS_DATA,
            "%s:%zu:%zu: column %s is missing here (%zu times; --missing=drop leaves "
            "such rows out%s)",
            table->path, column->missing_line, column->missing_place, column->name, column->missing,
            label ? "" : ", --missing=mean takes the mean");
    }
    return true;
}

/* Is a field missing in this row that makes it be dropped? */
static bool is_dropped(const struct tables *t, const struct table *table, size_t row)
{
    for (size_t c = 0; t->request->missing == MISSING_DROP && c < t->train.columns; c++) {
        size_t at = column_in(t, table, c);

        if (t->role[c] != ROLE_IGNORED && at != SIZE_MAX && table->column[at].missing > 0 &&
            isnan(table->cell[row * table->columns + at]))
            return true;
    }
    return false;
}

/* ---- inputs -----------------------------------------------------------------------------------
 */

/* Inputs that a column makes: a text of two values one, of more one a value. */
static size_t inputs_of(const struct tables *t, size_t c)
{
    size_t values = t->train.column[c].words.count;

    if (t->role[c] != ROLE_INPUT)
        return 0;
    return t->train.column[c].text && values > 2 ? values : 1;
}

static bool are_pixels(const struct tables *t)
{
    size_t columns = 0;

    for (size_t c = 0; c < t->train.columns; c++) {
        const struct table_column *train = &t->train.column[c];
        const struct table_column *test = t->test.rows > 0 ? &t->test.column[t->map[c]] : train;

        if (t->role[c] != ROLE_INPUT)
            continue;
        if (train->text || !train->whole || train->missing || !(train->min >= 0) ||
            !(train->max <= 255) || test->text || !test->whole || test->missing ||
            !(test->min >= 0) || !(test->max <= 255))
            return false;
        columns++;
    }
    return columns >= PIXELS_MIN;
}

static bool lay_out(struct tables *t, struct status *status)
{
    for (size_t c = 0; c < t->train.columns; c++) {
        t->first_input[c] = t->n_x;
        t->n_x += inputs_of(t, c);
    }
    t->pixels = are_pixels(t);
    return t->n_x > 0 || status_fail(status, STATUS_DATA, "%s: no input", t->train.path);
}

/* Rank of word `i` among the sorted ones: inputs do not depend on the order of the rows. */
static void rank_words(const struct words *words, size_t *rank)
{
    for (size_t i = 0; i < words->count; i++) {
        rank[i] = 0;
        for (size_t k = 0; k < words->count; k++)
            rank[i] += strcmp(words->word[k], words->word[i]) < 0;
    }
}

static void fill_text(const struct tables *t, size_t c, double cell, real *x)
{
    const struct words *words = &t->train.column[c].words;
    size_t rank[VALUES_MAX] = {0}, inputs = inputs_of(t, c);

    for (size_t i = 0; i < inputs; i++)
        x[i] = 0;
    if (isnan(cell))
        return;
    rank_words(words, rank);
    if (inputs > 1)
        x[rank[(size_t)cell]] = 1;
    else
        x[0] = (real)rank[(size_t)cell];
}

static void fill_row(const struct tables *t, const struct table *table, const double *cell,
                     struct raw_split *split, size_t row)
{
    for (size_t c = 0; c < t->train.columns; c++) {
        size_t at = column_in(t, table, c);

        if (t->role[c] == ROLE_LABEL && at != SIZE_MAX)
            split->y[row] = cell[at];
        if (t->role[c] != ROLE_INPUT)
            continue;
        if (t->pixels)
            split->bytes[row * t->n_x + t->first_input[c]] = (uint8_t)cell[at];
        else if (t->train.column[c].text)
            fill_text(t, c, cell[at], split->x + row * t->n_x + t->first_input[c]);
        else
            split->x[row * t->n_x + t->first_input[c]] = (real)cell[at];
    }
}

/* Makes the split of a table, whose label is there. */
static bool fill_split(const struct tables *t, const struct table *table, struct raw_split *split,
                       struct status *status)
{
    enum { ROWS_BETWEEN_LOOKS = 1024 };
    size_t m = table->rows;

    snprintf(split->name, sizeof split->name, "%s", table->path);
    split->y = array_allocate(m, sizeof *split->y, "the labels", status);
    if (t->pixels)
        split->bytes = array_allocate(m, t->n_x, "the inputs", status);
    else
        split->x = array_allocate(m, t->n_x * sizeof *split->x, "the inputs", status);
    if (!split->y || (!split->bytes && !split->x))
        return false;
    for (size_t i = 0; i < m; i++) {
        if (i % ROWS_BETWEEN_LOOKS == 0 && status_cancelled(status))
            return false;
        if (!is_dropped(t, table, i))
            fill_row(t, table, table->cell + i * table->columns, split, split->m++);
    }
    return split->m > 0 ||
           status_fail(status, STATUS_DATA, "%s: every row has missing fields", table->path);
}

/* ---- what was recognized ----------------------------------------------------------------------
 */

/* Numbers the rows: 1, 2, 3 ... tells nothing, or, of sorted rows, too much. */
static bool is_counter(const struct table *table, size_t c)
{
    for (size_t i = 1; i < table->rows; i++)
        if (table->cell[i * table->columns + c] != table->cell[(i - 1) * table->columns + c] + 1)
            return false;
    return table->rows > 2 && !table->column[c].text;
}

static bool describe(const struct tables *t, struct raw *raw, struct status *status)
{
    struct facts *facts = &raw->facts;

    if (!facts_columns(facts, t->train.columns, status))
        return false;
    for (size_t c = 0; c < t->train.columns; c++) {
        const struct table_column *from = &t->train.column[c];
        struct facts_column *to = &facts->column[c];

        snprintf(to->name, sizeof to->name, "%s", from->name);
        to->kind = t->role[c] == ROLE_LABEL     ? FACTS_LABEL
                   : t->role[c] == ROLE_IGNORED ? FACTS_IGNORED
                   : from->text                 ? FACTS_TEXT
                                                : FACTS_NUMBER;
        to->text = from->text;
        to->whole = from->whole;
        to->min = from->min;
        to->max = from->max;
        to->values = from->words.count;
        to->missing = from->missing;
        if (t->role[c] == ROLE_INPUT && is_counter(&t->train, c))
            facts_note(facts, "column %s numbers the rows (--ignore=%s leaves it out)", from->name,
                       from->name);
    }
    memcpy(facts->row, t->train.first, sizeof facts->row);
    snprintf(facts->what, sizeof facts->what, "%zu columns%s, learns %s", t->train.columns,
             t->train.header ? "" : " without names", t->train.column[t->label].name);
    return true;
}

/* Text labels get their names. */
static bool take_words(struct tables *t, struct raw *raw)
{
    struct words *words = &t->train.column[t->label].words;

    if (!t->train.column[t->label].text)
        return true;
    raw->label = words->word;
    raw->labels = words->count;
    words->word = NULL;
    words->count = 0;
    return true;
}

/* ---- reading ----------------------------------------------------------------------------------
 */

static bool make_raw(struct tables *t, struct raw *raw, struct status *status)
{
    bool test = t->test.rows > 0;

    if (test && !map_columns(t, status))
        return false;
    if (test && t->map[t->label] == SIZE_MAX) {
        facts_note(&raw->facts, "%s has no labels: a part of the training rows is the test split",
                   t->test.path);
        table_close(&t->test);
        test = false;
    }
    if (test && t->test_found)
        facts_note(&raw->facts,
                   "%s is the test split (--test=FRACTION takes a share of the rows instead)",
                   t->test.path);
    if (!check_missing(t, &t->train, status) || (test && !check_missing(t, &t->test, status)) ||
        !number_texts(t, ROLE_INPUT, VALUES_MAX, status) ||
        !number_texts(t, ROLE_LABEL, CLASSES_MAX, status) || !lay_out(t, status))
        return false;
    raw->form = t->pixels ? RAW_BYTES : RAW_REALS;
    raw->table = true;
    raw->n_x = t->n_x;
    return fill_split(t, &t->train, &raw->train, status) &&
           (!test || fill_split(t, &t->test, &raw->test, status)) && describe(t, raw, status) &&
           take_words(t, raw);
}

/* The files of the two splits: given, or beside or in what is given. Empty: there is none. */
static bool find_files(const struct data_request *request, char *train, char *test, bool *found,
                       struct status *status)
{
    static const char *const endings[] = {".csv", ".tsv", ".data", ".txt", ".csv.gz", NULL};

    if (!siblings_train(request->path, endings, train, status))
        return false;
    test[0] = '\0';
    *found = false;
    if (siblings_is_file(request->test))
        snprintf(test, SIBLINGS_PATH_MAX, "%s", request->test);
    else if (given(request->test))
        return true;
    else
        *found = siblings_test(train, test);
    return true;
}

bool table_read_raw(const struct data_request *request, struct raw *raw, struct status *status)
{
    struct tables *t = calloc(1, sizeof *t);
    char *paths = malloc(2 * SIBLINGS_PATH_MAX);
    char *test = paths ? paths + SIBLINGS_PATH_MAX : NULL;
    bool good = t && paths;

    if (!good)
        status_out_of_memory(status, "a table");
    if (good) {
        t->request = request;
        good = find_files(request, paths, test, &t->test_found, status) &&
               table_open(&t->train, paths, status) && choose_roles(t, status) &&
               (!*test || table_open(&t->test, test, status)) && make_raw(t, raw, status);
        table_close(&t->train);
        table_close(&t->test);
        free(t->role);
        free(t->map);
        free(t->first_input);
    }
    free(paths);
    free(t);
    return good;
}

static bool is_of_no_other(const struct format_view *view, struct status *status)
{
    return !cifar10_recognize(view, status) && !idx_recognize(view, status);
}

bool table_recognize(const struct format_view *view, struct status *status)
{
    static const char *const endings[] = {".csv", ".tsv", ".csv.gz", NULL};
    char path[SIBLINGS_PATH_MAX] = "";
    struct status ignored = {0};
    struct table_outline outline;

    /* A table beside files of another format is no reason to ask; the reader refuses several. */
    if (view->folder)
        return siblings_train(view->path, endings, path, &ignored)
                   ? strcasestr(strrchr(path, '/'), "train") || is_of_no_other(view, status)
                   : *path && is_of_no_other(view, status);
    /* A single pair a line may be a time of day. */
    if (svmlight_pairs(view->bytes, view->count, view->whole) > 1)
        return false;
    /* The reader says where the rows of a broken table differ. */
    return table_outline(view->bytes, view->count, view->whole, &outline, status) ||
           (status->code == STATUS_OK && table_seems(view->bytes, view->count));
}
