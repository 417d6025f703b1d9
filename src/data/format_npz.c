/*
 * format_npz.c - NumPy's archives of arrays (.npz) and single arrays (.npy): which array holds the
 * inputs, which the labels. How they are read is in zip.c and npy.c.
 */
#include "formats.h"

#include "npy.h"
#include "base/array.h"
#include "zip.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { X_TRAIN, Y_TRAIN, X_TEST, Y_TEST, PARTS };

/* The names under which people keep the parts; NULL: such a file has no test split. */
static const char *const usual[][PARTS] = {
    {"x_train", "y_train", "x_test", "y_test"},
    {"train_images", "train_labels", "test_images", "test_labels"},
    {"x", "y", NULL, NULL},
    {"data", "target", NULL, NULL},
    {"data", "labels", NULL, NULL},
    {"images", "labels", NULL, NULL},
    {"arr_0", "arr_1", NULL, NULL},
};
enum { USUAL = sizeof usual / sizeof usual[0] };

/* An array with its content. */
struct part {
    bool there;
    struct zip_entry entry;
    char name[SOURCE_NAME_MAX]; /* for messages: the file and the array */
    char *owned;
    struct npy npy;
};

/* ---- which arrays -----------------------------------------------------------------------------
 */

/* The name of an entry without its .npy. */
static void plain_name(const struct zip_entry *entry, char name[ZIP_NAME_MAX])
{
    size_t length = strlen(entry->name);

    memcpy(name, entry->name, length + 1);
    if (length > 4 && strcmp(name + length - 4, ".npy") == 0)
        name[length - 4] = '\0';
}

/* The row of `usual` whose arrays are there, -1: none. The names that are there are listed. */
static int find_names(struct zip zip, char *names, size_t size, struct status *status)
{
    bool there[USUAL][PARTS] = {{false}};
    struct zip_entry entry;
    size_t used = 0;
    bool more;

    names[0] = '\0';
    while (zip_next(&zip, &entry, &more, status) && more) {
        char name[ZIP_NAME_MAX];

        plain_name(&entry, name);
        if (used < size)
            used += (size_t)snprintf(names + used, size - used, "%s%s", used > 0 ? ", " : "", name);
        for (int u = 0; u < USUAL; u++)
            for (int p = 0; p < PARTS; p++)
                there[u][p] |= usual[u][p] && strcasecmp(name, usual[u][p]) == 0;
    }
    if (status->code != STATUS_OK)
        return -1;
    for (int u = 0; u < USUAL; u++)
        if (there[u][X_TRAIN] && there[u][Y_TRAIN])
            return u;
    return -1;
}

static bool open_part(const struct zip *zip, struct part *part, struct status *status)
{
    const char *content;

    snprintf(part->name, sizeof part->name, "%s: %s", zip->source->path, part->entry.name);
    content = zip_read(zip, &part->entry, &part->owned, status);
    part->there = content && npy_open(&part->npy, part->name, content, part->entry.size, status);
    return part->there;
}

/* Opens the arrays that a row of `usual` names. */
static bool open_parts(struct zip zip, int row, struct part part[PARTS], struct status *status)
{
    struct zip_entry entry;
    bool more;

    while (zip_next(&zip, &entry, &more, status) && more) {
        char name[ZIP_NAME_MAX];

        plain_name(&entry, name);
        for (int p = 0; p < PARTS; p++)
            if (usual[row][p] && !part[p].there && strcasecmp(name, usual[row][p]) == 0) {
                part[p].entry = entry;
                if (!open_part(&zip, &part[p], status))
                    return false;
            }
    }
    return status->code == STATUS_OK;
}

/* ---- splits -----------------------------------------------------------------------------------
 */

/* A row of a label array with one 1 among zeros is a class; -1: it is not. */
static double one_hot(const struct npy *npy, size_t row)
{
    double class = -1;

    for (size_t c = 0; c < npy_row(npy); c++) {
        double v = npy_element(npy, row, c);
        if (v == 1 && class < 0)
            class = (double)c;
        else if (v != 0)
            return -1;
    }
    return class;
}

static bool read_labels(const struct part *part, struct raw_split *split, struct status *status)
{
    const struct npy *npy = &part->npy;
    size_t columns = npy_row(npy);

    if (npy->size[0] != split->m)
        return status_fail(status, STATUS_DATA, "%s: %zu labels, but there are %zu samples",
                           part->name, npy->size[0], split->m);
    if (npy->dimensions > 2)
        return status_fail(status, STATUS_DATA, "%s: %d dimensions, where labels have 1",
                           part->name, npy->dimensions);
    split->y = array_allocate(split->m, sizeof *split->y, "the labels", status);
    for (size_t i = 0; split->y && i < split->m; i++) {
        split->y[i] = columns == 1 ? npy_element(npy, i, 0) : one_hot(npy, i);
        if (!isfinite(split->y[i]) || (columns > 1 && split->y[i] < 0))
            return status_fail(status, STATUS_DATA,
                               columns > 1 ? "%s: row %zu is not one-hot (allowed: a label a "
                                             "sample, or a 1 among zeros)"
                                           : "%s: label %zu is not a finite number",
                               part->name, i);
    }
    return split->y != NULL;
}

static bool check_finite(const struct part *part, const struct raw *raw, struct raw_split *split,
                         enum data_missing missing, struct status *status)
{
    bool *keep = array_allocate(split->m, sizeof *keep, "the rows", status);
    size_t kept = split->m;

    for (size_t i = 0; keep && i < split->m; i++) {
        keep[i] = true;
        for (size_t j = 0; j < raw->n_x; j++) {
            double x = (double)split->x[i * raw->n_x + j];

            if (isfinite(x) || (isnan(x) && missing == MISSING_MEAN))
                continue;
            if (isnan(x) && missing == MISSING_DROP) {
                kept -= keep[i];
                keep[i] = false;
                continue;
            }
            free(keep);
            return status_fail(status, STATUS_DATA, "%s: row %zu, column %zu: %s", part->name, i, j,
                               isnan(x) ? "missing (--missing=drop leaves such rows out, "
                                          "--missing=mean takes the mean)"
                                        : "an infinite number");
        }
    }
    if (keep && kept < split->m)
        raw_compact(raw, split, keep);
    free(keep);
    return keep != NULL;
}

/* The inputs, then the labels. */
static bool read_split(const struct part *x, const struct part *y, struct raw *raw,
                       struct raw_split *split, enum data_missing missing, struct status *status)
{
    snprintf(split->name, sizeof split->name, "%.*s", FACTS_TEXT_MAX - 1, x->name);
    split->m = x->npy.size[0];
    if (npy_row(&x->npy) != raw->n_x)
        return status_fail(status, STATUS_DATA, "%s: %zu inputs a sample, but there are %zu",
                           x->name, npy_row(&x->npy), raw->n_x);
    if (!read_labels(y, split, status))
        return false;
    if (raw->form == RAW_BYTES) {
        split->bytes = array_allocate(split->m, raw->n_x, "the inputs", status);
        return split->bytes && npy_bytes(&x->npy, split->bytes, status);
    }
    split->x = array_allocate(split->m, raw->n_x * sizeof *split->x, "the inputs", status);
    return split->x && npy_reals(&x->npy, split->x, status) &&
           check_finite(x, raw, split, missing, status);
}

/* Form and shape, from the training inputs. */
static void choose_form(const struct part part[PARTS], struct raw *raw)
{
    const struct npy *x = &part[X_TRAIN].npy;
    bool bytes =
        x->kind == 'u' && x->item == 1 &&
        (!part[X_TEST].there || (part[X_TEST].npy.kind == 'u' && part[X_TEST].npy.item == 1));

    raw->form = bytes ? RAW_BYTES : RAW_REALS;
    raw->table = !bytes && x->dimensions <= 2;
    raw->classes = bytes && part[Y_TRAIN].npy.kind != 'f';
    raw->n_x = npy_row(x);
    if (x->dimensions == 3 || x->dimensions == 4) {
        raw->height = x->size[1];
        raw->width = x->size[2];
        raw->channels = x->dimensions == 4 ? x->size[3] : 1;
    }
    if (raw->height > 0)
        snprintf(raw->facts.what, sizeof raw->facts.what, "images of %zu x %zu", raw->height,
                 raw->width);
    else
        snprintf(raw->facts.what, sizeof raw->facts.what, "arrays of %zu inputs", raw->n_x);
}

static bool read_parts(const struct part part[PARTS], const struct data_request *request,
                       struct raw *raw, struct status *status)
{
    choose_form(part, raw);
    if (!read_split(&part[X_TRAIN], &part[Y_TRAIN], raw, &raw->train, request->missing, status))
        return false;
    if (part[X_TEST].there && part[Y_TEST].there)
        return read_split(&part[X_TEST], &part[Y_TEST], raw, &raw->test, request->missing, status);
    if (part[X_TEST].there)
        facts_note(&raw->facts, "%s has no labels: a part of the training rows is the test split",
                   part[X_TEST].name);
    return true;
}

static bool refuse_test(const struct data_request *request, struct status *status)
{
    char *end;

    if (!request->test || !*request->test)
        return true;
    strtod(request->test, &end);
    return *end == '\0' || status_fail(status, STATUS_INVALID,
                                       "test: a second file cannot be read with arrays (allowed: "
                                       "a share of the rows)");
}

bool npz_read_raw(const struct data_request *request, struct raw *raw, struct status *status)
{
    struct part *part = calloc(PARTS, sizeof *part);
    struct source source = {0};
    struct zip zip;
    char names[STATUS_MESSAGE_MAX / 2];
    bool good = part && refuse_test(request, status) &&
                source_open(&source, request->path, status) && zip_open(&zip, &source, status);
    int row = good ? find_names(zip, names, sizeof names, status) : -1;

    if (!part)
        status_out_of_memory(status, "the arrays");
    if (good && row < 0 && status->code == STATUS_OK)
        status_fail(status, STATUS_DATA,
                    "%s: holds the arrays %s (looked for x_train and y_train, x and y, data and "
                    "target, data and labels)",
                    request->path, names);
    good = good && row >= 0 && open_parts(zip, row, part, status) &&
           read_parts(part, request, raw, status);
    for (int p = 0; part && p < PARTS; p++)
        free(part[p].owned);
    free(part);
    source_close(&source);
    return good;
}

bool npz_recognize(const struct format_view *view, struct status *status)
{
    (void)status;
    return !view->folder && view->count >= 4 && memcmp(view->bytes, "PK\3\4", 4) == 0;
}

/* ---- a single array ---------------------------------------------------------------------------
 */

/* The column to be learned, counted from 0. */
static bool find_label(const struct npy *npy, const struct data_request *request, size_t *label,
                       struct status *status)
{
    size_t columns = npy_row(npy);
    char *end;
    unsigned long number;

    if (npy->dimensions != 2 || columns < 2)
        return status_fail(status, STATUS_DATA,
                           "%s: an array of %d dimensions with %zu columns (allowed: 2 dimensions, "
                           "a row a sample; or an .npz file with x and y)",
                           request->path, npy->dimensions, columns);
    if (!request->label || !*request->label)
        return status_fail(status, STATUS_INVALID,
                           "%s: %zu columns, and none is marked as what is to be learned; "
                           "--label=N (1 ... %zu) or --label=last says which",
                           request->path, columns, columns);
    number = strtoul(request->label, &end, 10);
    if (strcmp(request->label, "last") == 0)
        number = columns;
    else if (*end || number < 1 || number > columns)
        return status_fail(status, STATUS_INVALID,
                           "label: %s has no column %s (allowed: 1 ... %zu, last)", request->path,
                           request->label, columns);
    *label = number - 1;
    return true;
}

static bool split_columns(const struct part *part, size_t label, struct raw *raw,
                          struct status *status)
{
    const struct npy *npy = &part->npy;
    struct raw_split *split = &raw->train;
    size_t columns = npy_row(npy);

    raw->form = RAW_REALS;
    raw->table = true;
    raw->n_x = columns - 1;
    split->m = npy->size[0];
    snprintf(split->name, sizeof split->name, "%.*s", FACTS_TEXT_MAX - 1, part->name);
    snprintf(raw->facts.what, sizeof raw->facts.what, "an array of %zu columns, learns number %zu",
             columns, label + 1);
    split->x = array_allocate(split->m, raw->n_x * sizeof *split->x, "the inputs", status);
    split->y = array_allocate(split->m, sizeof *split->y, "the labels", status);
    if (!split->x || !split->y)
        return false;
    for (size_t i = 0; i < split->m; i++) {
        real *x = split->x + i * raw->n_x;

        for (size_t c = 0; c < columns; c++)
            if (c != label)
                *x++ = (real)npy_element(npy, i, c);
        split->y[i] = npy_element(npy, i, label);
        if (!isfinite(split->y[i]))
            return status_fail(status, STATUS_DATA, "%s: row %zu: the label is not a finite number",
                               part->name, i);
    }
    return true;
}

bool npy_read_raw(const struct data_request *request, struct raw *raw, struct status *status)
{
    struct part *part = calloc(1, sizeof *part);
    struct source source = {0};
    size_t label = 0;
    bool good = part && refuse_test(request, status) && source_open(&source, request->path, status);

    if (!part)
        status_out_of_memory(status, "an array");
    if (good)
        snprintf(part->name, sizeof part->name, "%.*s", SOURCE_NAME_MAX - 1, request->path);
    good = good && npy_open(&part->npy, part->name, source.bytes, source.count, status) &&
           find_label(&part->npy, request, &label, status) &&
           split_columns(part, label, raw, status) &&
           check_finite(part, raw, &raw->train, request->missing, status);
    free(part);
    source_close(&source);
    return good;
}

bool npy_recognize(const struct format_view *view, struct status *status)
{
    (void)status;
    return !view->folder && view->count >= 6 && memcmp(view->bytes, "\x93NUMPY", 6) == 0;
}
