/*
 * export.c - histories as CSV, and files that are either written whole or not at all; see
 * export.h. Knows no screen.
 */
#include "export.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- rows -------------------------------------------------------------------------------------
 */

/* A loss with all its digits; NaN without the sign that printf would give it. */
static int print_loss(FILE *stream, double loss)
{
    return isnan(loss) ? fprintf(stream, ",nan") : fprintf(stream, ",%.17g", loss);
}

/* In single precision, with as few digits as read back the same. */
static int print_share(FILE *stream, double share)
{
    float accuracy = (float)share;
    char text[32];

    if (isnan(accuracy))
        return putc(',', stream);
    for (int digits = 6; digits <= 9; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, (double)accuracy);
        if (strtof(text, NULL) == accuracy)
            break;
    }
    return fprintf(stream, ",%s", text);
}

/* The curves that the command line's contract puts into every CSV. */
enum { CONTRACT_CURVES = CURVE_TEST_ACCURACY + 1 };

/* False when the stream has failed. */
static bool print_row(FILE *stream, int run, const char *optimizer, size_t i,
                      const struct history_row *row)
{
    fprintf(stream, "%d,%s,%zu", run, optimizer, i);
    for (int c = 0; c < CONTRACT_CURVES; c++)
        if (curve_specs[c].rare && !row->evaluated)
            putc(',', stream);
        else if (curve_specs[c].scale == 100)
            print_share(stream, row->value[c]);
        else
            print_loss(stream, row->value[c]);
    return putc('\n', stream) != EOF && !ferror(stream);
}

static bool print_header(FILE *stream)
{
    fputs("run,optimizer,iteration", stream);
    for (int c = 0; c < CONTRACT_CURVES; c++)
        fprintf(stream, ",%s", curve_specs[c].name);
    return putc('\n', stream) != EOF && !ferror(stream);
}

static bool failed(const char *name, int error, struct status *status)
{
    return status_fail(status, STATUS_SYSTEM, "%s: %s", name, strerror(error));
}

bool export_csv_stream(const struct race *race, FILE *stream, const char *name,
                       struct status *status)
{
    bool good = print_header(stream);
    int error;

    for (int r = 0; r < race_runs(race) && good; r++) {
        const struct run *run = race_run(race, r);
        const struct history *history = run_get_history(run);
        const char *optimizer = run_get_config(run)->optimizer->name;

        for (size_t i = 0; i < history_length(history) && good; i++) {
            struct history_row row = history_get(history, i);
            good = print_row(stream, r + 1, optimizer, i, &row);
        }
    }
    error = good ? 0 : errno;
    if (fflush(stream) != 0 && error == 0)
        error = errno;
    return error == 0 || failed(name, error, status);
}

/* ---- whole files ------------------------------------------------------------------------------
 */

enum { EXPORT_PATH_MAX = 4096 };

/* Where a file goes and what it is written to first, in the same folder. */
struct target {
    const char *name; /* as given, for messages */
    char path[EXPORT_PATH_MAX];
    char folder[EXPORT_PATH_MAX];
    char temporary[EXPORT_PATH_MAX + 64];
    bool exists;
    mode_t mode; /* when it exists */
};

/* Follows symbolic links, so that they stay and what they point to is replaced. */
static bool resolve(struct target *target, struct status *status)
{
    struct stat st;
    char *real_path, *slash;
    int length;

    if (lstat(target->name, &st) == 0 && S_ISLNK(st.st_mode)) {
        real_path = realpath(target->name, NULL);
        if (!real_path)
            return failed(target->name, errno, status);
        length = snprintf(target->path, sizeof target->path, "%s", real_path);
        free(real_path);
    } else {
        length = snprintf(target->path, sizeof target->path, "%s", target->name);
    }
    if (length >= (int)sizeof target->path)
        return failed(target->name, ENAMETOOLONG, status);
    memcpy(target->folder, target->path, sizeof target->folder);
    slash = strrchr(target->folder, '/');
    if (slash)
        slash[slash == target->folder ? 1 : 0] = '\0';
    else
        memcpy(target->folder, ".", 2);
    return true;
}

/* Looks at what is there; false when it cannot be replaced. */
static bool examine(struct target *target, bool replace, bool *direct, struct status *status)
{
    struct stat st;

    /* A FIFO or a device: there is nothing to be kept. */
    *direct = stat(target->name, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
    if (*direct)
        return true;
    if (!resolve(target, status))
        return false;
    if (stat(target->path, &st) != 0) {
        if (errno != ENOENT)
            return failed(target->name, errno, status);
        if (stat(target->folder, &st) != 0)
            return failed(target->folder, errno, status);
        return true;
    }
    if (S_ISDIR(st.st_mode))
        return failed(target->name, EISDIR, status);
    if (!replace)
        return status_fail(status, STATUS_SYSTEM, "%s: exists already", target->name);
    if (access(target->path, W_OK) != 0)
        return failed(target->name, errno, status);
    target->exists = true;
    target->mode = st.st_mode & 07777;
    return true;
}

bool export_check(const char *path, bool replace, struct status *status)
{
    struct target target = {.name = path};
    bool direct;

    if (strcmp(path, "-") == 0)
        return true;
    if (!examine(&target, replace, &direct, status))
        return false;
    if (!direct && access(target.folder, W_OK | X_OK) != 0)
        return failed(target.folder, errno, status);
    return true;
}

/* Opens a new file in the target's folder; the process's umask decides about its mode. */
static FILE *open_temporary(struct target *target, struct status *status)
{
    const char *separator = target->folder[strlen(target->folder) - 1] == '/' ? "" : "/";
    FILE *stream;
    int fd = -1;

    for (int attempt = 0; attempt < 100 && fd < 0; attempt++) {
        snprintf(target->temporary, sizeof target->temporary, "%s%s.optop-%ld-%d.tmp",
                 target->folder, separator, (long)getpid(), attempt);
        fd = open(target->temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
        if (fd < 0 && errno != EEXIST)
            break;
    }
    if (fd < 0) {
        failed(target->folder, errno, status);
        return NULL;
    }
    stream = fdopen(fd, "w");
    if (!stream) {
        failed(target->name, errno, status);
        close(fd);
        unlink(target->temporary);
    }
    return stream;
}

/* The folder's entry shall survive a power failure too; some file systems cannot promise that. */
static bool sync_folder(const struct target *target, struct status *status)
{
    int fd = open(target->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int error = 0;

    if (fd < 0)
        return errno == EACCES || failed(target->folder, errno, status);
    if (fsync(fd) != 0 && errno != EINVAL && errno != ENOTSUP)
        error = errno;
    close(fd);
    return error == 0 || failed(target->folder, error, status);
}

/* Gives the finished temporary file its name. */
static bool settle(const struct target *target, bool replace, struct status *status)
{
    if (!replace) {
        /* A link never replaces what has come into being meanwhile; a rename would. */
        if (link(target->temporary, target->path) == 0) {
            unlink(target->temporary);
            return sync_folder(target, status);
        }
        if (errno == EEXIST)
            return status_fail(status, STATUS_SYSTEM, "%s: exists already", target->name);
    }
    if (rename(target->temporary, target->path) != 0)
        return failed(target->name, errno, status);
    return sync_folder(target, status);
}

static bool write_whole(const struct race *race, struct target *target, bool replace,
                        struct status *status)
{
    FILE *stream = open_temporary(target, status);
    bool good;

    if (!stream)
        return false;
    good = export_csv_stream(race, stream, target->name, status);
    if (good && target->exists && fchmod(fileno(stream), target->mode) != 0)
        good = failed(target->name, errno, status);
    if (good && fsync(fileno(stream)) != 0)
        good = failed(target->name, errno, status);
    if (fclose(stream) != 0 && good)
        good = failed(target->name, errno, status);
    if (good && settle(target, replace, status))
        return true;
    unlink(target->temporary);
    return false;
}

/* Opens what is there without waiting: for a FIFO's reader, say, who may never come. */
static FILE *open_directly(const char *path, struct status *status)
{
    int fd = open(path, O_WRONLY | O_TRUNC | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    FILE *stream = fd < 0 || fcntl(fd, F_SETFL, 0) != 0 ? NULL : fdopen(fd, "w");

    if (stream)
        return stream;
    if (errno == ENXIO)
        status_fail(status, STATUS_SYSTEM, "%s: nobody reads from it", path);
    else
        failed(path, errno, status);
    if (fd >= 0)
        close(fd);
    return NULL;
}

static bool write_directly(const struct race *race, const char *path, struct status *status)
{
    FILE *stream = open_directly(path, status);
    bool good;

    if (!stream)
        return false;
    good = export_csv_stream(race, stream, path, status);
    if (fclose(stream) != 0 && good)
        good = failed(path, errno, status);
    return good;
}

bool export_csv(const struct race *race, const char *path, bool replace, struct status *status)
{
    struct target target = {.name = path};
    bool direct;

    if (strcmp(path, "-") == 0)
        return export_csv_stream(race, stdout, "standard output", status);
    if (!examine(&target, replace, &direct, status))
        return false;
    return direct ? write_directly(race, path, status)
                  : write_whole(race, &target, replace, status);
}
