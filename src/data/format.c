/* format.c - the table of file formats, and recognition; see format.h. */
#include "format.h"

#include "assemble.h"
#include "formats.h"
#include "toy.h"

#include <stdio.h>
#include <string.h>

const char *const data_missing_names[] = {"refuse", "drop", "mean", NULL};
const char *const data_task_names[] = {"auto", "classification", "regression", NULL};

/* A row: NAME, its functions' prefix, help. */
#define FORMATS(ROW)                                                                               \
    ROW(idx, "the four IDX files of MNIST and its relatives: a folder, or one of them")            \
    ROW(cifar10, "the binary files of CIFAR-10: a folder, or one of them")                         \
    ROW(npz, "arrays x_train, y_train, x_test, y_test or x, y in a NumPy archive")                 \
    ROW(npy, "a NumPy array with the label in one column")                                         \
    ROW(svmlight, "sparse text: a label and index:value pairs per line")                           \
    ROW(table,                                                                                     \
        "text in columns: CSV and its relatives; in a folder, the only one, or train.csv and "     \
        "test.csv")
#define ROW(NAME, HELP)                                                                            \
    {.name = #NAME, .help = (HELP), .recognize = NAME##_recognize, .read = NAME##_read_raw},
#define NAME_OF(NAME, HELP) #NAME,

const struct format formats[] = {FORMATS(ROW)};
const int format_count = sizeof formats / sizeof formats[0];
const char *const format_names[] = {"auto", FORMATS(NAME_OF) NULL};

/* ---- recognition ------------------------------------------------------------------------------
 */

static bool refuse_all(const char *path, struct status *status)
{
    char names[256] = "";
    size_t used = 0;

    for (int i = 0; i < format_count && used < sizeof names; i++)
        used += (size_t)snprintf(names + used, sizeof names - used, "%s%s", i > 0 ? ", " : "",
                                 formats[i].name);
    return status_fail(status, STATUS_DATA,
                       "%s: not recognized as data of any format (--format=NAME names one: %s)",
                       path, names);
}

/* The one format that recognizes what is there. */
static const struct format *recognize(const struct format_view *view, struct status *status)
{
    const struct format *found = NULL;

    for (int i = 0; i < format_count; i++) {
        bool recognized = formats[i].recognize(view, status);

        if (status->code != STATUS_OK)
            return NULL;
        if (!recognized)
            continue;
        if (found) {
            status_fail(status, STATUS_DATA,
                        "%s: may be read as %s or as %s (--format=%s or --format=%s decides)",
                        view->path, found->name, formats[i].name, found->name, formats[i].name);
            return NULL;
        }
        found = &formats[i];
    }
    if (!found)
        refuse_all(view->path, status);
    return found;
}

static const struct format *find_format(const struct data_request *request, struct status *status)
{
    const size_t look = (size_t)1 << 16;
    struct format_view view = {.path = request->path};
    struct source source = {0};
    enum source_kind kind;
    uint64_t size;
    const struct format *found;

    if (!source_look(request->path, &kind, &size, status))
        return NULL;
    if (request->format > 0)
        return &formats[request->format - 1];
    view.folder = kind == SOURCE_FOLDER;
    if (!view.folder && !source_peek(&source, request->path, look, status))
        return NULL;
    view.bytes = source.bytes;
    view.count = source.count;
    view.whole = source.count < look;
    found = recognize(&view, status);
    source_close(&source);
    return found;
}

static struct dataset *load(const struct data_request *request, struct status *status)
{
    const struct toy *toy = toy_find(request->path);
    const struct format *format = toy ? NULL : find_format(request, status);
    struct raw raw = {0};
    struct dataset *dataset = NULL;

    if ((!toy && !format) || status_cancelled(status))
        return NULL;
    raw.facts.format = toy ? "toy" : format->name;
    if (toy ? toy_make(request->path, request->seed, &raw, status)
            : format->read(request, &raw, status))
        dataset = assemble(&raw, request, status);
    raw_clear(&raw);
    return dataset;
}

struct dataset *data_load(const struct data_request *request, struct status *status)
{
    struct status own = {.cancel = status->cancel}; /* the caller's may hold an old sentence */
    struct dataset *dataset = load(request, &own);

    if (!dataset)
        *status = own;
    return dataset;
}
