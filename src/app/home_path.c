/* home_path.c - ~/ in file names; see home_path.h. */
#include "home_path.h"

#include <stdio.h>
#include <stdlib.h>

const char *home_path(const char *path, char *room, size_t size)
{
    const char *home = getenv("HOME");
    int length;

    if (path[0] != '~' || (path[1] != '/' && path[1] != '\0') || !home || !*home)
        return path;
    length = snprintf(room, size, "%s%s", home, path + 1);
    return length >= 0 && (size_t)length < size ? room : path;
}
