/*
 * format_idx.c - MNIST and its relatives: four IDX files, as people have them. Finds them in a
 * folder, below it, or beside one of them, under the names that LeCun, Keras, torchvision, EMNIST,
 * QMNIST and Kaggle give them. How a file is read is in idx.c.
 */
#include "formats.h"

#include "idx.h"
#include "base/array.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS, ROLES };

enum {
    PATH_ROOM = 4096,
    NAME_ROOM = 256,
    SETS_MAX = 64,
    DEPTH_MAX = 3,      /* folders below the given one */
    ENTRIES_MAX = 20000 /* looked at before the search is given up */
};

/* The name by which a missing file is called. */
static const char *const usual_names[ROLES] = {"train-images-idx3-ubyte", "train-labels-idx1-ubyte",
                                               "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"};

/* Files that belong together: of one folder, with one prefix ("emnist-letters-"). */
struct set {
    char folder[PATH_ROOM];
    char prefix[NAME_ROOM];
    char path[ROLES][PATH_ROOM];
    bool empty[ROLES]; /* the file found has no bytes */
};

struct search {
    struct set *set;
    int sets, room;
    int entries;
    bool out_of_memory;
};

/* ---- names ------------------------------------------------------------------------------------
 */

/*
 * The role of a file called `name`, -1 when it has none; the part before the role is its prefix.
 * "Train-Images.idx3-ubyte.gz" is called as "train-images-idx3-ubyte" is.
 */
static int role_of(const char *name, char prefix[NAME_ROOM])
{
    static const struct {
        const char *text;
        int role;
    } parts[] = {
        {"train-images-idx3-ubyte", TRAIN_IMAGES}, {"train-labels-idx1-ubyte", TRAIN_LABELS},
        {"t10k-images-idx3-ubyte", TEST_IMAGES},   {"t10k-labels-idx1-ubyte", TEST_LABELS},
        {"test-images-idx3-ubyte", TEST_IMAGES},   {"test-labels-idx1-ubyte", TEST_LABELS},
        {"train-labels-idx2-int", TRAIN_LABELS},   {"test-labels-idx2-int", TEST_LABELS}};
    char plain[NAME_ROOM];
    size_t length = strlen(name);

    if (length >= sizeof plain)
        return -1;
    for (size_t i = 0; i <= length; i++)
        plain[i] = (char)(name[i] == '.' || name[i] == '_' ? '-' : tolower((unsigned char)name[i]));
    if (length > 3 && strcmp(plain + length - 3, "-gz") == 0)
        plain[length -= 3] = '\0';
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        size_t part = strlen(parts[i].text);
        if (length < part || strcmp(plain + length - part, parts[i].text) != 0)
            continue;
        memcpy(prefix, plain, length - part);
        prefix[length - part] = '\0';
        return parts[i].role;
    }
    return -1;
}

/* Kaggle puts each file into a folder of its own name: then the folder above holds the set. */
static void set_folder(const char *folder, const char *name, char out[PATH_ROOM])
{
    const char *slash = strrchr(folder, '/');
    char of_folder[NAME_ROOM], of_file[NAME_ROOM];
    const char *last = slash ? slash + 1 : folder;

    snprintf(out, PATH_ROOM, "%s", folder);
    if (slash && role_of(last, of_folder) >= 0 &&
        role_of(last, of_folder) == role_of(name, of_file))
        out[slash - folder] = '\0';
}

/* Room for one more set. */
static bool make_room(struct search *search)
{
    int room = search->room > 0 ? 2 * search->room : 2;
    struct set *set;

    if (search->sets < search->room)
        return true;
    set = realloc(search->set, (size_t)room * sizeof *set);
    search->out_of_memory = set == NULL;
    if (!set)
        return false;
    search->set = set;
    search->room = room;
    return true;
}

static struct set *find_set(struct search *search, const char *folder, const char *prefix)
{
    for (int i = 0; i < search->sets; i++)
        if (strcmp(search->set[i].folder, folder) == 0 &&
            strcmp(search->set[i].prefix, prefix) == 0)
            return &search->set[i];
    if (search->sets == SETS_MAX || !make_room(search))
        return NULL;
    struct set *set = &search->set[search->sets++];
    *set = (struct set){.folder = ""};
    snprintf(set->folder, sizeof set->folder, "%s", folder);
    snprintf(set->prefix, sizeof set->prefix, "%s", prefix);
    return set;
}

/* Of a plain and a compressed file the plain one is taken, unless it is empty. */
static void add_file(struct search *search, const char *folder, const char *name, bool empty)
{
    char prefix[NAME_ROOM], of_set[PATH_ROOM], path[PATH_ROOM + NAME_ROOM];
    int role = role_of(name, prefix);
    struct set *set;
    bool compressed = strlen(name) > 3 && strcasecmp(name + strlen(name) - 3, ".gz") == 0;

    if (role < 0)
        return;
    set_folder(folder, name, of_set);
    set = find_set(search, of_set, prefix);
    snprintf(path, sizeof path, "%s/%s", folder, name);
    if (!set || strlen(path) >= PATH_ROOM)
        return;
    if (set->path[role][0] && !set->empty[role] && (compressed || empty))
        return;
    snprintf(set->path[role], PATH_ROOM, "%.*s", PATH_ROOM - 1, path);
    set->empty[role] = empty;
}

/* ---- the search -------------------------------------------------------------------------------
 */

/* Looks through a folder and, `depth` deep, those below it. False only when it cannot be read. */
static bool look_through(struct search *search, const char *folder, int depth,
                         struct status *status)
{
    DIR *entries = opendir(folder);
    struct dirent *entry;

    if (!entries)
        return status_fail(status, STATUS_SYSTEM, "%s: %s", folder, strerror(errno));
    while (!search->out_of_memory && (entry = readdir(entries)) != NULL &&
           search->entries++ < ENTRIES_MAX) {
        char path[PATH_ROOM];
        struct stat st;
        struct status ignored = {0};
        int length = snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);

        if (entry->d_name[0] == '.' || length >= (int)sizeof path || stat(path, &st) != 0)
            continue;
        if (!S_ISDIR(st.st_mode))
            add_file(search, folder, entry->d_name, S_ISREG(st.st_mode) && st.st_size == 0);
        else if (depth > 0)
            look_through(search, path, depth - 1, &ignored);
    }
    closedir(entries);
    return !search->out_of_memory || status_out_of_memory(status, "the names of the files");
}

static int found(const struct set *set)
{
    int files = 0;

    for (int role = 0; role < ROLES; role++)
        files += set->path[role][0] != '\0';
    return files;
}

static bool refuse_several(const char *path, const struct search *search, int least,
                           struct status *status)
{
    char names[STATUS_MESSAGE_MAX / 2] = "";
    size_t used = 0;

    for (int i = 0; i < search->sets && used < sizeof names; i++)
        if (found(&search->set[i]) >= least)
            used += (size_t)snprintf(names + used, sizeof names - used, "%s%s",
                                     used > 0 ? ", " : "", search->set[i].path[TRAIN_IMAGES]);
    return status_fail(status, STATUS_DATA,
                       "%s: several data sets; name one by its training images (%s)", path, names);
}

static bool refuse_incomplete(const char *path, const struct set *set, struct status *status)
{
    for (int role = 0; set && role < ROLES; role++)
        if (!set->path[role][0])
            return status_fail(status, STATUS_SYSTEM,
                               "%s/%s%s: neither this file nor %s%s.gz exists", set->folder,
                               set->prefix, usual_names[role], set->prefix, usual_names[role]);
    return status_fail(status, STATUS_SYSTEM,
                       "%s: no IDX files (looked for %s, %s, %s and %s, also with .gz, up to %d "
                       "folders below)",
                       path, usual_names[TRAIN_IMAGES], usual_names[TRAIN_LABELS],
                       usual_names[TEST_IMAGES], usual_names[TEST_LABELS], DEPTH_MAX);
}

/* The one set that is complete; else the reason why there is none. */
static const struct set *choose_set(const char *path, const struct search *search,
                                    struct status *status)
{
    const struct set *best = NULL;
    int complete = 0;

    for (int i = 0; i < search->sets; i++) {
        const struct set *set = &search->set[i];
        complete += found(set) == ROLES;
        if (!best || found(set) > found(best))
            best = set;
    }
    if (complete == 1)
        return best;
    if (complete > 1)
        refuse_several(path, search, ROLES, status);
    else
        refuse_incomplete(path, best, status);
    return NULL;
}

/* A path without slashes at its end; "" stays. */
static void trim_path(const char *path, char out[PATH_ROOM])
{
    size_t length;

    snprintf(out, PATH_ROOM, "%s", path);
    length = strlen(out);
    while (length > 1 && out[length - 1] == '/')
        out[--length] = '\0';
}

/* The set in a folder; files in the folder itself come before those below it. */
static const struct set *search_folder(struct search *search, const char *path,
                                       struct status *status)
{
    char folder[PATH_ROOM];

    trim_path(path, folder);
    if (!look_through(search, folder, 0, status))
        return NULL;
    if (search->sets == 0 && !look_through(search, folder, DEPTH_MAX, status))
        return NULL;
    return choose_set(path, search, status);
}

/* The set that a file belongs to. */
static const struct set *search_sisters(struct search *search, const char *path,
                                        struct status *status)
{
    char folder[PATH_ROOM], of_set[PATH_ROOM], prefix[NAME_ROOM];
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;

    if (role_of(name, prefix) < 0) {
        status_fail(status, STATUS_DATA,
                    "%s: an IDX file whose name does not say which of the four it is (allowed: a "
                    "name such as %s, or a folder)",
                    path, usual_names[TRAIN_IMAGES]);
        return NULL;
    }
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) : 1, slash ? path : ".");
    set_folder(folder, name, of_set);
    if (!look_through(search, of_set, 1, status))
        return NULL;
    for (int i = 0; i < search->sets; i++) {
        const struct set *set = &search->set[i];
        if (strcmp(set->folder, of_set) != 0 || strcmp(set->prefix, prefix) != 0)
            continue;
        if (found(set) == ROLES)
            return set;
        refuse_incomplete(path, set, status);
        return NULL;
    }
    refuse_incomplete(path, NULL, status);
    return NULL;
}

/* ---- recognition ------------------------------------------------------------------------------
 */

bool idx_recognize(const struct format_view *view, struct status *status)
{
    struct search search = {0};
    struct status ignored = {0};
    char folder[PATH_ROOM];
    int files = 0;

    if (!view->folder)
        return view->count >= 4 && view->bytes[0] == 0 && view->bytes[1] == 0 &&
               (unsigned char)view->bytes[2] >= 8 && (unsigned char)view->bytes[2] <= 14 &&
               view->bytes[3] >= 1 && view->bytes[3] <= 4;
    trim_path(view->path, folder);
    if (look_through(&search, folder, 0, &ignored) && search.sets == 0)
        look_through(&search, folder, DEPTH_MAX, &ignored);
    for (int i = 0; i < search.sets; i++)
        files += found(&search.set[i]);
    free(search.set);
    if (search.out_of_memory)
        return status_out_of_memory(status, "the names of the files");
    return files > 0;
}

/* ---- reading ----------------------------------------------------------------------------------
 */

/* Labels: a byte each, or (QMNIST) rows of big-endian integers that begin with the class. */
static bool read_labels(const char *path, struct raw_split *split, struct status *status)
{
    struct idx_file *file = idx_open_any(path, status);
    bool good = file != NULL;

    if (good && idx_dimensions(file) > 2)
        good = status_fail(status, STATUS_DATA, "%s: %d dimensions, where labels have 1", path,
                           idx_dimensions(file));
    if (good) {
        size_t size = idx_payload(file) / idx_size(file, 0), item = idx_item_size(file);
        uint8_t *row = array_allocate(1, size, "the labels", status);

        split->m = idx_size(file, 0);
        split->y = array_allocate(split->m, sizeof *split->y, "the labels", status);
        good = row && split->y;
        for (size_t i = 0; good && i < split->m; i++) {
            int32_t label = 0;

            good = idx_read(file, row, size, status);
            for (size_t b = 0; good && b < item; b++)
                label = (int32_t)((uint32_t)label << 8 | row[b]);
            split->y[i] = label;
        }
        free(row);
    }
    good = good && idx_finish(file, status);
    idx_close(file);
    return good;
}

/* Reads the images of a split whose labels are there. */
static bool read_images(struct idx_file *file, const char *path, struct raw *raw,
                        struct raw_split *split, struct status *status)
{
    size_t m = idx_size(file, 0);

    snprintf(split->name, sizeof split->name, "%s", path);
    if (m != split->m)
        return status_fail(status, STATUS_DATA, "%s: %zu images, but there are %zu labels", path, m,
                           split->m);
    split->bytes = array_allocate(m, raw->n_x, "the images", status);
    return split->bytes && idx_read(file, split->bytes, m * raw->n_x, status) &&
           idx_finish(file, status);
}

static bool same_size(const struct idx_file *train, const struct idx_file *test,
                      struct status *status)
{
    if (idx_size(train, 1) == idx_size(test, 1) && idx_size(train, 2) == idx_size(test, 2))
        return true;
    return status_fail(status, STATUS_DATA,
                       "%s: images of %u x %u, but the training images are %u x %u", idx_path(test),
                       idx_size(test, 1), idx_size(test, 2), idx_size(train, 1),
                       idx_size(train, 2));
}

static bool read_set(const struct set *set, struct raw *raw, struct status *status)
{
    struct idx_file *train = NULL, *test = NULL;
    bool good = (train = idx_open(set->path[TRAIN_IMAGES], 3, status)) &&
                read_labels(set->path[TRAIN_LABELS], &raw->train, status) &&
                (test = idx_open(set->path[TEST_IMAGES], 3, status)) &&
                read_labels(set->path[TEST_LABELS], &raw->test, status) &&
                same_size(train, test, status);

    if (good) {
        raw->form = RAW_BYTES;
        raw->classes = true;
        raw->height = idx_size(train, 1);
        raw->width = idx_size(train, 2);
        raw->channels = 1;
        raw->n_x = raw->height * raw->width;
        snprintf(raw->facts.what, sizeof raw->facts.what, "images of %zu x %zu", raw->height,
                 raw->width);
        good = read_images(train, idx_path(train), raw, &raw->train, status) &&
               read_images(test, idx_path(test), raw, &raw->test, status);
    }
    idx_close(train);
    idx_close(test);
    return good;
}

bool idx_read_raw(const struct data_request *request, struct raw *raw, struct status *status)
{
    struct search search = {0};
    struct stat st;
    const struct set *set;
    bool good;

    set = stat(request->path, &st) == 0 && S_ISREG(st.st_mode)
              ? search_sisters(&search, request->path, status)
              : search_folder(&search, request->path, status);
    good = set && read_set(set, raw, status);
    free(search.set);
    return good;
}
