/* siblings.c - the files of a data set by their names; see siblings.h. */
#include "config.h" /* strcasestr */

#include "siblings.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

static bool is_regular(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static bool ends_with(const char *name, const char *ending)
{
    size_t length = strlen(name), end = strlen(ending);

    return length >= end && strcasecmp(name + length - end, ending) == 0;
}

static bool is_wanted(const char *name, const char *word, const char *const *endings)
{
    if (name[0] == '.' || !strcasestr(name, word))
        return false;
    while (*endings)
        if (ends_with(name, *endings++))
            return true;
    return false;
}

/* The only file of the folder that has the word in its name; *found counts them. */
static bool look_through(const char *path, const char *word, const char *const *endings,
                         char *train, int *found, char *other, struct status *status)
{
    DIR *folder = opendir(path);
    struct dirent *entry;

    *found = 0;
    if (!folder)
        return status_fail(status, STATUS_SYSTEM, "%s: %s", path, strerror(errno));
    while ((entry = readdir(folder)) != NULL) {
        if (!is_wanted(entry->d_name, word, endings))
            continue;
        snprintf(*found == 0 ? train : other, SIBLINGS_PATH_MAX, "%s/%s", path, entry->d_name);
        if (is_regular(*found == 0 ? train : other))
            ++*found;
    }
    closedir(folder);
    if (*found == 0)
        train[0] = '\0';
    return true;
}

bool siblings_train(const char *path, const char *const *endings, char train[SIBLINGS_PATH_MAX],
                    struct status *status)
{
    static const char *const tables[] = {".csv", ".tsv", ".csv.gz", NULL};
    char other[SIBLINGS_PATH_MAX];
    struct stat st;
    int found;

    if (stat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
        if (!look_through(path, "train", endings, train, &found, other, status) ||
            (found == 0 && !look_through(path, "", tables, train, &found, other, status)))
            return false;
        if (found == 0)
            return status_fail(status, STATUS_DATA,
                               "%s: no file with training rows (the only .csv or .tsv file, or one "
                               "with \"train\" in its name)",
                               path);
        if (found > 1)
            return status_fail(status, STATUS_DATA,
                               "%s: several files may have the training rows; name one (%s, %s)",
                               path, train, other);
        return true;
    }
    if (strlen(path) >= SIBLINGS_PATH_MAX)
        return status_fail(status, STATUS_SYSTEM, "%s: %s", path, strerror(ENAMETOOLONG));
    snprintf(train, SIBLINGS_PATH_MAX, "%s", path);
    return true;
}

/* The name with "train" replaced by "test", in the same case. */
static bool replace_train(const char *train, char *test)
{
    const char *slash = strrchr(train, '/'), *name = slash ? slash + 1 : train;
    const char *at = strcasestr(name, "train");
    const char *word;

    if (!at)
        return false;
    word = at[0] == 't' ? "test" : at[1] == 'r' ? "Test" : "TEST";
    return snprintf(test, SIBLINGS_PATH_MAX, "%.*s%s%s", (int)(at - train), train, word, at + 5) <
               SIBLINGS_PATH_MAX &&
           is_regular(test);
}

bool siblings_test(const char *train, char test[SIBLINGS_PATH_MAX])
{
    if (replace_train(train, test))
        return true;
    if (ends_with(train, ".data") &&
        snprintf(test, SIBLINGS_PATH_MAX, "%.*s.test", (int)strlen(train) - 5, train) <
            SIBLINGS_PATH_MAX &&
        is_regular(test))
        return true;
    if (snprintf(test, SIBLINGS_PATH_MAX, "%s.t", train) < SIBLINGS_PATH_MAX && is_regular(test))
        return true;
    test[0] = '\0';
    return false;
}

bool siblings_is_file(const char *test)
{
    char *end;

    if (!test || !*test)
        return false;
    strtod(test, &end);
    return end == test || *end;
}
