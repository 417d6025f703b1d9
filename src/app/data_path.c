/* data_path.c - where data are looked for; see data_path.h. */
#include "data_path.h"

#include "home_path.h"
#include "train/problem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *const bundled[] = {"mnist01"};

static bool is_folder(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool join(char *path, size_t size, const char *folder, const char *below, const char *name)
{
    int length = snprintf(path, size, "%s%s/%s", folder, below, name);

    return length > 0 && (size_t)length < size && is_folder(path);
}

/* The folder this program was started from, without its name. */
static bool own_folder(char *path, size_t size)
{
    ssize_t length = readlink("/proc/self/exe", path, size - 1);
    char *slash;

    if (length <= 0)
        return false;
    path[length] = '\0';
    slash = strrchr(path, '/');
    if (!slash)
        return false;
    *slash = '\0';
    return true;
}

static bool is_bundled(const char *name)
{
    for (size_t i = 0; i < sizeof bundled / sizeof bundled[0]; i++)
        if (strcmp(bundled[i], name) == 0)
            return true;
    return false;
}

bool data_path_find(const char *name, char *path, size_t size, struct status *status)
{
    const char *given = getenv("OPTOP_DATA");
    char own[PROBLEM_PATH_MAX];

    if (!is_bundled(name)) {
        snprintf(path, size, "%s", home_path(name, own, sizeof own));
        return true;
    }
    if (given && *given && join(path, size, given, "", name))
        return true;
    if (own_folder(own, sizeof own) &&
        (join(path, size, own, "/../data", name) || join(path, size, own, "/../share/optop", name)))
        return true;
    if (join(path, size, OPTOP_DATADIR, "", name))
        return true;
    return status_fail(
        status, STATUS_SYSTEM,
        "the bundled data '%s' are not installed in %s; set OPTOP_DATA to the folder "
        "that holds them",
        name, OPTOP_DATADIR);
}
