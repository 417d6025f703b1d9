/* whole_file.c - files that are written whole or not at all; see whole_file.h. */
#include "whole_file.h"

#include "home_path.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static bool failed(const char *name, int error, struct status *status)
{
    return status_fail(status, STATUS_SYSTEM, "%s: %s", name, strerror(error));
}

enum { FILE_PATH_MAX = 4096 };

/* Where a file goes and what it is written to first, in the same folder. */
struct target {
    const char *name; /* as given, for messages */
    char path[FILE_PATH_MAX];
    char folder[FILE_PATH_MAX];
    char temporary[FILE_PATH_MAX + 64];
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

bool whole_file_is_direct(const char *path)
{
    char room[FILE_PATH_MAX];
    struct stat st;

    return stat(home_path(path, room, sizeof room), &st) == 0 && !S_ISREG(st.st_mode) &&
           !S_ISDIR(st.st_mode);
}

/* Looks at what is there; false when it cannot be replaced. */
static bool examine(struct target *target, bool replace, struct status *status)
{
    struct stat st;

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

bool whole_file_check(const char *path, bool replace, struct status *status)
{
    char room[FILE_PATH_MAX];
    struct target target = {.name = home_path(path, room, sizeof room)};

    if (whole_file_is_direct(path))
        return true;
    if (!examine(&target, replace, status))
        return false;
    return access(target.folder, W_OK | X_OK) == 0 || failed(target.folder, errno, status);
}

/* ---- temporary files ---------------------------------------------------------------------------
 * A program that writes one holds a lock on it; one without a lock was left by a program that was
 * killed.
 */

/* Is this the name of a temporary file, .optop-PID-N.tmp? */
static bool is_temporary(const char *name)
{
    static const char begin[] = ".optop-", end[] = ".tmp", inside[] = "0123456789-";
    size_t length = strlen(name), first = sizeof begin - 1, last = sizeof end - 1;

    return length > first + last && strncmp(name, begin, first) == 0 &&
           first + strspn(name + first, inside) == length - last &&
           strcmp(name + length - last, end) == 0;
}

/* Removes what killed programs have left in the folder. Whatever fails here does no harm. */
static void remove_leftovers(const char *folder)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;

    while (dir && (entry = readdir(dir)) != NULL) {
        struct stat st;
        int fd;

        if (!is_temporary(entry->d_name))
            continue;
        fd = openat(dirfd(dir), entry->d_name, O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
        if (fd < 0)
            continue;
        if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_uid == geteuid() &&
            flock(fd, LOCK_EX | LOCK_NB) == 0)
            unlinkat(dirfd(dir), entry->d_name, 0);
        close(fd);
    }
    if (dir)
        closedir(dir);
}

/* Opens a new file of this name and locks it; -1 when that fails, with errno. */
static int open_new(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    struct stat st;

    if (fd < 0)
        return -1;
    flock(fd, LOCK_EX | LOCK_NB); /* without locks here, nobody takes it for a leftover either */
    /* Another program may have removed it before it was locked. */
    if (fstat(fd, &st) == 0 && st.st_nlink > 0)
        return fd;
    close(fd);
    errno = EEXIST;
    return -1;
}

/* Opens a new file in the target's folder; the process's umask decides about its mode. */
static FILE *open_temporary(struct target *target, struct status *status)
{
    const char *separator = target->folder[strlen(target->folder) - 1] == '/' ? "" : "/";
    FILE *stream;
    int fd = -1;

    remove_leftovers(target->folder);
    for (int attempt = 0; attempt < 100 && fd < 0; attempt++) {
        snprintf(target->temporary, sizeof target->temporary, "%s%s.optop-%ld-%d.tmp",
                 target->folder, separator, (long)getpid(), attempt);
        fd = open_new(target->temporary);
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

static bool write_whole(struct target *target, bool replace, whole_file_writer *write,
                        const void *context, struct status *status)
{
    FILE *stream = open_temporary(target, status);
    bool good;

    if (!stream)
        return false;
    good = write(context, stream, target->name, status);
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
        status_fail(status, STATUS_SYSTEM, "%s: no process reads from it", path);
    else
        failed(path, errno, status);
    if (fd >= 0)
        close(fd);
    return NULL;
}

static bool write_directly(const char *path, whole_file_writer *write, const void *context,
                           struct status *status)
{
    FILE *stream = open_directly(path, status);
    bool good;

    if (!stream)
        return false;
    good = write(context, stream, path, status);
    if (fclose(stream) != 0 && good)
        good = failed(path, errno, status);
    return good;
}

bool whole_file_write(const char *path, bool replace, whole_file_writer *write, const void *context,
                      struct status *status)
{
    char room[FILE_PATH_MAX];
    struct target target = {.name = home_path(path, room, sizeof room)};

    if (whole_file_is_direct(path))
        return write_directly(target.name, write, context, status);
    return examine(&target, replace, status) &&
           write_whole(&target, replace, write, context, status);
}
