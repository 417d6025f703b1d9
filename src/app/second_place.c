/* second_place.c - a second place for files; see second_place.h. */
#include "second_place.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { FOLDER_MAX = 4096 };

/* Makes the folder and those above it, for this user alone. */
static bool make_folders(const char *path)
{
    char part[FOLDER_MAX];
    struct stat st;
    size_t length = strlen(path);

    for (size_t i = 1; i <= length; i++)
        if (path[i] == '/' || path[i] == '\0') {
            memcpy(part, path, i);
            part[i] = '\0';
            mkdir(part, 0700);
        }
    return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* $NAME, when it is an absolute path, with `below` behind it. */
static bool join(char *folder, const char *name, const char *below)
{
    const char *value = getenv(name);

    return value && value[0] == '/' &&
           snprintf(folder, FOLDER_MAX, "%s%s", value, below) < FOLDER_MAX;
}

static bool state_folder(char *folder)
{
    return (join(folder, "XDG_STATE_HOME", "/optop") ||
            join(folder, "HOME", "/.local/state/optop")) &&
           make_folders(folder);
}

static bool temporary_folder(char *folder)
{
    return join(folder, "TMPDIR", "") || snprintf(folder, FOLDER_MAX, "%s", P_tmpdir) > 0;
}

/* "race-20260131-154500-4711.csv" for "data/race.csv"; standard output is "optop.csv". */
static void name_file(const char *wanted, char *name, size_t size)
{
    const char *slash = strrchr(wanted, '/');
    const char *base = strcmp(wanted, "-") == 0 ? "optop.csv" : slash ? slash + 1 : wanted;
    const char *dot = strrchr(base, '.');
    int stem = dot && dot > base ? (int)(dot - base) : (int)strlen(base);
    char date[32] = "";
    time_t now = time(NULL);
    struct tm parts;

    if (localtime_r(&now, &parts))
        strftime(date, sizeof date, "%Y%m%d-%H%M%S", &parts);
    snprintf(name, size, "%.*s-%s-%ld%.32s", stem < 128 ? stem : 128, base, date, (long)getpid(),
             base + stem);
}

bool second_place_write(const char *wanted, whole_file_writer *write, const void *context,
                        char *place, size_t size)
{
    static bool (*const folders[])(char *) = {state_folder, temporary_folder};
    char folder[FOLDER_MAX], name[256];

    name_file(wanted, name, sizeof name);
    for (size_t i = 0; i < sizeof folders / sizeof folders[0]; i++) {
        struct status status = {0};

        if (folders[i](folder) && snprintf(place, size, "%s/%s", folder, name) < (int)size &&
            whole_file_write(place, false, write, context, &status))
            return true;
    }
    return false;
}
