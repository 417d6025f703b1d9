/*
 * home_path.h - file names that begin with ~/, as people write them where no shell replaces it.
 * Knows the environment.
 */
#ifndef OPTOP_HOME_PATH_H
#define OPTOP_HOME_PATH_H

#include <stddef.h>

/*
 * The path with $HOME for a ~ that stands alone or before the first slash. Any other path, one
 * without a $HOME, and one that would not fit into `room` is returned as it is.
 */
const char *home_path(const char *path, char *room, size_t size);

#endif
