/* config_file.c - options from a file; see config_file.h. */
#include "config_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* False when there is no place for such a file. */
static bool find_place(char *path, size_t size)
{
    const char *config = getenv("XDG_CONFIG_HOME"), *home = getenv("HOME");
    int length = 0;

    if (config && config[0] == '/')
        length = snprintf(path, size, "%s/optop/config", config);
    else if (home && *home)
        length = snprintf(path, size, "%s/.config/optop/config", home);
    return length > 0 && (size_t)length < size;
}

/* Opens it without waiting, should it be a pipe. Returns -1 with errno. */
static int open_file(const char *path)
{
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    struct stat st;
    int why = 0;

    if (fd < 0)
        return -1;
    if (fstat(fd, &st) != 0)
        why = errno;
    else if (!S_ISREG(st.st_mode))
        why = S_ISDIR(st.st_mode) ? EISDIR : EINVAL;
    if (why == 0)
        return fd;
    close(fd);
    errno = why;
    return -1;
}

/* Reads all of it, with a terminator; text has CONFIG_FILE_MAX + 2 bytes. */
static bool read_file(int fd, const char *path, char *text, struct status *status)
{
    size_t used = 0;
    ssize_t n = 1;

    while (used <= CONFIG_FILE_MAX && n > 0) {
        n = read(fd, text + used, CONFIG_FILE_MAX + 1 - used);
        used += n > 0 ? (size_t)n : 0;
    }
    if (n < 0)
        return status_fail(status, STATUS_SYSTEM, "%s: %s", path, strerror(errno));
    if (used > CONFIG_FILE_MAX)
        return status_fail(status, STATUS_INVALID, "%s: is longer than %d bytes", path,
                           CONFIG_FILE_MAX);
    if (memchr(text, '\0', used))
        return status_fail(status, STATUS_INVALID, "%s: holds a zero byte and is not text", path);
    text[used] = '\0';
    return true;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Without blanks at either end. */
static char *trim(char *text)
{
    char *end = text + strlen(text);

    while (is_blank(*text))
        text++;
    while (end > text && is_blank(end[-1]))
        end--;
    *end = '\0';
    return text;
}

static void cut_comment(char *line)
{
    for (char *c = line; *c; c++)
        if (*c == '#' && (c == line || is_blank(c[-1]))) {
            *c = '\0';
            return;
        }
}

/* Nothing, NAME or NAME=VALUE. */
static bool take_line(struct options *options, char *line, struct status *status)
{
    char *value, *name;

    cut_comment(line);
    value = strchr(line, '=');
    if (value)
        *value++ = '\0';
    name = trim(line);
    if (!*name && !value)
        return true;
    if (!*name)
        return status_fail(status, STATUS_INVALID,
                           "there is no option before the = (allowed: name, name=value)");
    if (strncmp(name, "--", 2) == 0)
        return status_fail(status, STATUS_INVALID, "options have no dashes here: %s", name + 2);
    return options_configure(options, name, value ? trim(value) : NULL, status);
}

static bool take_lines(struct options *options, const char *path, char *text, struct status *status)
{
    char *next;

    if (strncmp(text, "\xef\xbb\xbf", 3) == 0)
        text += 3;
    for (int number = 1; text; text = next, number++) {
        struct status why = {0};

        next = strchr(text, '\n');
        if (next)
            *next++ = '\0';
        if (!take_line(options, text, &why))
            return status_fail(status, why.code, "%s:%d: %s", path, number, why.message);
    }
    return true;
}

bool config_file_read(struct options *options, struct status *status)
{
    char path[4096], *text;
    bool good;
    int fd;

    if (!find_place(path, sizeof path))
        return true;
    fd = open_file(path);
    if (fd < 0 && (errno == ENOENT || errno == ENOTDIR))
        return true;
    if (fd < 0)
        return status_fail(status, STATUS_SYSTEM, "%s: %s; --no-config ignores it", path,
                           errno == EINVAL ? "Not a regular file" : strerror(errno));
    text = malloc(CONFIG_FILE_MAX + 2);
    good = text ? read_file(fd, path, text, status)
                : status_out_of_memory(status, "the configuration file");
    good = good && take_lines(options, path, text, status);
    free(text);
    close(fd);
    return good;
}
