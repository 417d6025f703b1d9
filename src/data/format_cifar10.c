/*
 * format_cifar10.c - CIFAR-10's binary version: a folder with data_batch_1.bin ... data_batch_5.bin
 * and test_batch.bin, records of a label and 3 x 32 x 32 bytes (red, green, blue planes).
 * https://www.cs.toronto.edu/~kriz/cifar.html
 */
#include "formats.h"

#include "base/array.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    SIDE = 32,
    CHANNELS = 3,
    PIXELS = CHANNELS * SIDE * SIDE,
    RECORD = 1 + PIXELS,
    CLASSES = 10,
    BATCHES = 5,
    PATH_ROOM = 4096
};

static const char *const train_names[BATCHES] = {"data_batch_1.bin", "data_batch_2.bin",
                                                 "data_batch_3.bin", "data_batch_4.bin",
                                                 "data_batch_5.bin"};
static const char *const test_names[] = {"test_batch.bin"};

/* Is this one of the files? Then its folder is meant. */
static bool is_batch(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    bool batch = strcmp(name, test_names[0]) == 0;

    for (int i = 0; i < BATCHES; i++)
        batch |= strcmp(name, train_names[i]) == 0;
    return batch;
}

/* Writes where the files are: the folder, one with the archive's name in it, or a file's. */
static bool find_folder(const char *path, char folder[PATH_ROOM])
{
    static const char *const below[] = {"", "/cifar-10-batches-bin"};
    char file[PATH_ROOM + 64];
    const char *slash = is_batch(path) ? strrchr(path, '/') : NULL;
    int length = slash ? (int)(slash - path) : (int)strlen(path);
    struct stat st;

    if (is_batch(path) && !slash) {
        path = ".";
        length = 1;
    }
    for (int i = 0; i < 2; i++) {
        if (snprintf(folder, PATH_ROOM, "%.*s%s", length, path, below[i]) >= PATH_ROOM)
            return false;
        snprintf(file, sizeof file, "%s/data_batch_1.bin", folder);
        if (stat(file, &st) == 0)
            return true;
    }
    return false;
}

bool cifar10_recognize(const struct format_view *view, struct status *status)
{
    (void)status;
    char folder[PATH_ROOM];

    return (view->folder || is_batch(view->path)) && find_folder(view->path, folder);
}

/* Appends a file's records to a split that has room for them. */
static bool append(struct raw_split *split, const struct source *source, struct status *status)
{
    for (size_t at = 0; at < source->count; at += RECORD) {
        unsigned char label = (unsigned char)source->bytes[at];

        if (label >= CLASSES)
            return status_fail(status, STATUS_DATA, "%s: byte %zu: label %d (allowed: 0 ... 9)",
                               source->path, at, label);
        split->y[split->m] = label;
        memcpy(split->bytes + split->m * PIXELS, source->bytes + at + 1, PIXELS);
        split->m++;
    }
    return true;
}

/* Reads the files whose names these are, all in memory before the split is made. */
static bool read_split(const char *folder, const char *const *names, int files,
                       struct raw_split *split, struct status *status)
{
    struct source source[BATCHES] = {{0}};
    char path[BATCHES][PATH_ROOM + 64];
    size_t records = 0;
    bool good = true;

    for (int i = 0; good && i < files; i++) {
        snprintf(path[i], sizeof path[i], "%s/%s", folder, names[i]);
        good = source_open(&source[i], path[i], status);
        if (good && (source[i].count == 0 || source[i].count % RECORD != 0))
            good = status_fail(status, STATUS_DATA,
                               "%s: %zu bytes are not a whole number of records of %d", path[i],
                               source[i].count, RECORD);
        records += source[i].count / RECORD;
    }
    if (good) {
        snprintf(split->name, sizeof split->name, "%.*s", FACTS_TEXT_MAX - 1, path[0]);
        split->bytes = array_allocate(records, PIXELS, "the images", status);
        split->y = array_allocate(records, sizeof *split->y, "the labels", status);
        good = split->bytes && split->y;
    }
    for (int i = 0; i < files; i++) {
        good = good && append(split, &source[i], status);
        source_close(&source[i]);
    }
    return good;
}

static char *copy_line(const char *line)
{
    size_t size = strlen(line) + 1;
    char *copy = malloc(size);

    if (copy)
        memcpy(copy, line, size);
    return copy;
}

/* The names of the classes, a line each, where the folder has them. */
static bool read_names(const char *folder, struct raw *raw, struct status *status)
{
    char path[PATH_ROOM + 64], *rest, *line;
    struct source source;
    struct status ignored = {0};

    snprintf(path, sizeof path, "%s/batches.meta.txt", folder);
    if (!source_open(&source, path, &ignored))
        return true;
    raw->label = calloc(CLASSES, sizeof *raw->label);
    rest = source.owned;
    while (raw->label && raw->labels < CLASSES && (line = strsep(&rest, "\r\n")) != NULL)
        if (*line && !(raw->label[raw->labels++] = copy_line(line)))
            break;
    source_close(&source);
    if (!raw->label || (raw->labels > 0 && !raw->label[raw->labels - 1]))
        return status_out_of_memory(status, "the names of the classes");
    if (raw->labels == CLASSES)
        return true;
    while (raw->labels > 0)
        free(raw->label[--raw->labels]);
    free(raw->label);
    raw->label = NULL;
    return true;
}

bool cifar10_read_raw(const struct data_request *request, struct raw *raw, struct status *status)
{
    char folder[PATH_ROOM];

    if (!find_folder(request->path, folder))
        return status_fail(status, STATUS_SYSTEM, "%s: no data_batch_1.bin in this folder",
                           request->path);
    raw->form = RAW_BYTES;
    raw->classes = true;
    raw->n_x = PIXELS;
    raw->height = raw->width = SIDE;
    raw->channels = CHANNELS;
    snprintf(raw->facts.what, sizeof raw->facts.what, "images of 32 x 32 in 3 colours");
    return read_split(folder, train_names, BATCHES, &raw->train, status) &&
           read_split(folder, test_names, 1, &raw->test, status) && read_names(folder, raw, status);
}
