/* data_path.c - search for data; see data_path.h. */
#include "data_path.h"

#include "home_path.h"
#include "train/problem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

static const char *const bundled[] = {"mnist01"};

/* What the files of the first of them hold: CRC-32, of the packed bytes and of what is in them. */
static const struct content {
    const char *file;
    unsigned long packed, unpacked;
} contents[] = {
    {"train-images-idx3-ubyte", 0x529b7459, 0xdc9561eb},
    {"train-labels-idx1-ubyte", 0xfc57b6a5, 0x96478542},
    {"t10k-images-idx3-ubyte", 0xe1a878a3, 0x6f627a8e},
    {"t10k-labels-idx1-ubyte", 0x4d19ddf7, 0x9c05d8ab},
};

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

/* The CRC-32 of a file, or of what it holds in packed form; of one that cannot be read, 0. */
static unsigned long checksum(const char *path, bool unpacked)
{
    gzFile file = gzopen(path, "rb");
    unsigned char bytes[1 << 14];
    unsigned long sum = crc32(0, NULL, 0);
    FILE *plain = unpacked ? NULL : fopen(path, "rbe");
    int n = 0;

    while (file && unpacked && (n = gzread(file, bytes, sizeof bytes)) > 0)
        sum = crc32(sum, bytes, (unsigned)n);
    while (plain && (n = (int)fread(bytes, 1, sizeof bytes, plain)) > 0)
        sum = crc32(sum, bytes, (unsigned)n);
    if (file)
        gzclose(file);
    if (plain)
        fclose(plain);
    return n < 0 ? 0 : sum;
}

static bool has_content(const struct content *content, const char *folder)
{
    char path[PROBLEM_PATH_MAX + 64];

    snprintf(path, sizeof path, "%s/%s", folder, content->file);
    if (access(path, F_OK) != 0)
        snprintf(path, sizeof path, "%s/%s.gz", folder, content->file);
    /* Packed as they were, they need not be unpacked. */
    return checksum(path, false) == content->packed || checksum(path, true) == content->unpacked;
}

bool data_path_is_foreign(const char *name, const char *folder)
{
    if (!is_bundled(name))
        return false;
    for (size_t i = 0; i < sizeof contents / sizeof contents[0]; i++)
        if (!has_content(&contents[i], folder))
            return true;
    return false;
}

/* The folder of bundled data called `name`. */
static bool find_bundled(const char *name, char *path, size_t size, struct status *status)
{
    const char *given = getenv("OPTOP_DATA");
    char own[PROBLEM_PATH_MAX];

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

bool data_path_lessons(char *path, size_t size, struct status *status)
{
    return find_bundled("lessons", path, size, status);
}

bool data_path_find(const char *name, char *path, size_t size, struct status *status)
{
    char own[PROBLEM_PATH_MAX];

    if (is_bundled(name))
        return find_bundled(name, path, size, status);
    snprintf(path, size, "%s", home_path(name, own, sizeof own));
    return true;
}
